"""How many people can ask at once: a server of its own, and locust's readers in front of it.

    python -m benchmarks.load --out docs/benchmarks/load.json

The server runs on 127.0.0.1, over the index in XIETIAO_DATA. A reader asks, reads for one to three
seconds and asks on; what a reader waits is measured, what the server's memory does beside it.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.ingest import machine
from benchmarks.load_table import write_table

ROOT = Path(__file__).parents[1]
_MAX_USERS = 200
_MAX_SECONDS = 600
_RUNS = ((1, "program"), (10, "program"), (50, "program"), (100, "program"), (20, "browser"))


@dataclass(frozen=True, slots=True)
class Result:
    """One number of readers. Times in milliseconds, memory in MB."""

    users: int
    kind: str
    """program: `/api/ask`; browser: the page and Gradio's queue."""
    pause: str
    seconds: int
    requests: int
    """Questions asked, those told 503 among them."""
    told_503: int
    errors: int
    per_second: float
    median_ms: float
    p95_ms: float
    max_ms: float
    memory_before_mb: float
    memory_after_mb: float
    memory_peak_mb: float


class Server:
    """`xietiao serve` in a process of its own, and what it holds in memory."""

    def __init__(self, process: "subprocess.Popen[bytes]", address: str, ready_s: float) -> None:
        self.process, self.address, self.ready_s = process, address, ready_s

    def memory_mb(self) -> float:
        """What of it is in memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def serving() -> Generator[Server]:
    """The server, ready to answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ui", "serve", "--port", str(port)]
    quiet = {"XIETIAO_LOG_LEVEL": "warning", "XIETIAO_REQUESTS_PER_MINUTE": "0"}
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **quiet})
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/readyz", process)
        yield Server(process, address, time.monotonic() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # nosec B310: this machine's own
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not get ready; is there an index in XIETIAO_DATA?")


def measure(server: Server, users: int, seconds: int, *, kind: str, pause: str = "1-3 s") -> Result:
    """What `users` readers got within `seconds`, after a few seconds in which they all arrive."""
    before, watched = server.memory_mb(), [server.memory_mb()]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            watched.append(server.memory_mb())

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        stats = _locust(server.address, users, seconds, kind=kind, pause=pause)
    finally:
        over.set()
        watching.join()
    after = server.memory_mb()
    return _result(stats, users, seconds, kind, pause, (before, after, max(watched)))


def _locust(address: str, users: int, seconds: int, *, kind: str, pause: str) -> dict[str, Any]:
    command = [
        *(sys.executable, "-m", "locust", "-f", str(ROOT / "benchmarks/load_user.py")),
        *("--headless", "--json", "--only-summary", "--reset-stats", "--exit-code-on-error", "0"),
        *("--users", str(users), "--spawn-rate", str(max(1, users // 4))),
        *("--run-time", f"{seconds}s", "--stop-timeout", "60", "--host", address),
        *("--loglevel", "ERROR"),
    ]
    env = {**os.environ, "LOAD_USER": kind, "LOAD_PAUSE": "none" if pause == "none" else ""}
    done = subprocess.run(command, env=env, capture_output=True, timeout=seconds + 120, check=True)
    return {line["name"]: line for line in json.loads(done.stdout)}


def _result(
    stats: dict[str, Any],
    users: int,
    seconds: int,
    kind: str,
    pause: str,
    memory: tuple[float, float, float],
) -> Result:
    asked = stats["ask" if kind == "program" else "ask in a browser"]
    times = {float(ms): n for ms, n in asked["response_times"].items()}
    before, after, peak = memory
    return Result(
        users=users,
        kind=kind,
        pause=pause,
        seconds=seconds,
        requests=asked["num_requests"],
        told_503=stats.get("told 503", {}).get("num_requests", 0),
        errors=sum(line["num_failures"] for line in stats.values()),
        per_second=round(asked["num_requests"] / seconds, 1),
        median_ms=quantile(times, 0.5),
        p95_ms=quantile(times, 0.95),
        max_ms=round(asked["max_response_time"], 1),
        memory_before_mb=round(before, 1),
        memory_after_mb=round(after, 1),
        memory_peak_mb=round(peak, 1),
    )  # fmt: skip


def quantile(times: dict[float, int], share: float) -> float:
    """The time within which `share` of them came; `times` counts them by milliseconds."""
    left = share * sum(times.values())
    for ms in sorted(times):
        left -= times[ms]
        if left <= 0:
            return ms
    raise ValueError("there is no quantile of no times")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and writes the results, as JSON and as a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--long", type=int, default=300, help="seconds for 50 users")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/benchmarks/load.json")
    given = parser.parse_args(arguments)
    if max(given.seconds, given.long) > _MAX_SECONDS:
        parser.error(f"at most {_MAX_SECONDS} seconds a run")
    load = round(os.getloadavg()[0], 1)
    about = {**machine(), "load_before": load, "shared": load > 1}
    with serving() as server:
        results = [
            measure(server, users, given.long if users == 50 else given.seconds, kind=kind)
            for users, kind in _RUNS
            if users <= _MAX_USERS
        ]
        results.append(measure(server, 100, given.seconds, kind="program", pause="none"))
    kept = {**about, "ready_s": round(server.ready_s, 1), "runs": [asdict(r) for r in results]}
    given.out.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_table(given.out, given.out.with_suffix(".md"))


if __name__ == "__main__":
    main()
