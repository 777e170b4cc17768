"""How soon the nearest passages are found by vector, how surely, and what it takes to build that.

    python -m benchmarks.vectors --sizes 10000 100000 1000000 --out docs/benchmarks/vectors.json

No texts, vectors alone: those of the five texts among made-up ones (`benchmarks.archive`). The
questions are those of `benchmarks.ask`, embedded and centred; each is looked for as a retriever
does (100 passages) and exactly.
"""

import argparse
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import numpy as np

from benchmarks.archive import Archive
from benchmarks.ask import five_texts, questions
from benchmarks.kept import Line, about, keep, page, rounded
from benchmarks.table import Column
from ingest.embed import Embedder
from ingest.generation import current_generation
from ingest.largest import largest
from ingest.script import simplify
from ingest.vectors import Vectors, centre, write_vectors
from ingest.work import Work

SIZES = (10_000, 100_000, 1_000_000)
_N_QUERIES = 100
_N_SCANS = 5
_STEP = 50_000
_COLUMNS: Sequence[Column] = (
    ("passages", "passages", "{:,}"),
    ("how they are searched", "how", "{}"),
    ("100 nearest, ms", "nearest_ms", "{:.2f}"),
    ("the same, 95 % within", "nearest_p95_ms", "{:.2f}"),
    ("the same, ms of processor time", "nearest_cpu_ms", "{:.2f}"),
    ("all of them exactly, ms of processor time", "exact_ms", "{:.1f}"),
    ("**recall@10**", "recall_10", "**{:.3f}**"),
    ("recall@100", "recall_100", "{:.3f}"),
    ("written in, s of processor time", "build_s", "{:.1f}"),
    ("on disk, MB", "disk_mb", "{:,.0f}"),
    ("memory of the process at most, MB", "memory_mb", "{:,.0f}"),
)


def measure(file: Path, queries: np.ndarray) -> Line:
    """Figures of the vectors in `file`, for centred unit queries."""
    vectors = Vectors(file)
    for query in queries:  # as of an index that has been open for a while
        vectors.nearest(query, 100)
    times: list[tuple[float, float]] = []
    found: list[np.ndarray] = []
    for query in queries:
        began, cpu = time.perf_counter(), time.process_time()
        found.append(vectors.nearest(query, 100)[0])
        times.append((time.perf_counter() - began, time.process_time() - cpu))
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    exact = _exactly(vectors, queries)
    wall, cpu = (1000 * np.array(one) for one in zip(*times, strict=True))
    files = [f for f in (file, file.with_suffix(".npy")) if f.is_file()]
    return {
        "passages": len(vectors),
        "how": vectors.how,
        "nearest_ms": float(np.median(wall)),
        "nearest_p95_ms": float(np.percentile(wall, 95)),
        "nearest_cpu_ms": float(np.median(cpu)),
        "exact_ms": float(np.median([_scan_ms(vectors, query) for query in queries[:_N_SCANS]])),
        "recall_10": _recall(found, exact, 10),
        "recall_100": _recall(found, exact, 100),
        "disk_mb": sum(f.stat().st_size for f in files) / 1e6,
        "memory_mb": memory,
    }


def _exactly(vectors: Vectors, queries: np.ndarray) -> list[np.ndarray]:
    """Rows of the hundred nearest to each query."""
    best = [(np.empty(0, np.float32), np.empty(0, np.int64)) for _ in queries]
    for rows in _steps(len(vectors)):
        for i, scores in enumerate(vectors.products(queries.T, rows).T):
            near = largest(scores, 100)
            joined = np.append(best[i][0], scores[near]), np.append(best[i][1], rows[near])
            top = np.argsort(-joined[0], kind="stable")[:100]
            best[i] = joined[0][top], joined[1][top]
    return [rows for _, rows in best]


def _scan_ms(vectors: Vectors, query: np.ndarray) -> float:
    """Milliseconds of processor time of the products of all rows with one query."""
    began = time.process_time()
    for rows in _steps(len(vectors)):
        vectors.products(query, rows)
    return 1000 * (time.process_time() - began)


def _steps(n: int) -> Iterator[np.ndarray]:
    """All rows, so many at a time."""
    for first in range(0, n, _STEP):
        yield np.arange(first, min(first + _STEP, n))


def _recall(found: Sequence[np.ndarray], exact: Sequence[np.ndarray], n: int) -> float:
    shares = [len(set(a[:n]) & set(b[:n])) / len(b[:n]) for a, b in zip(found, exact, strict=True)]
    return float(np.mean(shares))


def made_up(work: Work, n_passages: int, dims: int) -> Iterator[np.ndarray]:
    """Blocks of centred unit rows: the passages of `work` and made-up ones."""
    archive = Archive(work, n_passages, dims)
    total, n = np.zeros(dims), 0
    for block in archive.vectors("passages", dims):
        total, n = total + block.sum(axis=0, dtype=np.float64), n + len(block)
    mean = (total / n).astype(np.float32)
    for block in archive.vectors("passages", dims):
        yield centre(block, mean)


def results(embedder: Embedder, sizes: Sequence[int], folder: Path) -> Iterator[Line]:
    """A line a size; files are written to `folder`."""
    five = five_texts(embedder, folder)
    mean = np.load(five / current_generation(five) / "means.npy")[1]
    asked = [simplify(case.question) for case in questions()[:_N_QUERIES]]
    queries = centre(np.stack([embedder.embed_query(text) for text in asked]), mean)
    with closing(Work(sqlite3.connect(five / "work.sqlite"))) as work:
        for size in sizes:
            file, n = folder / f"{size}.faiss", Archive(work, size, embedder.dims).count("passages")
            began = time.process_time()
            write_vectors(file, made_up(work, size, embedder.dims), embedder.dims, n=n)
            yield {"build_s": time.process_time() - began, **measure(file, queries)}


def write_page(kept: Path, to: Path) -> None:
    """Writes the page of the results kept."""
    lines: list[Line] = json.loads(kept.read_bytes())
    to.write_text(page("Nearest passages", "vectors", lines, _COLUMNS) + _NOTES, encoding="utf-8")


_NOTES = """
## What the rows say

- Vectors alone, one thread: the five texts' and made-up ones (`benchmarks/archive.py`), which
  spread more evenly than those of texts. Wanted is a recall@10 of .97 and more.
- *Exactly*: the product with every row, which waits for memory. Recall is measured by the ten and
  the hundred found so. From 20,000 rows on they are in halves, which are slower to multiply.
- *Written in* has the making up of the vectors in it, twice over: for their mean, then for them.
- *Memory* is the process's most so far, building and the model included.
"""


def main() -> None:
    """Measures, prints, and writes `--out` with a page beside it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.vectors", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks/vectors.json"))
    parser.add_argument("--shared", action="store_true", help="say that other work ran meanwhile")
    options = parser.parse_args()
    embedder = Embedder.open("bundled", Path(os.environ.get("XIETIAO_DATA", "data")) / "models")
    where, lines = about(shared=options.shared), list[Line]()
    with tempfile.TemporaryDirectory() as folder:
        for line in results(embedder, options.sizes, Path(folder)):
            lines.append({**rounded(line), **where})
            keep(options.out, lines, write_page)


if __name__ == "__main__":
    main()
