"""Real servers in processes of their own, to be killed."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bot.settings import Settings
from ingest.build import ingest
from ingest.embed import Embedder

ROOT = Path(__file__).parents[2]
_TESTS_WAIT_S = 120


class Served:
    """A process, and a client of it."""

    def __init__(self, process: "subprocess.Popen[bytes]", client: httpx.Client) -> None:
        self.process, self.client = process, client

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)


@contextmanager
def served(office: Path, *, max_bytes: int = 0, **settings: object) -> Generator[Served]:
    """`xietiao serve` over the office, ready; no file of it may pass `max_bytes`, if any."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    named = {f"XIETIAO_{name.upper()}": str(value) for name, value in settings.items()}
    here = {"XIETIAO_DATA": str(office / "data"), "XIETIAO_CORPUS": str(office / "texts")}
    process = subprocess.Popen(
        [sys.executable, "-m", "ui", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **here, **named},
        preexec_fn=(lambda: _limit(max_bytes)) if max_bytes else None,
    )
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        try:
            _until_ready(client, process)
            yield Served(process, client)
        finally:
            process.kill()
            process.wait(20)


def _limit(max_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (max_bytes, max_bytes))


def _until_ready(client: httpx.Client, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _TESTS_WAIT_S
    while True:
        assert process.poll() is None and time.monotonic() < deadline, "the server did not start"
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)


def indexed(office: Path, embedder: Embedder) -> None:
    """Brings the office's index in line with its texts."""
    chosen = Settings(data=office / "data", corpus=office / "texts")
    ingest(
        [chosen.corpus],
        folder=chosen.index_folder,
        embedder=embedder,
        max_chars=chosen.max_chars,
        max_bytes=chosen.max_file_mb * 2**20,
        cwd=ROOT,
    )
