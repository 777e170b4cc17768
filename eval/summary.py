"""Scored questions to figures: the mean comes last, each with its n and its interval."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.measures.interval import Figure, mean, median, statistic
from eval.measures.refusal import Bin, auroc, calibration_error, reliability
from eval.scoring import MEASURES, Scored

Figures = dict[str, Figure | None]

CALIBRATION: dict[str, str] = {
    "auroc": "probability that an answerable question has the higher confidence",
    "calibration_error": "expected difference of confidence and truth (lower is better)",
}
ALL = {**MEASURES, **CALIBRATION}
"""Every figure of a summary and what it says."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures over all questions and by group; a figure is None where no score is defined."""

    overall: Figures
    by_kind: dict[str, Figures]
    by_script: dict[str, Figures]
    bins: list[Bin]


def summarise(scored: Sequence[Scored]) -> Summary:
    """The figures of a run."""
    confidences, labels = _confidences(scored)
    overall = _figures(scored)
    overall["auroc"] = statistic(confidences, labels, auroc)
    overall["calibration_error"] = statistic(confidences, labels, calibration_error)
    return Summary(
        overall=overall,
        by_kind=_grouped(scored, lambda one: one.case.kind),
        by_script=_grouped(scored, lambda one: one.case.script),
        bins=reliability(confidences, labels) if confidences else [],
    )


def _grouped(scored: Sequence[Scored], key: Callable[[Scored], str]) -> dict[str, Figures]:
    groups: dict[str, list[Scored]] = {}
    for one in scored:
        groups.setdefault(key(one), []).append(one)
    return {name: _figures(members) for name, members in groups.items()}


def _figures(scored: Sequence[Scored]) -> Figures:
    return {name: figure(name, [one.scores for one in scored]) for name in MEASURES}


def figure(name: str, scores: Sequence[Mapping[str, float | None]]) -> Figure | None:
    """One measure's figure over questions: a mean, a median for lengths."""
    of = median if name == "answer_chars" else mean
    return of(score.get(name) for score in scores)


def _confidences(scored: Sequence[Scored]) -> tuple[list[float], list[bool]]:
    pairs = [
        (one.answer.confidence, one.case.answerable)
        for one in scored
        if one.answer.confidence is not None
    ]
    return [value for value, _ in pairs], [label for _, label in pairs]
