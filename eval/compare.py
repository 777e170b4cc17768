"""Two runs over the same questions: paired differences with intervals, and what changed.

Source: Efron & Tibshirani 1993, bootstrap of the paired differences, percentile interval; a
difference is called settled if the interval leaves out zero. `p` is the two-sided bootstrap
p-value, 2 min(P(d <= 0), P(d >= 0)) over the resamples, which count as at least one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.measures.interval import N_RESAMPLES, SEED
from eval.scoring import LOWER_IS_BETTER, MEASURES
from ingest.errors import XietiaoError

_SHOWN = ("right", "key_point_recall", "citation_recall", "evidence_recall@5", "groundedness")

Scores = Mapping[str, float | None]


class NotComparable(XietiaoError):
    """The two results can't be compared; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """B minus A over the `n` questions where both are defined, with its 95 % interval."""

    a: float
    b: float
    difference: float
    n: int
    low: float
    high: float
    p: float
    only_a: int
    only_b: int

    @property
    def settled(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Changed:
    """A question whose scores differ: (a, b) by measure."""

    id: str
    kind: str
    scores: dict[str, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Measure by measure, then question by question; a measure no question shares is None."""

    name_a: str
    name_b: str
    differences: dict[str, Difference | None]
    changed: list[Changed]
    only_a: list[str]
    only_b: list[str]

    def to_markdown(self) -> str:
        """A table of the differences and one of the changed questions."""
        parts = [
            f"# {self.name_a} (A) and {self.name_b} (B)",
            _difference_table(self.differences),
            f"## Changed questions: {len(self.changed)}",
            _changed_table(self.changed),
        ]
        for side, ids in (("A", self.only_a), ("B", self.only_b)):
            if ids:
                parts.append(f"Only in {side}, left out: {', '.join(ids)}")
        return "\n\n".join(parts) + "\n"


def compare(a: Path, b: Path) -> Comparison:
    """Two results folders (or results.json files), B against A.

    Raises:
        NotComparable: a folder holds no results, or they share no question.
    """
    first, second = _read(a), _read(b)
    scores_a, scores_b = _scores(first), _scores(second)
    shared = [name for name in scores_a if name in scores_b]
    if not shared:
        raise NotComparable(f"{a} and {b} have no question in common; run both on one data set")
    kinds = {question["id"]: question["kind"] for question in first["questions"]}
    pairs = [(scores_a[name], scores_b[name]) for name in shared]
    return Comparison(
        name_a=f"{a} ({first['about'].get('system', '?')})",
        name_b=f"{b} ({second['about'].get('system', '?')})",
        differences={name: paired_difference(pairs, name) for name in MEASURES},
        changed=[
            Changed(name, kinds[name], changes)
            for name, (x, y) in zip(shared, pairs, strict=True)
            if (changes := _changes(x, y))
        ],
        only_a=[name for name in scores_a if name not in scores_b],
        only_b=[name for name in scores_b if name not in scores_a],
    )


def _read(path: Path) -> dict[str, Any]:
    file = path / "results.json" if path.is_dir() else path
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotComparable(f"{file} isn't there; `xietiao eval run --out DIR` writes it") from None
    except ValueError:
        raise NotComparable(f"{file} is not JSON; name a results folder") from None
    if not isinstance(found, dict) or "questions" not in found:
        raise NotComparable(f"{file} holds no results; name a folder that `eval run` wrote")
    return found


def _scores(results: Mapping[str, Any]) -> dict[str, Scores]:
    return {question["id"]: question["scores"] for question in results["questions"]}


def paired_difference(pairs: Sequence[tuple[Scores, Scores]], measure: str) -> Difference | None:
    """B minus A of one measure; None where no question has it on both sides."""
    both = [(x.get(measure), y.get(measure)) for x, y in pairs]
    defined = [(x, y) for x, y in both if x is not None and y is not None]
    if not defined:
        return None
    values = np.array(defined, dtype=float)
    delta = values[:, 1] - values[:, 0]
    rows = np.random.default_rng(SEED).integers(0, len(delta), (N_RESAMPLES, len(delta)))
    drawn = delta[rows].mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    tail = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    return Difference(
        a=float(values[:, 0].mean()),
        b=float(values[:, 1].mean()),
        difference=float(delta.mean()),
        n=len(delta),
        low=float(low),
        high=float(high),
        p=min(1.0, 2 * max(tail, 1) / N_RESAMPLES),
        only_a=sum(x is not None and y is None for x, y in both),
        only_b=sum(x is None and y is not None for x, y in both),
    )


def _changes(a: Scores, b: Scores) -> dict[str, tuple[float | None, float | None]]:
    return {name: (a.get(name), b.get(name)) for name in _SHOWN if a.get(name) != b.get(name)}


def _difference_table(differences: Mapping[str, Difference | None]) -> str:
    head = "| measure | A | B | B - A | 95 % | p | n | |\n|---|---|---|---|---|---|---|---|"
    rows = [
        f"| {name} | {d.a:.3f} | {d.b:.3f} | {d.difference:+.3f} | {d.low:+.3f} to {d.high:+.3f}"
        f" | {d.p:.3f} | {d.n} | {_verdict(name, d)} |"
        for name, d in differences.items()
        if d is not None
    ]
    return "\n".join([head, *rows])


def _verdict(measure: str, difference: Difference) -> str:
    if not difference.settled:
        return ""
    up = difference.difference > 0
    return "better" if up != (measure in LOWER_IS_BETTER) else "worse"


def _changed_table(changed: Sequence[Changed]) -> str:
    if not changed:
        return "none"
    head = "| id | kind | " + " | ".join(_SHOWN) + " |\n|---|---" + "|---" * len(_SHOWN) + "|"
    rows = [
        f"| {one.id} | {one.kind} | " + " | ".join(_cell(one.scores.get(n)) for n in _SHOWN) + " |"
        for one in changed
    ]
    return "\n".join([head, *rows])


def _cell(pair: tuple[float | None, float | None] | None) -> str:
    if pair is None:
        return ""
    return " -> ".join("–" if value is None else f"{value:.2f}" for value in pair)
