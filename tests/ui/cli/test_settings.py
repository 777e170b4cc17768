"""Settings that the command line reads."""

from pathlib import Path

import pytest

from tests.ui.cli.calling import SEVEN, python_m_ui, told


@pytest.mark.parametrize("command", [["ask", SEVEN], ["doctor"], ["ingest"]])
def test_an_unknown_setting_is_told_by_name(office: Path, command: list[str]):
    (office / "xietiao.toml").write_text("topk = 3\n", encoding="utf-8")
    assert told(*command).startswith("setting 'topk': Extra inputs are not permitted")


def test_a_setting_out_of_range_is_told_by_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XIETIAO_TOP_K", "many")
    monkeypatch.setenv("XIETIAO_SCRIPT", "pinyin")
    sentence = told("ask", SEVEN)
    assert "setting 'top_k': Input should be a valid integer" in sentence
    assert "fix XIETIAO_SCRIPT or xietiao.toml" in sentence


@pytest.mark.usefixtures("corpus")
def test_a_model_folder_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XIETIAO_MODEL", "./my-model")
    sentence = "no model folder ./my-model; set `model` to a folder, or to `bundled`"
    assert told("ask", SEVEN) == sentence


@pytest.mark.slow  # sentence_transformers takes 7 s to import
@pytest.mark.usefixtures("corpus")
def test_a_model_that_nobody_has_is_told_in_one_sentence():
    ran = python_m_ui("ask", SEVEN, XIETIAO_MODEL="no-such/model")
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.decode() == (
        "xietiao: the embedding model 'no-such/model' can't be loaded; check the name and the "
        "network, or set `model` to `bundled`\n"
    )
