"""How fast, how flat, how large: ingest over generated documents, measured.

    python -m benchmarks.ingest --documents 10 1000 --out docs/benchmarks/ingest.json

Each size runs in a process of its own, so that peaks of memory don't mix. The bare model is timed
on batches that ingest embeds, each right after ingest had it embedded, and that time is taken off:
what else the machine does slows both alike.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.documents import write_documents
from benchmarks.table import write_table
from ingest.build import PassageEmbedder, ingest
from ingest.embed import Embedder
from ingest.generation import current_generation
from tests.hashing import HashingEmbedder

_MAX_CHARS = 300
_MAX_BYTES = 50 * 2**20
_SAMPLED_EVERY = 200  # documents for which each batch is timed; of n times as many, each n-th
EMBEDDERS = ("bundled", "hashing")


@dataclass(frozen=True, slots=True)
class Result:
    """One size. Seconds are wall time; the ratio is ingest's speed over the bare model's."""

    embedder: str
    documents: int
    chars: int
    """Characters of the documents; what the model reads is `embedded_chars`."""
    passages: int
    sentences: int
    embedded_chars: int
    ingest_s: float
    embed_s: float
    """Of `ingest_s`, the time spent waiting for the model."""
    publish_s: float
    cpu_s: float
    chars_per_s: float
    embedded_chars_per_s: float
    bare_chars_per_s: float
    bare_batches: int
    """Batches that the bare model embedded as well."""
    ratio: float
    """Speed of ingest over that of the bare model on the same texts, until the last is stored."""
    ratio_with_publish: float
    model_cpu_share: float
    """The bare model's CPU seconds a character over ingest's: the same in less noise."""
    unchanged_s: float
    """A second run, over the same files."""
    unchanged_cpu_s: float
    peak_memory_mb: float
    memory_before_mb: float
    """With the model loaded, and one document ingested elsewhere."""
    index_mb: float
    work_mb: float


class _Watched:
    """An embedder that counts, and has every `every`-th batch embedded once more, off the clock."""

    def __init__(self, embedder: PassageEmbedder, every: int) -> None:
        self._embedder = embedder
        self.every = every
        self.name, self.dims = embedder.name, embedder.dims
        self.n_batches = self.n_chars = self.n_bare_chars = 0
        self.embed_s = self.sampled_s = self.bare_s = self.bare_cpu_s = 0.0
        self.last = 0.0

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        began = time.perf_counter()
        vectors = self._embedder.embed_passages(texts)
        self.last = time.perf_counter()
        self.embed_s += self.last - began
        self.n_chars += sum(map(len, texts))
        if self.n_batches % self.every == 0:
            self.sampled_s += self.last - began
            self._embed_bare(texts)
        self.n_batches += 1
        return vectors

    def _embed_bare(self, texts: Sequence[str]) -> None:
        cpu, began = time.process_time(), time.perf_counter()
        self._embedder.embed_passages(texts)
        self.last = time.perf_counter()
        self.bare_s += self.last - began
        self.bare_cpu_s += time.process_time() - cpu
        self.n_bare_chars += sum(map(len, texts))

    def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._embedder.embed_queries(texts)


def measure(kind: str, n_documents: int) -> Result:
    """One ingest of `n_documents` into an empty folder, and a second over the same files."""
    embedder = _open(kind)
    with tempfile.TemporaryDirectory() as folder:  # what is loaded once, is loaded now
        write_documents(Path(folder) / "texts", 1)
        _ingest(Path(folder), embedder)
    watched = _Watched(embedder, every=max(1, n_documents // _SAMPLED_EVERY))
    before_mb = _peak_memory_mb()
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder)
        n_chars = write_documents(office / "texts", n_documents)
        cpu, began = time.process_time(), time.perf_counter()
        report = _ingest(office, watched)
        ended = time.perf_counter()
        cpu_s = time.process_time() - cpu - watched.bare_cpu_s
        peak_mb = _peak_memory_mb()
        cpu, again = time.process_time(), time.perf_counter()
        _ingest(office, watched)
        unchanged_s, unchanged_cpu_s = time.perf_counter() - again, time.process_time() - cpu
        index = office / "index"
        index_mb = _size_mb(index / current_generation(index))
        work_mb = _size_mb(index / "work.sqlite")
    ingest_s, fill_s = (end - began - watched.bare_s for end in (ended, watched.last))
    slowed = watched.bare_s / watched.sampled_s
    return Result(
        embedder=embedder.name,
        documents=n_documents,
        chars=n_chars,
        passages=sum(d.n_passages for d in report.documents),
        sentences=sum(d.n_sentences for d in report.documents),
        embedded_chars=watched.n_chars,
        ingest_s=ingest_s,
        embed_s=watched.embed_s,
        publish_s=ended - watched.last,
        cpu_s=cpu_s,
        chars_per_s=n_chars / ingest_s,
        embedded_chars_per_s=watched.n_chars / ingest_s,
        bare_chars_per_s=watched.n_bare_chars / watched.bare_s,
        bare_batches=-(-watched.n_batches // watched.every),
        ratio=slowed * watched.embed_s / fill_s,
        ratio_with_publish=slowed * watched.embed_s / ingest_s,
        model_cpu_share=watched.bare_cpu_s / watched.n_bare_chars * watched.n_chars / cpu_s,
        unchanged_s=unchanged_s,
        unchanged_cpu_s=unchanged_cpu_s,
        peak_memory_mb=peak_mb,
        memory_before_mb=before_mb,
        index_mb=index_mb,
        work_mb=work_mb,
    )


def _ingest(office: Path, embedder: PassageEmbedder) -> Any:
    return ingest(
        [Path("texts")],
        folder=office / "index",
        embedder=embedder,
        max_chars=_MAX_CHARS,
        max_bytes=_MAX_BYTES,
        cwd=office,
    )


def _open(kind: str) -> PassageEmbedder:
    if kind == "hashing":
        return HashingEmbedder(dims=384)
    return Embedder.open("bundled", Path(os.environ.get("XIETIAO_DATA", "data")) / "models")


def _peak_memory_mb() -> float:
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _size_mb(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def machine() -> dict[str, str | int | bool]:
    """Where this runs: enough to know what the numbers may be compared with."""
    return {
        "commit": _commit(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1,
    }


def _commit() -> str:
    """The commit, and whether anything but the results kept was changed since."""
    commit = _git("describe", "--always")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/benchmarks")
    return f"{commit or 'unknown'}{'-dirty' if changed else ''}"


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        check=False,
        encoding="utf-8",
        cwd=Path(__file__).parent.parent,
    ).stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[10, 1000])
    parser.add_argument("--embedder", choices=EMBEDDERS, default="bundled")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks/ingest.json"))
    parser.add_argument(
        "--shared", action="store_true", help="say that other work ran on the machine"
    )
    return parser.parse_args()


def main() -> None:
    """Measures every size, each replacing its line of the same size and embedder in `--out`."""
    options = _arguments()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    for n_documents in options.documents:
        load = os.getloadavg()[0]
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            result = pool.submit(measure, options.embedder, n_documents).result()
        about = {**machine(), "shared": options.shared, "load_before": round(load, 1)}
        line = {**{k: _rounded(v) for k, v in asdict(result).items()}, **about}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        _keep(options.out, line)
    write_table(options.out, options.out.with_suffix(".md"))


def _rounded(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value


def _keep(out: Path, line: dict[str, object]) -> None:
    lines: list[dict[str, object]] = json.loads(out.read_bytes()) if out.is_file() else []
    key = ("embedder", "documents")
    lines = [old for old in lines if any(old[k] != line[k] for k in key)] + [line]
    lines.sort(key=lambda old: (str(old["embedder"]), int(str(old["documents"]))))
    out.write_text(json.dumps(lines, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
