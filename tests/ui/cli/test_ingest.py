"""xietiao ingest"""

import json
import re
from pathlib import Path

import pytest

from tests.scripted import scripted_server
from tests.ui.cli.calling import (
    DUTY,
    done,
    told,
    xietiao,
)


def rows(file: Path) -> dict[str, str]:
    report = json.loads(file.read_text("utf-8"))
    return {document["path"]: document["status"] for document in report["documents"]}


def test_ingest_adds_updates_removes_and_leaves_the_rest(texts: Path):
    assert xietiao("ingest", "texts", "--report", "report.json").exit_code == 0
    report = texts.parent / "report.json"
    assert rows(report) == {"texts/duty.txt": "added", "texts/meeting.txt": "added"}
    again = xietiao("ingest", "texts")
    assert (again.exit_code, again.stdout) == (0, "2 unchanged\n")
    (texts / "duty.txt").write_text(DUTY.replace("十点", "九点"), encoding="utf-8")
    (texts / "meeting.txt").unlink()
    assert xietiao("ingest", "texts", "--report", "report.json").exit_code == 0
    assert rows(report) == {"texts/duty.txt": "updated", "texts/meeting.txt": "removed"}
    assert "值班室每晚九点锁门" in done("show", "duty")
    rebuilt = xietiao("ingest", "texts", "--rebuild", "--report", "report.json")
    assert rebuilt.exit_code == 0
    assert rows(report) == {"texts/duty.txt": "added"}


def test_ingest_reads_corpus_unless_told_otherwise(texts: Path):
    texts.rename(texts.parent / "corpus")
    assert xietiao("ingest").exit_code == 0
    assert [row["path"] for row in json.loads(done("show", "--json"))] == [
        "corpus/duty.txt",
        "corpus/meeting.txt",
    ]


def test_a_file_that_cannot_be_used_is_told_and_the_others_go_in(texts: Path):
    (texts / "empty.txt").write_text("", encoding="utf-8")
    result = xietiao("ingest", "texts")
    assert result.exit_code == 0
    assert re.search(r"^skipped texts/empty\.txt: .+$", result.stderr, re.MULTILINE)
    assert len(json.loads(done("show", "--json"))) == 2


def test_a_dry_run_prints_the_masks_and_changes_nothing(texts: Path):
    (texts / "forum.txt").write_text(
        f"值班守则\n{DUTY}**** Hidden Message *****\n转载请注明(来源:文秘工作 ID:msgz_org)\n",
        encoding="utf-8",
    )
    out = done("ingest", "texts", "--dry-run", "--report", "report.json")
    assert re.search(
        r"^texts/forum\.txt:\d+-\d+ hidden-message: '\*\*\*\* Hidden", out, re.MULTILINE
    )
    assert "nothing changed" in out
    assert not (texts.parent / "data" / "index").exists()
    assert set(rows(texts.parent / "report.json").values()) == {"read"}


def test_the_closing_table_names_each_document(texts: Path):
    (texts / "duty.txt").rename(texts / "duty_of_the_night_porter.txt")
    assert "duty_of_the_night_porter" in done("ingest", "texts", "--dry-run")


def test_an_empty_folder_is_told(texts: Path):
    (texts.parent / "empty").mkdir()
    sentence = told("ingest", "empty")
    assert sentence.startswith("found no text files under empty; put .txt, ")


def test_an_empty_folder_beside_an_index_is_told(texts: Path):
    assert xietiao("ingest", "texts").exit_code == 0
    (texts.parent / "empty").mkdir()
    result = xietiao("ingest", "empty")
    assert "no text files there; the index stays as it is" in result.stderr
    assert len(json.loads(done("show", "--json"))) == 2


def test_only_unknown_file_types_are_told(texts: Path):
    (texts.parent / "odd").mkdir()
    (texts.parent / "odd" / "a.exe").write_bytes(b"MZ\x00\x01")
    assert told("ingest", "odd").startswith("found ")


def test_a_path_that_is_not_there_is_told(texts: Path):
    assert "nowhere" in told("ingest", "nowhere")


def test_a_report_that_cannot_be_written_is_told(texts: Path):
    result = xietiao("ingest", "texts", "--dry-run", "--report", "nowhere/report.json")
    assert result.exit_code == 1
    assert result.stderr == "xietiao: nowhere/report.json: No such file or directory\n"


@pytest.mark.usefixtures("texts")
def test_expand_asks_the_llm_for_questions_and_makes_keys_of_them(monkeypatch: pytest.MonkeyPatch):
    with scripted_server() as server:
        server.says("嗯。")
        monkeypatch.setenv("XIETIAO_LLM", "openai:scripted")
        monkeypatch.setenv("XIETIAO_LLM_BASE_URL", server.base_url)
        result = xietiao("ingest", "texts", "--expand")
    assert result.exit_code == 0
    assert re.search(r"expand: \d+ passages, 0 questions proposed, 0 kept", result.stderr)
    assert len(server.bodies) > 0


@pytest.mark.usefixtures("texts")
def test_expand_without_an_llm_is_a_wrong_argument():
    assert "set XIETIAO_LLM" in told("ingest", "texts", "--expand", status=2)
    assert "--dry-run" in told("ingest", "texts", "--expand", "--dry-run", status=2)
