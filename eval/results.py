"""Answers that are there already, scored: what every report and comparison is made from."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from eval.answers import GivenAnswer
from eval.cases import Case
from eval.measures.interval import percentile
from eval.scoring import Scored, Scorer
from eval.sources import Sources
from eval.spans import Span
from eval.summary import Figures, Summary, summarise
from eval.support import SupportJudge, default_judge
from eval.support import describe as support_results


@dataclass(frozen=True, slots=True)
class Results:
    """All that is known after a run; `about` says of which system, data set, corpus and judge."""

    about: dict[str, Any]
    scored: list[Scored]
    summary: Summary
    timings: dict[str, dict[str, float]]
    sources: Sources = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, without anything that differs between two runs of the same."""
        return {
            "about": self.about,
            "figures": _rounded(self.summary.overall),
            "kinds": {name: _rounded(group) for name, group in self.summary.by_kind.items()},
            "scripts": {name: _rounded(group) for name, group in self.summary.by_script.items()},
            "reliability": [asdict(one) for one in self.summary.bins],
            "questions": [_question(one) for one in self.scored],
        }


def _rounded(figures: Figures) -> dict[str, dict[str, float] | None]:
    return {
        name: figure and {key: round(value, 6) for key, value in asdict(figure).items()}
        for name, figure in figures.items()
    }


def _question(one: Scored) -> dict[str, Any]:
    return {
        "id": one.case.id,
        "kind": one.case.kind,
        "script": one.case.script,
        "answerable": one.case.answerable,
        "refused": one.answer.refused,
        "confidence": one.answer.confidence,
        "said": one.said,
        "scores": {k: None if v is None else round(v, 6) for k, v in one.scores.items()},
    }


def score_answers(
    cases: Sequence[Case],
    answers: Mapping[str, GivenAnswer],
    sources: Sources,
    *,
    judge: SupportJudge | None = None,
    collection: Sequence[Span] | None = None,
    about: Mapping[str, Any] | None = None,
) -> Results:
    """The results of answers that are there already, by id."""
    scorer = Scorer(sources, judge, collection)
    scored = [scorer.score(case, answers[case.id]) for case in cases]
    described = {**(about or {}), "questions": len(cases), "judge": _described(judge)}
    return Results(described, scored, summarise(scored), _timings(scored), sources)


def _described(judge: SupportJudge | None) -> dict[str, Any] | None:
    """Which judge spoke, and how it did on its test half; null for a judge we have not tested."""
    if judge is None:
        return None
    measured: dict[str, Any] = {}
    if judge.name == default_judge().name:
        with contextlib.suppress(FileNotFoundError):
            measured = support_results()
    kept = ("n", "accuracy", "auroc", "ece")
    return {"name": judge.name, **{key: measured.get(key) for key in kept}}


def _timings(scored: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """p50 and p95 of each stage in milliseconds."""
    stages: dict[str, list[float]] = {}
    for one in scored:
        for stage, ms in one.answer.timings_ms.items():
            stages.setdefault(stage, []).append(ms)
    return {
        stage: {"p50_ms": percentile(ms, 50), "p95_ms": percentile(ms, 95), "n": len(ms)}
        for stage, ms in stages.items()
    }
