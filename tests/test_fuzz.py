"""A few hundred generated requests to every door; `make fuzz` sends 20,000."""

from pathlib import Path

import pytest

from benchmarks.fuzz import fuzz
from ingest.embed import Embedder
from tests.ui.offices import ADMIN, client_of, office, open_bot


@pytest.mark.slow
def test_no_request_gets_a_fault_a_traceback_or_no_answer(
    tmp_path: Path, models: Path, embedder: Embedder
):
    place = office(tmp_path, models)
    with client_of(open_bot(place, embedder, admin_password=ADMIN)) as client:
        found = fuzz(str(client.base_url).rstrip("/"), ADMIN, 400)
    assert not found.wrong, found.wrong
    assert found.requests > 250 and found.statuses[200]
