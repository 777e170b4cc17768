"""How soon the page stands there in Chromium, and how soon it answers.

    python -m benchmarks.page --out docs/benchmarks/page.json

A server of its own over the index of the settings; a browser that has seen nothing yet, opened anew
for each run. Then as many readers as `--readers` who ask at the same time, without a browser.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import numpy as np
from playwright.sync_api import sync_playwright

from benchmarks.ingest import machine
from benchmarks.page_table import write_table

QUESTIONS = (
    "办公室主任要念好的七字经是哪七个字？",
    "办公室协调工作要遵循哪些原则？",
    "辦公室做好協調工作要注意哪些問題？",
    "协调工作有哪些方法？",
)
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_STARTED_S = 120.0


@dataclass(frozen=True, slots=True)
class Opened:
    """One opening of the page, in milliseconds."""

    first_paint_ms: float
    """From the request for the page to the first text drawn (First Contentful Paint)."""
    usable_ms: float
    """From the same to the question box with what stands above it."""
    first_answer_ms: float
    """From Enter to the whole answer, the first question of that browser."""
    next_answer_ms: float


@dataclass(frozen=True, slots=True)
class Result:
    """Medians and the slowest of the runs, in milliseconds."""

    runs: int
    first_paint_ms: float
    first_paint_max_ms: float
    usable_ms: float
    first_answer_ms: float
    first_answer_max_ms: float
    next_answer_ms: float
    readers: int
    asked_by_readers: int
    readers_median_ms: float
    readers_p95_ms: float


@contextmanager
def serving() -> Generator[str]:
    """The address of `xietiao serve` in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ui", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(server, f"{address}/readyz")
        yield address
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(server: subprocess.Popen[bytes], ready: str) -> None:
    deadline = time.monotonic() + _STARTED_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SystemExit("the server did not start; run `xietiao doctor`")
        try:
            if httpx.get(ready).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit(f"the server did not answer within {_STARTED_S:g} seconds")


def opened(browser: Any, address: str) -> Opened:
    """One opening in a fresh context, and two questions."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1360, "height": 900})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(".xt-welcome").wait_for()
    page.locator("#xt-box textarea").wait_for()
    usable = _since(began)
    answers = [_answered(page, n, question) for n, question in enumerate(QUESTIONS[:2])]
    painted = float(page.evaluate(_PAINTED))
    context.close()
    return Opened(painted, usable, *answers)


def _answered(page: Any, n: int, question: str) -> float:
    page.fill("#xt-box textarea", question)
    began = time.perf_counter()
    page.keyboard.press("Enter")
    page.locator(".xt-answer").nth(n).wait_for()
    return _since(began)


def _since(began: float) -> float:
    return 1000 * (time.perf_counter() - began)


def asked_at_once(address: str, readers: int, each: int) -> list[float]:
    """Milliseconds of every answer to `readers` who ask `each` questions one after the other."""

    def reader(number: int) -> list[float]:
        with httpx.Client(base_url=address, timeout=60) as client:
            return [_asked(client, QUESTIONS[(number + n) % len(QUESTIONS)]) for n in range(each)]

    with ThreadPoolExecutor(readers) as pool:
        return [ms for times in pool.map(reader, range(readers)) for ms in times]


def _asked(client: httpx.Client, question: str) -> float:
    began = time.perf_counter()
    client.post("/api/ask", json={"question": question}).raise_for_status()
    return _since(began)


def measure(runs: int, readers: int) -> Result:
    """Everything, on a server that is up for a moment: one opening before the clock runs."""
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        opened(browser, address)
        done = [opened(browser, address) for _ in range(runs)]
        browser.close()
        crowd = asked_at_once(address, readers, each=5)
    return _result(done, readers, crowd)


def _result(done: Sequence[Opened], readers: int, crowd: Sequence[float]) -> Result:
    return Result(
        runs=len(done),
        first_paint_ms=median(run.first_paint_ms for run in done),
        first_paint_max_ms=max(run.first_paint_ms for run in done),
        usable_ms=median(run.usable_ms for run in done),
        first_answer_ms=median(run.first_answer_ms for run in done),
        first_answer_max_ms=max(run.first_answer_ms for run in done),
        next_answer_ms=median(run.next_answer_ms for run in done),
        readers=readers,
        asked_by_readers=len(crowd),
        readers_median_ms=median(crowd),
        readers_p95_ms=float(np.percentile(crowd, 95)),
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks/page.json"))
    parser.add_argument(
        "--shared", action="store_true", help="say that other work ran on the machine"
    )
    return parser.parse_args()


def main() -> None:
    """Measures, prints, and writes `--out` with a page beside it."""
    options = _arguments()
    load = round(os.getloadavg()[0], 1)
    figures = asdict(measure(options.runs, options.readers))
    rounded = {k: round(v, 1) if isinstance(v, float) else v for k, v in figures.items()}
    about = {**machine(), "shared": options.shared, "load_before": load}
    text = json.dumps({**rounded, **about}, ensure_ascii=False, indent=1) + "\n"
    sys.stdout.write(text)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text, encoding="utf-8")
    write_table(options.out, options.out.with_suffix(".md"))


if __name__ == "__main__":
    main()
