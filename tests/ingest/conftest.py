import os
from pathlib import Path

import pytest

from ingest.bundled import unpack_bundled_model


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the bundled model, unpacked; XIETIAO_TEST_MODELS keeps it between runs."""
    kept = os.environ.get("XIETIAO_TEST_MODELS")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("models")
    unpack_bundled_model(folder)
    return folder
