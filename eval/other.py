"""`python -m eval other`: other people's texts, with the code and the weights as they are.

Each set is a folder of texts beside its questions in `datasets/`. Its index is built for the
measurement and thrown away; it has no questions as keys, since other people's texts have none.
Beside the fused ranking stands each of its legs alone: fusing must not lose what one leg had.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.leaning import with_context
from bot.question import Question
from bot.retrieve import Retriever
from bot.settings import Settings
from bot.understand import understood
from eval.cases import Case, load_cases
from eval.measures.interval import Figure, mean
from eval.measures.ranking import evidence_recall
from eval.measures.undefined import score
from eval.report import shown
from eval.results import Results
from eval.run import run_eval
from eval.sources import Sources
from eval.spans import Span
from eval.systems import BotSystem
from eval.temporary import CachedEmbedder, TemporaryBots

DATASETS = Path(__file__).parent / "datasets"
SETS = ("encyclopaedia", "handbook")
LEGS = {"lexical": "BM25", "dense": "passage vectors", "sentence": "best sentence's vector"}
_SHOWN = {
    "evidence_recall@5": "evidence within the first five passages",
    "key_point_recall": "key points said, of answerable questions",
    "citation_near_precision": "citations that point into a paragraph with evidence",
    "quote_integrity": "quotes that are the source verbatim",
    "auroc": "AUROC of the confidence, answerable over unanswerable",
    "refusal_recall": "unanswerable questions refused",
    "false_refusal": "answerable questions refused (lower is better)",
}


@dataclass(frozen=True, slots=True)
class Other:
    """The bot on one set; `legs` are recall@1 of each leg alone, by its name in `LEGS`."""

    results: Results
    legs: dict[str, Figure | None]

    def figure(self, name: str) -> Figure | None:
        """A figure of the whole bot over all questions."""
        return self.results.summary.overall[name]


def measure_all(
    embedder: CachedEmbedder, settings: Settings, *, limit: int | None = None
) -> dict[str, Other]:
    """Every set by name."""
    bots = TemporaryBots(embedder, settings)
    return {name: measure(bots, name, limit=limit) for name in SETS}


def measure(bots: TemporaryBots, name: str, *, limit: int | None = None) -> Other:
    """The bot over the set's own texts, asked its first `limit` questions."""
    sources = Sources.of_files([DATASETS / name], cwd=DATASETS)
    file = DATASETS / f"{name}.jsonl"
    cases = load_cases(file, sources)[:limit]
    with bots(dict(sources.items())) as system:
        results = run_eval(system, cases, sources=sources, about={"dataset": file.name})
        legs = {leg: _recall_at_1(system, leg, cases) for leg in LEGS}
    return Other(results, legs)


def _recall_at_1(system: BotSystem, leg: str, cases: Sequence[Case]) -> Figure | None:
    """Mean share of the evidence in the first passage, by this leg alone."""
    index = system.bot.index
    retriever = Retriever(index, system.bot.retriever.embedder, weights={leg: 1.0})
    asked = [case for case in cases if case.answerable]
    found = [_first(retriever, case) for case in asked]
    pairs = zip(found, asked, strict=True)
    return mean(score(partial(evidence_recall, f, case.spans, 1)) for f, case in pairs)


def _first(retriever: Retriever, case: Case) -> list[Span]:
    question = understood(with_context(Question.of(case.question)), retriever.index)
    passages = [hit.passage for hit in retriever.retrieve(question, n=1).hits]
    return [Span(passage.document.path, passage.start, passage.end) for passage in passages]


def to_markdown(done: Mapping[str, Other]) -> str:
    """A column for each set: recall@1 fused and by each leg alone, then the answers."""
    head = f"| | {' | '.join(done)} |\n|---{'|---' * len(done)}|"
    fused = _row("recall@1, fused", [one.figure("evidence_recall@1") for one in done.values()])
    legs = [
        _row(f"recall@1, {said} alone", [one.legs[leg] for one in done.values()])
        for leg, said in LEGS.items()
    ]
    rest = [
        _row(said, [one.figure(name) for one in done.values()]) for name, said in _SHOWN.items()
    ]
    n = ", ".join(f"{name}: {len(one.results.scored)} questions" for name, one in done.items())
    note = f"`python -m eval other`; {n}. Recall@1: share of the evidence in the first passage."
    return "\n".join([head, fused, *legs, *rest, "", note]) + "\n"


def _row(said: str, figures: Sequence[Figure | None]) -> str:
    return f"| {said} | {' | '.join(map(shown, figures))} |"
