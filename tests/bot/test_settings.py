from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"XIETIAO_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def toml(folder: Path, text: str) -> None:
    (folder / "xietiao.toml").write_text(text, encoding="utf-8")


def test_everything_has_a_default_that_works_offline():
    settings = Settings()
    assert settings.model == "bundled"
    assert settings.script == "auto"
    assert settings.index_folder == Path("data/index")
    assert settings.models_folder == Path("data/models")


def test_the_environment_sets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XIETIAO_DATA", "/srv/xietiao")
    monkeypatch.setenv("XIETIAO_TOP_K", "7")
    assert Settings().index_folder == Path("/srv/xietiao/index")
    assert Settings().top_k == 7


def test_xietiao_toml_sets(empty_folder: Path):
    toml(empty_folder, 'script = "hant-tw"\nmax_question_chars = 500\n')
    assert Settings().script == "hant-tw"
    assert Settings().max_question_chars == 500


def test_arguments_beat_the_environment_and_that_beats_the_file(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    toml(empty_folder, "top_k = 3\nmax_chars = 200\n")
    monkeypatch.setenv("XIETIAO_TOP_K", "7")
    assert Settings().top_k == 7
    assert Settings().max_chars == 200
    assert Settings(top_k=9).top_k == 9


def test_a_misspelt_key_in_the_file_is_refused_by_name(empty_folder: Path):
    toml(empty_folder, "topk = 3\n")
    with pytest.raises(ValidationError, match=r"topk\n.*Extra inputs are not permitted"):
        Settings()


def test_a_misspelt_name_in_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XIETIAO_SCIRPT", "hant-tw")
    with pytest.raises(ValidationError, match="scirpt"):
        Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("top_k", 0), ("top_k", 51), ("max_chars", 79), ("max_file_mb", 0), ("script", "pinyin")],
)
def test_values_out_of_range_are_refused(name: str, value: object):
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: value})  # type: ignore[arg-type]


def test_settings_are_not_changed_behind_anyones_back():
    with pytest.raises(ValidationError, match="frozen"):
        Settings().top_k = 9  # type: ignore[misc]
