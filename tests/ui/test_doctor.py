import os
import shutil
from pathlib import Path

import pytest

from bot.settings import Settings
from ingest.bundled import FOLDER_NAME
from ui.doctor import examine


@pytest.fixture
def office(models: Path, tmp_path: Path) -> Settings:
    """A data folder with a model of its own."""
    own = tmp_path / "models" / FOLDER_NAME
    shutil.copytree(models / FOLDER_NAME, own, copy_function=os.link)
    return Settings(data=tmp_path)


def rewrite(file: Path, old: str, new: str) -> None:
    """Changes the text in this folder alone, not in the one it is linked to."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.unlink()
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_whole_model_is_told(office: Settings):
    model = examine(office)["model"]
    assert model["files"] == "whole"
    assert model["vectors"] == "as when it was unpacked"


def test_a_changed_byte_is_told_with_what_to_do(office: Settings):
    folder = office.models_folder / FOLDER_NAME
    rewrite(folder / "tokenizer.json", "协调", "协凋")
    findings = examine(office)
    assert findings["model"] == "damaged: tokenizer.json"
    assert findings["next"][0].startswith(f"remove the folder {folder};")

    shutil.rmtree(folder)
    assert examine(office)["model"]["files"] == "whole"


def test_vectors_of_another_processor_are_told(office: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ingest.bundled._KNOWN_TEXTS", ("passage: 没有记下的",))
    assert "not quite those" in examine(office)["model"]["vectors"]
