"""How long an answer takes beside the one embedding call it makes, and beside LangChain's tutorial.

    python -m benchmarks.ask --out docs/benchmarks/ask.json

Over the five texts of corpus/, and over these in archives of 10,000 passages and more that are made
up with their vectors (`benchmarks.archive`): searching takes as long whatever they say. The same
questions are asked each time, each of them once to the bare model, to the bot and, up to 100,000
passages, to the tutorial's pipeline, in turning order, so that what else the machine does slows all
three alike. `--passages` measures one size more and keeps the other lines of the file.
"""

import argparse
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from statistics import median
from typing import Any

import numpy as np

from benchmarks.archive import Archive
from benchmarks.ask_table import write_table
from benchmarks.kept import Line, about, keep, rounded
from bot.answer import Bot
from bot.question import Question
from bot.settings import Settings
from bot.understand import understood
from bot.warm import warm
from eval.baselines.dense import DensePassages
from eval.baselines.tutorial import langchain_tutorial
from eval.cases import Case, load_cases
from eval.sources import Sources
from ingest.build import ingest
from ingest.embed import Embedder
from ingest.generation import Recipe, current_generation
from ingest.index import Index
from ingest.publish import publish
from ingest.script import simplify
from ingest.work import Work

ROOT = Path(__file__).parents[1]
DATASET = ROOT / "eval/datasets/guidance-dev.jsonl"
SIZES = (10_000, 100_000, 1_000_000)
_MOST_TUTORIAL = 100_000  # passages; it holds every text and a float32 vector in memory
_WARM_UP = 100  # questions asked before the clock runs, as of a bot that has been up for a while
_N_RECALL = 50  # questions whose nearest passages are looked for exactly too

Times = dict[str, list[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Result:
    """One corpus. Times are medians over the questions, in milliseconds, unless said otherwise."""

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
    retrieve_p95_ms: float
    """95 % within: retrieval beyond the embedding call of the same question, by processor time."""
    recall: float
    """Share of the ten exactly nearest passages that the index finds among ten."""
    index_mb: float
    memory_mb: float
    """The process's most, the model and, where it was asked, the tutorial included."""
    tutorial_passages: int | None
    tutorial_ms: float | None
    tutorial_ratio: float | None
    publish_s: float | None = None
    """Of an archive, the making up of its texts and vectors included; None where it was there."""


class Counted:
    """The model, counting the questions it embeds, and their processor time."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.dims = embedder.name, embedder.dims
        self.n_queries = 0
        self.cpu_ms = 0.0

    def embed_query(self, text: str) -> np.ndarray:
        """One counted call."""
        self.n_queries += 1
        began = time.process_time()
        vector = self._embedder.embed_query(text)
        self.cpu_ms = 1000 * (time.process_time() - began)
        return vector

    def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
        """As many counted calls as texts."""
        self.n_queries += len(texts)
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """The model's own of a few texts, not counted; of many any unit rows, as fast to search."""
        if len(texts) < 1000:
            return self._embedder.embed_passages(texts)
        rows = np.random.default_rng(0).standard_normal((len(texts), self.dims), dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def measure(
    name: str, folder: Path, embedder: Counted, cases: Sequence[Case], *, langchain: bool = True
) -> Result:
    """Every question once to each of the three; the index in `folder` is there already."""
    bot = Bot(Index.open(folder, model=embedder.name), embedder, Settings())
    warm(bot)
    asked: dict[str, Callable[[Case], object]] = {
        "embed": lambda case: embedder.embed_query(simplify(case.question)),
        "ask": lambda case: bot.ask(case.question),
    }
    tutorial = None
    if langchain:
        tutorial = langchain_tutorial(Sources.of_documents(bot.index.documents()), embedder)
        asked["tutorial"] = tutorial.answer
    for case in cases[:_WARM_UP]:
        for call in asked.values():
            call(case)
    measured = cases[_WARM_UP:]
    times = _in_turn(asked, measured)
    result = _result(name, bot, embedder, measured, times, tutorial)
    bot.index.close()
    return result


def _in_turn(asked: dict[str, Callable[[Case], object]], cases: Sequence[Case]) -> Times:
    """(wall, processor) milliseconds of every question to each, in turning order."""
    times: Times = {what: [] for what in asked}
    for turn, case in enumerate(cases):
        for i in range(len(asked)):
            what = list(asked)[(turn + i) % len(asked)]
            began, cpu = time.perf_counter(), time.process_time()
            asked[what](case)
            ended = time.perf_counter()
            times[what].append((1000 * (ended - began), 1000 * (time.process_time() - cpu)))
    return times


def _result(
    name: str,
    bot: Bot,
    embedder: Counted,
    cases: Sequence[Case],
    times: Times,
    tutorial: DensePassages | None,
) -> Result:
    before = embedder.n_queries
    n_answered = sum(not bot.ask(case.question).refused for case in cases)
    n_calls = embedder.n_queries - before
    wall = {what: median(wall for wall, _ in t) for what, t in times.items()}
    cpu = {what: median(cpu for _, cpu in t) for what, t in times.items()}
    beyond = [_retrieval_ms(bot, embedder, case) for case in cases]
    return Result(
        corpus=name,
        passages=bot.index.n_passages,
        questions=len(cases),
        answered=n_answered,
        embedding_calls=n_calls / len(cases),
        embed_ms=wall["embed"],
        ask_ms=wall["ask"],
        ask_p95_ms=float(np.percentile([wall for wall, _ in times["ask"]], 95)),
        ratio=wall["ask"] / wall["embed"],
        embed_cpu_ms=cpu["embed"],
        ask_cpu_ms=cpu["ask"],
        cpu_ratio=cpu["ask"] / cpu["embed"],
        retrieve_p95_ms=float(np.percentile(beyond, 95)),
        recall=_recall(bot, [case.question for case in cases[:_N_RECALL]]),
        index_mb=sum(f.stat().st_size for f in bot.index.folder.rglob("*") if f.is_file()) / 1e6,
        memory_mb=getrusage(RUSAGE_SELF).ru_maxrss / 1024,
        tutorial_passages=len(tutorial.collection()) if tutorial else None,
        tutorial_ms=wall.get("tutorial"),
        tutorial_ratio=wall["tutorial"] / wall["embed"] if tutorial else None,
    )


def _retrieval_ms(bot: Bot, embedder: Counted, case: Case) -> float:
    """Processor time of retrieval without its embedding call."""
    question = understood(Question.of(case.question), bot.index)
    began = time.process_time()
    bot.retriever.retrieve(question)
    return 1000 * (time.process_time() - began) - embedder.cpu_ms


def _recall(bot: Bot, texts: Sequence[str], n: int = 10) -> float:
    index, embedder = bot.index, bot.retriever.embedder
    queries = [index.centred_query(embedder.embed_query(simplify(text))) for text in texts]
    step = 50_000
    best: list[list[tuple[float, int]]] = [[] for _ in queries]
    for first in range(0, index.n_passages, step):
        rows = np.arange(first, min(first + step, index.n_passages))
        for query, found in zip(queries, best, strict=True):
            cosines = index.passage_cosines(query, rows)
            top = np.argpartition(-cosines, min(n, len(rows)) - 1)[:n]
            found += zip(cosines[top].tolist(), rows[top].tolist(), strict=True)
            found[:] = sorted(found, reverse=True)[:n]
    shared = [
        len({row for _, row in found} & set(index.nearest(query, n)[0].tolist())) / len(found)
        for query, found in zip(queries, best, strict=True)
    ]
    return sum(shared) / len(shared)


def questions() -> list[Case]:
    """The dev questions that the texts answer and that lean on no conversation, shuffled."""
    asked = [case for case in load_cases(DATASET) if case.answerable and not case.history]
    Random(0).shuffle(asked)
    return asked


def five_texts(embedder: Embedder | Counted, office: Path) -> Path:
    """The folder of an index of corpus/, made in `office` or found there."""
    ingest(
        [ROOT / "corpus"],
        folder=office / "five",
        embedder=embedder,
        max_chars=Settings().max_chars,
        max_bytes=Settings().max_file_mb * 2**20,
        cwd=ROOT,
    )
    return office / "five"


def results(embedder: Embedder, office: Path, sizes: Sequence[int]) -> Iterator[Result]:
    """A result a size, 0 for the five texts alone; indexes are made in `office`, or found there."""
    cases, counted = questions(), Counted(embedder)
    five = five_texts(counted, office)
    for size in sizes:
        folder = office / str(size) if size else five
        began, publish_s = time.perf_counter(), None
        if not (folder / "CURRENT").is_file():
            publish_archive(five, folder, size)
            publish_s = time.perf_counter() - began
        name = "in an archive" if size else "the five texts"
        result = measure(name, folder, counted, cases, langchain=size <= _MOST_TUTORIAL)
        yield replace(result, publish_s=publish_s)


def publish_archive(five: Path, folder: Path, n_passages: int) -> None:
    """An archive of about `n_passages` around the five texts, as an index in `folder`."""
    generation = five / current_generation(five)
    manifest = json.loads((generation / "manifest.json").read_bytes())
    recipe = Recipe(**{name: manifest[name] for name in Recipe.__slots__})
    question_mean = np.load(generation / "means.npy")[1]
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Work(sqlite3.connect(five / "work.sqlite"))) as work:
        publish(folder, Archive(work, n_passages, recipe.dims), recipe, question_mean)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ask", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="passages")
    parser.add_argument(
        "--passages", type=int, help="one size, 0 for the five texts; the other lines are kept"
    )
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
    sizes = [0, *options.sizes] if options.passages is None else [options.passages]
    kept: list[dict[str, Any]] = []
    if options.passages is not None and options.out.is_file():
        kept = json.loads(options.out.read_bytes())
    where = about(shared=options.shared)
    with tempfile.TemporaryDirectory() as folder:
        for one in results(embedder, options.office or Path(folder), sizes):
            line = {**rounded(asdict(one)), **where}
            kept = [other for other in kept if _size(other) != _size(line)] + [line]
            keep(options.out, sorted(kept, key=_size), write_table)


def _size(line: Line) -> int:
    """What a line replaces the last one of: 0 the five texts, else passages in ten thousands."""
    return 0 if line["corpus"] == "the five texts" else max(1, round(line["passages"] / 10_000))


if __name__ == "__main__":
    main()
