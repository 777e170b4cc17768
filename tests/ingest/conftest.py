from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def model_folder(models: Path) -> Path:
    """The folder that holds the bundled model, unpacked."""
    return models
