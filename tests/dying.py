"""Ingests in processes of their own that are killed, or run out of room: what a child runs.

Started from a fork server that has everything imported, so that a child takes milliseconds.
"""

import io
import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import numpy as np

from tests.hashing import HashingEmbedder
from tests.indexing import run


def start(target: Callable[..., None], *args: object) -> ForkServerProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.dying", "ui.cli", "ingest.embed"])
    process = context.Process(target=target, args=args)
    process.start()
    return process


def ingest_and_touch(office: Path, begun: Path) -> None:
    """An ingest that says when it begins."""
    begun.touch()
    run(office)


def ingest_until_point(office: Path, point: int, points: Path) -> None:
    """An ingest that kills itself at the n-th point: before or after a rename, sync, commit, ...

    Writes the points it passed to `points`, one a line.
    """
    passed = [0]

    def at(name: str) -> None:
        with points.open("a", encoding="utf-8") as stream:
            stream.write(f"{name}\n")
        passed[0] += 1
        if passed[0] == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(module: Any, name: str) -> None:
        function = getattr(module, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            at(f"before {name}")
            result = function(*args, **kwargs)
            at(f"after {name}")
            return result

        setattr(module, name, wrapped)

    for module, name in [(os, "fsync"), (os, "rename"), (os, "replace"), (os, "mkdir")]:
        around(module, name)
    for module, name in [(shutil, "rmtree"), (np, "save")]:
        around(module, name)
    _around_commits(at)
    run(office)


def _around_commits(at: Callable[[str], None]) -> None:
    class Connection(sqlite3.Connection):
        def __exit__(self, *args: Any) -> Any:
            at("before commit")
            result = super().__exit__(*args)
            at("after commit")
            return result

    connect = sqlite3.connect

    def connect_watched(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        return connect(*args, factory=Connection, **kwargs)

    sqlite3.connect = connect_watched  # type: ignore[assignment]


class WaitingEmbedder(HashingEmbedder):
    """Says that it was asked, then embeds only once the other file is there."""

    def __init__(self, asked: Path, go: Path) -> None:
        super().__init__()
        self._asked, self._go = asked, go

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        self._asked.touch()
        while not self._go.exists():
            pass
        return super().embed_passages(texts)


def ingest_waiting(office: Path, asked: Path, go: Path) -> None:
    run(office, embedder=WaitingEmbedder(asked, go))


def command_with_little_room(
    office: Path, arguments: list[str], max_bytes: int, stderr: Connection
) -> None:
    """The real command line with the small embedder, where no file may pass `max_bytes`.

    A write beyond it fails as on a full disk, but for the error's name (EFBIG, not ENOSPC).
    """
    from ingest.embed import Embedder
    from ui.cli import main

    os.chdir(office)
    os.dup2(stderr.fileno(), 2)
    stderr.close()
    # The one that was there believes that it can seek.
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), "utf-8", line_buffering=True)
    Embedder.open = lambda *args, **kwargs: HashingEmbedder()  # type: ignore[method-assign,assignment]
    os.environ |= {"XIETIAO_DATA": str(office), "XIETIAO_MAX_CHARS": "100"}
    sys.argv = ["xietiao", *arguments]
    resource.setrlimit(resource.RLIMIT_FSIZE, (max_bytes, max_bytes))
    main()
