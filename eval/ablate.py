"""The bot with one leg off at a time, over the same questions and the same corpus.

"no OpenCC" and "no outline" build an index of their own without that step; the others share the
full one. What the bot offers no argument for is replaced for the length of a `with` block, and
nothing in ingest or bot knows of it.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from bot.answer import Bot
from bot.gate import Gate
from bot.retrieve import QueryEmbedder, Retriever
from eval.answers import of_dict
from eval.cases import Case
from eval.compare import paired_difference
from eval.results import Results, score_answers
from eval.run import ask_all
from eval.sources import Sources
from eval.spans import Span
from eval.support import SupportJudge
from eval.systems import BotSystem
from eval.temporary import TemporaryBots
from ingest.outline import build_outline
from ingest.records import Document, Section

_OPEN_GATE = Gate(weights={}, bias=0.0, threshold=0.0)


@contextmanager
def _no_opencc() -> Generator[None]:
    """Both scripts stay as they are written: nothing is folded, nothing rendered."""
    with patch("ingest.script.convert", lambda text, config: text):
        yield


@contextmanager
def _no_outline() -> Generator[None]:
    """Texts have a title and no sections."""

    def root_only(document: Document) -> list[Section]:
        return build_outline(document)[:1]

    with patch("ingest.parse.build_outline", root_only):
        yield


@dataclass(frozen=True, slots=True)
class Ablation:
    """What is off: retrieval legs, the gate, or a step of ingest."""

    legs: frozenset[str] = field(default_factory=frozenset[str])
    gate: Gate | None = None
    step: AbstractContextManager[None] | None = None


def ablations() -> dict[str, Ablation]:
    """Each leg off by itself, and the whole bot first."""
    return {
        "whole": Ablation(),
        "no OpenCC": Ablation(step=_no_opencc()),
        "no BM25": Ablation(legs=frozenset({"lexical"})),
        "no dense": Ablation(legs=frozenset({"dense", "sentence", "key"})),
        "no best sentence": Ablation(legs=frozenset({"sentence"})),
        "no keys": Ablation(legs=frozenset({"key"})),
        "no outline": Ablation(step=_no_outline()),
        "no gate": Ablation(gate=_OPEN_GATE),
    }


class _WithoutLegs(Bot):
    """A bot whose retrieval gives some legs no weight; over an index nobody updates."""

    def __init__(self, bot: Bot, embedder: QueryEmbedder, ablation: Ablation) -> None:
        gate, reranker = ablation.gate or bot.gate, bot.retriever.reranker
        super().__init__(bot.index, embedder, bot.settings, gate=gate, reranker=reranker)
        weights = bot.retriever.weights
        kept = {name: w * (name not in ablation.legs) for name, w in weights.items()}
        if "key" in ablation.legs:  # a leg that isn't named is not even looked at
            kept.pop("key", None)
        self._without = Retriever(bot.index, embedder, weights=kept, reranker=reranker)

    @property
    def retriever(self) -> Retriever:
        return self._without


def ablate(
    bots: TemporaryBots,
    cases: Sequence[Case],
    texts: Mapping[str, str],
    *,
    judge: SupportJudge | None = None,
    only: Sequence[str] | None = None,
) -> dict[str, Results]:
    """The results with each leg off; answers are scored with everything on."""
    sources = Sources(texts)
    chosen = {n: a for n, a in ablations().items() if only is None or n in only}
    done: dict[str, Results] = {}
    for name, ablation in chosen.items():
        answers, collection = _answers(bots, ablation, cases, texts)
        given = {str(answer["id"]): of_dict(answer) for answer in answers}
        about: dict[str, Any] = {"system": f"xietiao, {name}"}
        done[name] = score_answers(
            cases, given, sources, judge=judge, collection=collection, about=about
        )
    return done


def _answers(
    bots: TemporaryBots, ablation: Ablation, cases: Sequence[Case], texts: Mapping[str, str]
) -> tuple[list[dict[str, Any]], list[Span]]:
    with ablation.step or nullcontext(), bots(texts) as whole:
        system = BotSystem(_WithoutLegs(whole.bot, bots.embedder, ablation))
        return ask_all(system, cases), system.collection()


_SHOWN = (
    "right",
    "key_point_recall",
    "evidence_recall@5",
    "citation_recall",
    "false_refusal",
    "refusal_recall",
    "script_fidelity",
)


def to_markdown(done: Mapping[str, Results]) -> str:
    """One row a variant, with the paired difference to the whole bot where it was run."""
    rows = [f"| {name} | {' | '.join(_row(results, done))} |" for name, results in done.items()]
    head = f"| | {' | '.join(_SHOWN)} |\n|---{'|---' * len(_SHOWN)}|"
    note = "Differences to the whole bot over the same questions; * where 95 % leave out zero."
    return "\n".join(["# Ablation", "", note, "", head, *rows]) + "\n"


def _row(results: Results, done: Mapping[str, Results]) -> list[str]:
    whole = done.get("whole")
    return [_cell(results, whole, measure) for measure in _SHOWN]


def _cell(results: Results, whole: Results | None, measure: str) -> str:
    figure = results.summary.overall[measure]
    shown = "–" if figure is None else f"{figure.value:.3f}"
    if whole is None or whole is results:
        return shown
    pairs = [(a.scores, b.scores) for a, b in zip(whole.scored, results.scored, strict=True)]
    change = paired_difference(pairs, measure)
    if change is None:
        return shown
    return f"{shown} ({change.difference:+.3f}{'*' if change.settled else ''})"
