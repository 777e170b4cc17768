"""How long an answer takes beside the one embedding call it makes, and beside LangChain's tutorial.

    python -m benchmarks.ask --out docs/benchmarks/ask.json

Over the five texts of corpus/, and over these in archives of 10,000 passages and more that are made
up with their vectors (`benchmarks.archive`): searching takes as long whatever they say. The same
questions are asked each time, each of them once to the bare model, to the bot and, up to 100,000
passages, to the tutorial's pipeline, in turning order, so that what else the machine does slows all
three alike.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median

import numpy as np

from benchmarks.ask_table import write_table
from benchmarks.documents import write_documents
from benchmarks.ingest import machine
from bot.answer import Bot
from bot.settings import Settings
from eval.baselines.tutorial import langchain_tutorial
from eval.cases import Case, load_cases
from eval.sources import Sources
from ingest.build import ingest
from ingest.embed import Embedder
from ingest.index import Index
from ingest.script import simplify

ROOT = Path(__file__).parents[1]
DATASET = ROOT / "eval/datasets/guidance-dev.jsonl"
_WARM_UP = 100  # questions asked before the clock runs, as of a bot that has been up for a while
_SIZES = (10_000, 100_000, 1_000_000)
_MOST_TUTORIAL = 100_000  # passages; it holds every text and a float32 vector in memory


@dataclass(frozen=True, slots=True)
class Result:
    """One corpus. Times are medians over the questions, in milliseconds."""

    corpus: str
    passages: int
    questions: int
    answered: int
    embedding_calls: float
    """Of the bot, for a question."""
    embed_ms: float
    """The bare model on the same questions."""
    ask_ms: float
    ask_p95_ms: float
    ratio: float
    """Of `ask_ms` to `embed_ms`."""
    embed_cpu_ms: float
    ask_cpu_ms: float
    cpu_ratio: float
    """The same in processor time, which waits for no other program."""
    tutorial_passages: int
    tutorial_ms: float
    tutorial_ratio: float


class Counted:
    """The model, counting the questions it embeds."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.dims = embedder.name, embedder.dims
        self.n_queries = 0

    def embed_query(self, text: str) -> np.ndarray:
        """One counted call."""
        self.n_queries += 1
        return self._embedder.embed_query(text)

    def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
        """As many counted calls as texts."""
        self.n_queries += len(texts)
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """The model's own, not counted."""
        return self._embedder.embed_passages(texts)


class _MadeUp(Counted):
    """The model for questions; a passage gets a real one's vector with noise on it."""

    def __init__(self, embedder: Embedder, real: np.ndarray) -> None:
        super().__init__(embedder)
        self._real = real
        self._random = np.random.default_rng(0)

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        rows = self._real[self._random.integers(0, len(self._real), len(texts))]
        noise = self._random.standard_normal(rows.shape, dtype=np.float32)
        moved = rows + noise * np.float32(_NOISE / self.dims**0.5)
        return moved / np.linalg.norm(moved, axis=1, keepdims=True)


def measure(
    name: str, paths: Sequence[Path], folder: Path, embedder: Counted, cases: Sequence[Case]
) -> Result:
    """Every question once to each of the three; the index in `folder` is there already."""
    bot = Bot(Index.open(folder, model=embedder.name), embedder, Settings())
    sources = Sources.of_files(paths, cwd=ROOT)
    tutorial = langchain_tutorial(sources, embedder)
    for case in cases[:_WARM_UP]:
        _timed(lambda case=case: bot.ask(case.question))
        _timed(lambda case=case: tutorial.answer(case))
    times: dict[str, list[tuple[float, float]]] = {"embed": [], "ask": [], "tutorial": []}
    n_calls = n_answered = 0
    for turn, case in enumerate(cases[_WARM_UP:]):
        calls: dict[str, Callable[[], object]] = {
            "embed": lambda case=case: embedder.embed_query(simplify(case.question)),
            "ask": lambda case=case: bot.ask(case.question),
            "tutorial": lambda case=case: tutorial.answer(case),
        }
        for i in range(3):
            what = list(calls)[(turn + i) % 3]
            before = embedder.n_queries
            times[what].append(_timed(calls[what]))
            n_calls += (embedder.n_queries - before) * (what == "ask")
        n_answered += not bot.ask(case.question).refused
    bot.index.close()
    n = len(cases) - _WARM_UP
    embed_ms, ask_ms, tutorial_ms = (median(wall for wall, _ in t) for t in times.values())
    embed_cpu_ms, ask_cpu_ms, _ = (median(cpu for _, cpu in t) for t in times.values())
    return Result(
        corpus=name,
        passages=bot.index.n_passages,
        questions=n,
        answered=n_answered,
        embedding_calls=n_calls / n,
        embed_ms=embed_ms,
        ask_ms=ask_ms,
        ask_p95_ms=float(np.percentile([wall for wall, _ in times["ask"]], 95)),
        ratio=ask_ms / embed_ms,
        embed_cpu_ms=embed_cpu_ms,
        ask_cpu_ms=ask_cpu_ms,
        cpu_ratio=ask_cpu_ms / embed_cpu_ms,
        tutorial_passages=len(tutorial.collection()),
        tutorial_ms=tutorial_ms,
        tutorial_ratio=tutorial_ms / embed_ms,
    )


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock and of processor time."""
    began, cpu = time.perf_counter(), time.process_time()
    call()
    ended = time.perf_counter()
    return 1000 * (ended - began), 1000 * (time.process_time() - cpu)


def questions() -> list[Case]:
    """The dev questions that the texts answer and that lean on no conversation, shuffled."""
    asked = [case for case in load_cases(DATASET) if case.answerable and not case.history]
    Random(0).shuffle(asked)
    return asked


def _ingest(paths: Sequence[Path], folder: Path, embedder: Counted) -> None:
    ingest(
        paths,
        folder=folder,
        embedder=embedder,
        max_chars=Settings().max_chars,
        max_bytes=Settings().max_file_mb * 2**20,
        cwd=ROOT,
    )


def results(embedder: Embedder, office: Path, n_passages: int) -> list[Result]:
    """The five texts alone, then among generated ones; indexes are made in `office`, or found."""
    corpus, texts = ROOT / "corpus", office / "texts"
    real, cases = Counted(embedder), questions()
    _ingest([corpus], office / "small", real)
    done = [measure("the five texts", [corpus], office / "small", real, cases)]
    if n_passages:
        if not texts.is_dir():
            write_documents(texts, round(n_passages / _PASSAGES_PER_DOCUMENT))
        like = [
            line
            for _, text in Sources.of_files([corpus], cwd=ROOT).items()
            for line in text.split("\n")
        ]
        made_up = _MadeUp(embedder, embedder.embed_passages([line for line in like if line][:100]))
        _ingest([corpus], office / "large", real)
        _ingest([texts], office / "large", made_up)
        done.append(
            measure("among generated ones", [corpus, texts], office / "large", made_up, cases)
        )
    return done


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ask", description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000, help="0: only the five texts")
    parser.add_argument("--office", type=Path, help="where texts and indexes are kept for later")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks/ask.json"))
    parser.add_argument(
        "--shared", action="store_true", help="say that other work ran on the machine"
    )
    return parser.parse_args()


def main() -> None:
    """Measures, prints, and writes `--out` with a page beside it."""
    options = _arguments()
    embedder = Embedder.open("bundled", Path(os.environ.get("XIETIAO_DATA", "data")) / "models")
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        done = results(embedder, options.office or Path(folder), options.passages)
    about = {**machine(), "shared": options.shared, "load_before": round(load, 1)}
    lines = [{**{k: _rounded(v) for k, v in asdict(one).items()}, **about} for one in done]
    text = json.dumps(lines, ensure_ascii=False, indent=1) + "\n"
    sys.stdout.write(text)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text, encoding="utf-8")
    write_table(options.out, options.out.with_suffix(".md"))


def _rounded(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
