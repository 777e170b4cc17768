"""A second text that says otherwise: what a system does with sources that disagree.

Source: the counterfactual robustness of RGB (Chen et al. 2024, AAAI), turned to what a reader of
guidance needs: RGB asks whether the false document is noticed as false, which nobody can see from
two texts; here a right answer cites both sides.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.measures.citations import is_right
from eval.sources import Sources
from eval.spans import Span

PATH = "corpus/altered.txt"
_TITLE = "另一种说法"
_KINDS = frozenset({"fact", "definition", "how-to", "paraphrase", "colloquial", "misspelt"})
_SWAPS = (
    ("不能", "能"),
    ("不要", "要"),
    ("不得", "可以"),
    ("必须", "不必"),
    ("必須", "不必"),
    ("应当", "不应当"),
    ("應當", "不應當"),
    ("可以", "不可以"),
    ("就要", "就不要"),
    ("要", "不要"),
    ("能", "不能"),
    ("是", "不是"),
)


@dataclass(frozen=True, slots=True)
class Contested:
    """A case with the span that answers it and the one that says the contrary."""

    case: Case
    original: Span
    altered: Span


def altered(quote: str) -> str | None:
    """`quote` saying something else: another number, else a turned negation; None if neither."""
    if re.search(r"\d", quote):
        return re.sub(r"\d", lambda digit: str((int(digit.group()) + 3) % 9 + 1), quote)
    for said, contrary in _SWAPS:
        if said in quote:
            return quote.replace(said, contrary, 1)
    return None


def contest(cases: Iterable[Case], sources: Sources) -> tuple[str, list[Contested]]:
    """The altered text (to be added as `PATH`) and the cases it contests.

    The text holds each paragraph of a contested answer once, with the answer altered; evidence
    that overlaps evidence altered already is left alone.
    """
    changes: dict[Span, list[tuple[Span, str, Case]]] = {}
    for case in cases:
        if case.kind in _KINDS and case.answerable and len(case.evidence) == 1:
            span = Span(sources.path(case.spans[0].path), case.spans[0].start, case.spans[0].end)
            other = altered(case.evidence[0].quote)
            planned = changes.setdefault(sources.paragraph(span), [])
            if other is not None and not any(_touch(span, done) for done, _, _ in planned):
                planned.append((span, other, case))
    return _assemble({p: c for p, c in changes.items() if c}, sources)


def _touch(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _assemble(
    changes: Mapping[Span, Sequence[tuple[Span, str, Case]]], sources: Sources
) -> tuple[str, list[Contested]]:
    text = _TITLE + "\n"
    contested: list[Contested] = []
    for paragraph in sorted(changes):
        original = sources.text(paragraph.path) or ""
        reached = paragraph.start
        for span, other, case in sorted(changes[paragraph], key=lambda change: change[0]):
            text += original[reached : span.start]
            start = len(text)
            text += other
            contested.append(Contested(case, span, Span(PATH, start, len(text))))
            reached = span.end
        text += original[reached : paragraph.end] + "\n"
    return text, contested


def outcome(contested: Contested, cited: Sequence[Span], *, refused: bool) -> str:
    """What the answer rests on: both, original, altered, neither, or refused."""
    if refused:
        return "refused"
    original = any(is_right(span, [contested.original]) for span in cited)
    other = any(is_right(span, [contested.altered]) for span in cited)
    if original and other:
        return "both"
    if original or other:
        return "original" if original else "altered"
    return "neither"


OUTCOMES = ("both", "original", "altered", "neither", "refused")
