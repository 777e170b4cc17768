"""Runs of ingest beside a server, and which names files may have."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.library.names import fault, normal
from bot.library.run import Ingest, Runner
from ingest.errors import IndexBusy, NothingToIngest
from ingest.report import DocumentReport, IngestReport


def runner(folder: Path, ingest: Ingest) -> Runner:
    return Runner(folder / "ingest.json", ingest)


def done(*paths: str) -> IngestReport:
    return IngestReport(tuple(DocumentReport(path, "added") for path in paths), "gen-000002")


def test_without_a_run_the_state_is_idle(tmp_path: Path):
    assert runner(tmp_path, lambda *_: done()).last().state == "idle"


def test_a_run_tells_how_far_it_is_and_then_what_it_did(tmp_path: Path):
    at_work, go_on = threading.Event(), threading.Event()

    def ingest(
        paths: tuple[Path, ...], rebuild: bool, on_progress: Callable[[int, int, str], None]
    ) -> IngestReport:
        at_work.set()
        go_on.wait(10)
        return done("a.txt")

    running = runner(tmp_path, ingest)
    assert running.start((Path("a"),)).state == "waiting"
    assert at_work.wait(10)
    assert running.last().state == "running"
    go_on.set()
    run = running.wait(10)
    assert (run.state, run.done, run.total, run.problem) == ("done", 1, 1, None)
    assert run.report is not None and run.report["generation"] == "gen-000002"


def test_another_process_can_tell_of_it(tmp_path: Path):
    running = runner(tmp_path, lambda *_: done("a.txt"))
    running.start((Path("a"),))
    running.wait(10)
    assert runner(tmp_path, lambda *_: done()).last() == running.last()


def test_what_is_asked_for_meanwhile_is_run_after_it_and_as_one(tmp_path: Path):
    runs: list[tuple[tuple[Path, ...], bool]] = []
    go_on = threading.Event()

    def ingest(paths: tuple[Path, ...], rebuild: bool, _: object) -> IngestReport:
        runs.append((paths, rebuild))
        go_on.wait(10)
        return done()

    running = runner(tmp_path, ingest)
    a, b, c = (Path(name) for name in "abc")
    running.start((a,))
    while not runs:
        pass
    running.start((b,))
    running.start((b, c), rebuild=True)
    go_on.set()
    running.wait(10)
    assert runs == [((a,), False), ((b, c), True)]


def test_the_reports_of_the_runs_before_are_kept(tmp_path: Path):
    """Two uploads in a row: the report of the first is not lost with the second."""
    reports = iter([done("a.txt"), done("b.txt"), IngestReport((), "gen-000003")])
    running = runner(tmp_path, lambda *_: next(reports))
    for paths in ("a", "b", "ab"):
        running.start((Path(paths),))
        run = running.wait(10)
    assert run.report is not None and run.report["documents"] == []
    told = [[each["path"] for each in before["documents"]] for before in run.earlier]
    assert told == [["b.txt"], ["a.txt"]]


def test_a_run_that_changed_nothing_is_no_report_to_keep(tmp_path: Path):
    same = IngestReport((DocumentReport("a.txt", "unchanged"),), "gen-000002")
    running = runner(tmp_path, lambda *_: same)
    for _ in range(2):
        running.start((Path("a"),))
        running.wait(10)
    assert running.last().earlier == []


def test_while_another_process_ingests_it_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.library.run._ASK_AGAIN_S", 0.01)
    tries: list[int] = []

    def ingest(*_: object) -> IngestReport:
        tries.append(1)
        if len(tries) < 3:
            raise IndexBusy("another ingest is writing")
        return done()

    running = runner(tmp_path, ingest)
    running.start(())
    assert running.wait(10).state == "done"


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (NothingToIngest("found no text files"), "found no text files"),
        (ZeroDivisionError("secret"), "something went wrong: ZeroDivisionError"),
    ],
)
def test_one_that_fails_says_why_in_a_sentence(tmp_path: Path, problem: Exception, told: str):
    def ingest(*_: object) -> IngestReport:
        raise problem

    running = runner(tmp_path, ingest)
    running.start(())
    run = running.wait(10)
    assert (run.state, run.problem, run.report) == ("failed", told, None)
    running.start(())  # and the next one is run
    assert running.wait(10).ended is not None


def test_one_that_was_killed_has_failed(tmp_path: Path):
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    file = tmp_path / "ingest.json"
    file.write_text(json.dumps({"state": "running", "pid": int(gone.stdout)}), encoding="utf-8")
    run = runner(tmp_path, lambda *_: done()).last()
    assert run.state == "failed"
    assert run.problem == "the server was stopped in the middle of it; index again"
    file.write_text(json.dumps({"state": "running", "pid": os.getpid()}), encoding="utf-8")
    assert runner(tmp_path, lambda *_: done()).last().state == "running"


@pytest.mark.parametrize("name", ["值班.txt", "a b (2).docx", "ＡＢ.pdf", "𠀀.md", "x" * 200])
def test_ordinary_names_are_taken(name: str):
    assert fault(name) == ""


@pytest.mark.parametrize(
    "name",
    ["", " ", ".", "..", "a/b", "a\\b", "c:a", "a\x00", "a\n", "a\u202eb", "a\u200b", "a\ud800", "x" * 201,
     " a", "a ", "a.", ".a", "~$a", "CON", "nul.txt", "COM1.docx", "Manifest.jsonl", "questions.jsonl"],
)  # fmt: skip
def test_names_that_hide_or_lead_elsewhere_are_not(name: str):
    assert fault(name)


def test_a_name_as_macos_writes_it_is_the_same_name():
    assert normal("e\u0301.txt") == "é.txt"
