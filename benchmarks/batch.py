"""Questions that come at once: embedded one a call on threads, or together in one padded call.

    python -m benchmarks.batch --out docs/benchmarks/batch.json

The model alone, the dev questions. A text a call is what the program does: its vector then does
not depend on its neighbours. A padded call shares what a call costs, and computes the padding too.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.ask import questions
from benchmarks.kept import Line, about, keep, page, rounded
from benchmarks.table import Column
from ingest.bundled import MAX_TOKENS, ONNX_FILE, PROMPTS, unpack_bundled_model
from ingest.onnx_module import OnnxSession
from ingest.script import simplify

AT_ONCE = (1, 4, 16)
_ROUNDS = 20
_COLUMNS: Sequence[Column] = (
    ("questions at once", "at_once", "{}"),
    ("one a call, threads: all embedded, ms", "threads_ms", "{:.1f}"),
    ("95 % within", "threads_p95_ms", "{:.1f}"),
    ("one padded call: all embedded, ms", "batch_ms", "{:.1f}"),
    ("95 % within, ms", "batch_p95_ms", "{:.1f}"),
    ("threads: ms of processor time a question", "threads_cpu_ms", "{:.1f}"),
    ("padded: ms of processor time a question", "batch_cpu_ms", "{:.1f}"),
    ("padded vectors: least cosine to the same alone", "least_cosine", "{:.4f}"),
)


def one_a_call(session: OnnxSession, texts: Sequence[str], pool: ThreadPoolExecutor) -> np.ndarray:
    """`(n, dims)` unit rows, as the program embeds them."""
    return np.stack(list(pool.map(session.encode, texts)))


def together(session: OnnxSession, texts: Sequence[str]) -> np.ndarray:
    """`(n, dims)` unit rows of one call, shorter texts padded."""
    tokens = [session.token_ids(text)[:MAX_TOKENS] for text in texts]
    ids = np.full((len(tokens), max(map(len, tokens))), 1, dtype=np.int64)
    mask = np.zeros_like(ids)
    for i, own in enumerate(tokens):
        ids[i, : len(own)], mask[i, : len(own)] = own, 1
    states = session.token_embeddings(ids, mask) * mask[:, :, None]
    means = states.sum(axis=1) / mask.sum(axis=1, keepdims=True)
    return (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float32)


def measure(session: OnnxSession, texts: Sequence[str], at_once: int, rounds: int) -> Line:
    """Both ways in turn, on the same questions."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        groups = [texts[i * at_once : (i + 1) * at_once] for i in range(rounds)]
        pairs = [
            (_timed(one_a_call, session, g, pool), _timed(together, session, g)) for g in groups
        ]
    threads, batch = zip(*pairs, strict=True)
    cosines = [(a[2] * b[2]).sum(axis=1).min() for a, b in pairs]
    line: Line = {"at_once": at_once, "least_cosine": float(min(cosines))}
    for name, times in (("threads", threads), ("batch", batch)):
        line[f"{name}_ms"] = float(np.median([wall for wall, _, _ in times]))
        line[f"{name}_p95_ms"] = float(np.percentile([wall for wall, _, _ in times], 95))
        line[f"{name}_cpu_ms"] = float(np.median([cpu for _, cpu, _ in times])) / at_once
    return line


def _timed(embed: Callable[..., np.ndarray], *given: object) -> tuple[float, float, np.ndarray]:
    """(wall, processor) milliseconds, and the vectors."""
    began, cpu = time.perf_counter(), time.process_time()
    vectors = embed(*given)
    spent = time.process_time() - cpu
    return 1000 * (time.perf_counter() - began), 1000 * spent, vectors


def write_page(kept: Path, to: Path) -> None:
    """Writes the page of the results kept."""
    lines: list[Line] = json.loads(kept.read_bytes())
    to.write_text(page("Questions at once", "batch", lines, _COLUMNS) + _NOTES, encoding="utf-8")


_NOTES = """
## What the rows say

- As many threads as cores share the questions, one thread a call; the padded call has one thread.
- Padded vectors are others: int8 is scaled over all that a call computes, so that an answer would
  depend on what other people ask in the same moment. For what it saves, if it saves anything, that
  is too much: questions are embedded one a call.
"""


def main() -> None:
    """Measures, prints, and writes `--out` with a page beside it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=__doc__)
    parser.add_argument("--at-once", type=int, nargs="+", default=AT_ONCE)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks/batch.json"))
    options = parser.parse_args()
    folder = unpack_bundled_model(Path(os.environ.get("XIETIAO_DATA", "data")) / "models")
    session = OnnxSession(folder / ONNX_FILE, folder / "tokenizer.json", MAX_TOKENS)
    texts = [PROMPTS["query"] + simplify(case.question) for case in questions()]
    where = about()
    measure(session, texts, 4, 3)
    lines = [measure(session, texts, n, options.rounds) for n in options.at_once]
    keep(options.out, [{**rounded(line), **where} for line in lines], write_page)


if __name__ == "__main__":
    main()
