"""How soon the nearest passages are found in indexes that are there, and how surely.

    python -m benchmarks.vectors FOLDER/passages.faiss ... --out docs/benchmarks/vectors.json

The questions are those of `benchmarks.ask`, embedded and centred; each is looked for in the index,
as a retriever does (100 passages) and exactly.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

import numpy as np

from benchmarks.ask import questions
from benchmarks.ingest import machine
from benchmarks.table import Column, rows, where
from ingest.compact import CompactRows
from ingest.embed import Embedder
from ingest.index import centre
from ingest.script import simplify
from ingest.vectors import Vectors

_N_QUERIES = 100
_STEP = 50_000
_COLUMNS: Sequence[Column] = (
    ("passages", "passages", "{:,}"),
    ("how they are searched", "how", "{}"),
    ("100 nearest, ms of processor time", "nearest_ms", "{:.2f}"),
    ("the same, 95 % within", "nearest_p95_ms", "{:.2f}"),
    ("all exactly, ms of processor time", "exact_ms", "{:.1f}"),
    ("recall@10", "recall_10", "{:.3f}"),
    ("recall@100", "recall_100", "{:.3f}"),
    ("best sentence of 200 passages, ms of processor time", "sentences_ms", "{:.2f}"),
    ("vectors on disk, MB", "disk_mb", "{:,.0f}"),
    ("memory of the process at most, MB", "memory_mb", "{:,.0f}"),
)


def measure(file: Path, queries: np.ndarray) -> dict[str, Any]:
    """Figures of the vectors in `file`, for unit rows that are not centred yet."""
    vectors = Vectors(file)
    centred = centre(queries, np.load(file.with_name("means.npy"))[1])
    for query in centred:  # as of an index that has been open for a while
        vectors.nearest(query, 100)
    times: list[float] = []
    found: list[np.ndarray] = []
    for query in centred:
        began = time.process_time()
        found.append(vectors.nearest(query, 100)[0])
        times.append(1000 * (time.process_time() - began))
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    exact, exact_ms = _exactly(vectors, centred)
    files = [f for f in (file, file.with_suffix(".npy")) if f.is_file()]
    return {
        "passages": len(vectors),
        "how": vectors.how,
        "nearest_ms": float(np.median(times)),
        "nearest_p95_ms": float(np.percentile(times, 95)),
        "exact_ms": exact_ms,
        "recall_10": _recall(found, exact, 10),
        "recall_100": _recall(found, exact, 100),
        "sentences_ms": _sentences_ms(file.parent, centred, len(vectors)),
        "disk_mb": sum(f.stat().st_size for f in files) / 1e6,
        "memory_mb": memory,
    }


def _exactly(vectors: Vectors, queries: np.ndarray) -> tuple[list[np.ndarray], float]:
    """Rows of the hundred nearest to each query, and milliseconds for one."""
    began = time.process_time()
    cosines = np.concatenate(
        [
            np.stack([vectors.products(query, np.arange(first, last)) for query in queries])
            for first in range(0, len(vectors), _STEP)
            for last in [min(first + _STEP, len(vectors))]
        ],
        axis=1,
    )
    spent = 1000 * (time.process_time() - began) / len(queries)
    return [np.argsort(-row, kind="stable")[:100] for row in cosines], spent


def _recall(found: Sequence[np.ndarray], exact: Sequence[np.ndarray], n: int) -> float:
    shares = [len(set(a[:n]) & set(b[:n])) / len(b[:n]) for a, b in zip(found, exact, strict=True)]
    return float(np.mean(shares))


def _sentences_ms(folder: Path, queries: np.ndarray, n: int) -> float:
    """Of the cosines of all sentences of 200 passages anywhere."""
    sentences = CompactRows(folder / "sentences.npy")
    first = np.asarray(np.load(folder / "first_sentence.npy", mmap_mode="r"))
    random, times = np.random.default_rng(0), list[float]()
    for query in queries:
        chosen = np.sort(random.integers(0, n, min(200, n)))
        which = np.concatenate([np.arange(first[row], first[row + 1]) for row in chosen])
        began = time.process_time()
        sentences.products(query, which)
        times.append(1000 * (time.process_time() - began))
    return float(np.median(times))


def main() -> None:
    """Measures, prints, and writes `--out` with a page beside it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.vectors", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks/vectors.json"))
    parser.add_argument("--shared", action="store_true", help="say that other work ran meanwhile")
    options = parser.parse_args()
    embedder = Embedder.open("bundled", Path(os.environ.get("XIETIAO_DATA", "data")) / "models")
    asked = [simplify(case.question) for case in questions()[:_N_QUERIES]]
    queries = np.stack([embedder.embed_query(text) for text in asked])
    about = {
        **machine(),
        "shared": options.shared,
        "load_before": round(os.getloadavg()[0], 1),
    }
    lines = [{**measure(file, queries), **about} for file in options.files]
    text = json.dumps(lines, ensure_ascii=False, indent=1) + "\n"
    sys.stdout.write(text)
    options.out.write_text(text, encoding="utf-8")
    write_table(options.out, options.out.with_suffix(".md"))


def write_table(results: Path, page: Path) -> None:
    """Writes `page`, Markdown, from the JSON that `main` keeps."""
    lines: list[dict[str, Any]] = json.loads(results.read_bytes())
    head, *rest = rows(_COLUMNS, lines)
    text = [
        "# Nearest passages, measured",
        "",
        f"Written by `python -m benchmarks.vectors` from {results.name}. The five texts among",
        "made-up passages (`benchmarks/archive.py`), whose vectors are made up too.",
        "",
        head,
        f"|---|{'---:|' * len(lines)}",
        *rest,
        "",
        f"Commit {where(lines[0], 'milliseconds')}",
    ]
    page.write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
