"""An ingest that a server runs while it answers, and what every server can tell of it.

What it is doing is written to one file, so that whichever process is asked knows.
"""

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from ingest.build import OnProgress
from ingest.errors import IndexBusy, XietiaoError
from ingest.report import IngestReport

RunState = Literal["idle", "waiting", "running", "done", "failed"]
_WRITE_EVERY_S = 0.3
_ASK_AGAIN_S = 0.5  # while another process ingests
_N_EARLIER = 9  # a folder of files uploaded one by one makes a run of almost each


Ingest = Callable[[tuple[Path, ...], bool, OnProgress], IngestReport]
"""Called with the paths, whether to rebuild, and what to tell of the progress."""


@dataclass(frozen=True, slots=True)
class Run:
    """The ingest at work, or the last one: `report` once it is done, `problem` where it failed.

    `earlier`: what the runs before it changed, the newest first: `ended`, `documents`, `problems`.
    """

    state: RunState = "idle"
    done: int = 0
    total: int = 0
    path: str = ""
    began: str | None = None
    ended: str | None = None
    problem: str | None = None
    report: dict[str, Any] | None = None
    earlier: Sequence[dict[str, Any]] = ()
    pid: int = field(default=0, repr=False)

    @property
    def is_at_work(self) -> bool:
        """Whether it has yet to end."""
        return self.state in ("waiting", "running")

    def to_dict(self) -> dict[str, Any]:
        """One JSON-ready object."""
        return {name: value for name, value in asdict(self).items() if name != "pid"}


class Runner:
    """Runs one ingest at a time in a thread; what is asked for meanwhile is run after it."""

    def __init__(self, file: Path, ingest: Ingest) -> None:
        """`file` tells all processes of the run at work; its folder is there."""
        self._file = file
        self._ingest = ingest
        self._lock = threading.Lock()
        self._asked: list[tuple[tuple[Path, ...], bool]] = []
        self._thread: threading.Thread | None = None
        self._written = 0.0

    def start(self, paths: tuple[Path, ...], *, rebuild: bool = False) -> Run:
        """Asks for an ingest and returns at once."""
        with self._lock:
            self._asked.append((paths, rebuild))
            if self._thread is None:
                waiting = Run("waiting", began=_now(), earlier=self._before(), pid=os.getpid())
                self._tell(waiting)
                self._thread = threading.Thread(target=self._work, name="ingest", daemon=True)
                self._thread.start()
                return waiting
        return self.last()

    def last(self) -> Run:
        """The run at work or the last one, whichever process ran it."""
        try:
            run = Run(**json.loads(self._file.read_bytes()))
        except (OSError, ValueError, TypeError):
            return Run()
        if run.is_at_work and not _is_alive(run.pid):
            cut = "the server was stopped in the middle of it; index again"
            return replace(run, state="failed", problem=cut)
        return run

    def wait(self, timeout_s: float) -> Run:
        """The run once it has ended, or as it is after `timeout_s`."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)
        return self.last()

    def _work(self) -> None:
        while (asked := self._next()) is not None:
            self._tell(self._one(*asked))

    def _next(self) -> tuple[tuple[Path, ...], bool] | None:
        """All that was asked for since, as one run."""
        with self._lock:
            if not self._asked:
                self._thread = None
                return None
            paths = dict.fromkeys(path for some, _ in self._asked for path in some)
            rebuild = any(rebuild for _, rebuild in self._asked)
            self._asked.clear()
        return tuple(paths), rebuild

    def _one(self, paths: tuple[Path, ...], rebuild: bool) -> Run:
        run = Run("running", began=_now(), earlier=self._before(), pid=os.getpid())
        self._tell(run)

        def on_progress(done: int, total: int, path: str) -> None:
            self._tell(replace(run, done=done, total=total, path=path), at_most_often=True)

        try:
            report = self._unless_busy(lambda: self._ingest(paths, rebuild, on_progress), run)
        except Exception as error:
            known = isinstance(error, XietiaoError)
            told = str(error) if known else f"something went wrong: {type(error).__name__}"
            return replace(run, state="failed", ended=_now(), problem=told)
        n = len(report.documents)
        return replace(run, state="done", done=n, total=n, ended=_now(), report=report.to_dict())

    def _before(self) -> list[dict[str, Any]]:
        """What was done before the next run: two uploads in a row leave two reports."""
        last = self.last()
        return [*_changes(last), *last.earlier][:_N_EARLIER]

    def _unless_busy(self, ingest: Callable[[], IngestReport], run: Run) -> IngestReport:
        """Its report, once no other process ingests."""
        while True:
            try:
                return ingest()
            except IndexBusy as busy:
                self._tell(replace(run, state="waiting", problem=str(busy)))
                time.sleep(_ASK_AGAIN_S)

    def _tell(self, run: Run, *, at_most_often: bool = False) -> None:
        if at_most_often and time.monotonic() - self._written < _WRITE_EVERY_S:
            return
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with contextlib.suppress(OSError):  # a full disk fails the ingest; this is only news of it
            beside.write_text(json.dumps(asdict(run), ensure_ascii=False), encoding="utf-8")
            beside.replace(self._file)
        self._written = time.monotonic()


def _changes(run: Run) -> list[dict[str, Any]]:
    """The run as an earlier one: its report without what stayed as it was, if anything is left."""
    report = run.report or {"documents": (), "problems": ()}
    documents = [each for each in report["documents"] if each["status"] != "unchanged"]
    if not documents and not report["problems"]:
        return []
    return [{"ended": run.ended, "documents": documents, "problems": report["problems"]}]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True
