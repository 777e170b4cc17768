"""A small office served for `benchmarks.fuzz`: nothing there can be harmed."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import Settings
from ingest.embed import Embedder
from tests.ui.offices import ADMIN, client_of, office, open_bot


@contextmanager
def served_office() -> Generator[tuple[str, str]]:
    """The address of a server in a thread, and the administrator's password."""
    with tempfile.TemporaryDirectory() as folder:
        models = Settings().models_folder
        embedder = Embedder.open("bundled", models)
        place = office(Path(folder), models)
        with client_of(open_bot(place, embedder, admin_password=ADMIN), ADMIN) as client:
            yield str(client.base_url).rstrip("/"), ADMIN
