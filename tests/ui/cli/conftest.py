"""A small office with a few texts, or the corpus, for each test."""

from pathlib import Path

import pytest

from bot.settings import Settings
from ingest.index import Index
from tests.ui.cli.calling import DUTY, MEETING


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the commands are typed in; no settings but those of a test."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"XIETIAO_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def corpus(corpus_index: Index, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Index:
    """The commands work on the index of the five texts."""
    monkeypatch.setenv("XIETIAO_DATA", str(settings.data))
    return corpus_index


@pytest.fixture
def texts(office: Path, models: Path) -> Path:
    """Two texts in texts/, and an empty data folder that has the model."""
    (office / "data").mkdir()
    (office / "data" / "models").symlink_to(models.resolve(), target_is_directory=True)
    folder = office / "texts"
    folder.mkdir()
    (folder / "duty.txt").write_text(DUTY, encoding="utf-8")
    (folder / "meeting.txt").write_text(MEETING, encoding="utf-8")
    return folder
