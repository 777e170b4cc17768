"""How soon it is there: an answer from nothing, a server that is ready; memory and disk.

    python -m benchmarks.start --out docs/benchmarks/start.json

Every run is a process of its own on the five texts, in a data folder that the first run of all
makes: it unpacks the model and ingests.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.ask import questions
from benchmarks.kept import Line, about, keep, page, rounded
from benchmarks.load import ROOT, serving
from benchmarks.table import Column

_ROUNDS = 5
_N_ASKED = 100
_QUESTION = "办公室主任怎样协调领导之间的关系？"
_COLUMNS: Sequence[Column] = (
    ("rounds", "rounds", "{}"),
    ("model unpacked and texts ingested, the very first time, s", "first_s", "{:.1f}"),
    ("**`xietiao ask` from nothing, s**", "ask_s", "**{:.2f}**"),
    ("the slowest, s", "ask_most_s", "{:.2f}"),
    ("memory of `xietiao ask` at most, MB", "ask_memory_mb", "{:,.0f}"),
    ("**the server is ready after, s**", "ready_s", "**{:.2f}**"),
    ("the slowest, s ", "ready_most_s", "{:.2f}"),
    ("**its memory when ready, MB**", "ready_memory_mb", "**{:,.0f}**"),
    ("its memory after the questions, MB", "asked_memory_mb", "{:,.0f}"),
    ("questions", "asked", "{}"),
    ("index on disk, MB", "index_mb", "{:.1f}"),
    ("what ingest keeps to go on from, MB", "work_mb", "{:.1f}"),
    ("the model, MB", "model_mb", "{:.0f}"),
)


def measure(rounds: int) -> Line:
    """Everything, in a data folder made for it and thrown away; XIETIAO_DATA is that folder."""
    ingested = _timed("ingest", "corpus")[0]
    asked = [_timed("ask", _QUESTION) for _ in range(rounds)]
    servers = [_served() for _ in range(max(1, rounds // 2))]
    data = Path(os.environ["XIETIAO_DATA"])
    return {
        "rounds": rounds,
        "first_s": ingested,
        "ask_s": median(seconds for seconds, _ in asked),
        "ask_most_s": max(seconds for seconds, _ in asked),
        "ask_memory_mb": max(memory for _, memory in asked),
        "ready_s": median(server[0] for server in servers),
        "ready_most_s": max(server[0] for server in servers),
        "ready_memory_mb": max(server[1] for server in servers),
        "asked_memory_mb": max(server[2] for server in servers),
        "asked": _N_ASKED,
        "index_mb": sum(_mb(folder) for folder in (data / "index").glob("gen-*")),
        "work_mb": _mb(data / "index/work.sqlite"),
        "model_mb": _mb(data / "models"),
    }


def _timed(*arguments: str) -> tuple[float, float]:
    """Seconds of a command from start to end, and MB of memory at most."""
    began = time.monotonic()
    command = [sys.executable, "-m", "ui", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def _served() -> tuple[float, float, float]:
    """Seconds until a server was ready; its MB then, and after some questions."""
    with serving() as server:
        ready = server.memory_mb()
        for case in questions()[:_N_ASKED]:
            _ask(server.address, case.question)
        return server.ready_s, ready, server.memory_mb()


def _ask(address: str, question: str) -> None:
    body = json.dumps({"question": question}).encode()
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(f"{address}/api/ask", body, headers)  # nosec B310
    with urllib.request.urlopen(request, timeout=60) as answer:  # nosec B310: this machine's own
        answer.read()


def _mb(path: Path) -> float:
    files = [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def write_page(kept: Path, to: Path) -> None:
    """Writes the page of the results kept."""
    lines: list[Line] = json.loads(kept.read_bytes())
    to.write_text(page("A cold start", "start", lines, _COLUMNS) + _NOTES, encoding="utf-8")


_NOTES = """
## What the rows say

- *From nothing*: the command is started, its answer read, the process gone. The files are in the
  system's cache, as after any earlier run. Wanted are 6 s, for the server 8 s.
- *Ready*: `/readyz` answers 200; the server has asked itself some questions by then.
- *Memory* is what is resident; wanted is less than 1,200 MB on the five texts.
- *The very first time* the model is unpacked from its package, and the texts are embedded.
"""


def main() -> None:
    """Measures, prints, and writes `--out` with a page beside it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks/start.json"))
    options = parser.parse_args()
    where = about()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XIETIAO_DATA"] = folder
        line = measure(options.rounds)
    keep(options.out, [{**rounded(line), **where}], write_page)


if __name__ == "__main__":
    main()
