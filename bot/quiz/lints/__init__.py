"""What makes an item unsound: each lint a named function, each with its source.

Sources:
    HDR: Haladyna, Downing & Rodriguez (2002), A review of multiple-choice item-writing guidelines
        for classroom assessment, Applied Measurement in Education 15(3): the number is that of
        the guideline in their Table 1.
    NBME: National Board of Medical Examiners, Constructing Written Test Questions for the Basic
        and Clinical Sciences, chapter 3 (technical item flaws).
"""

from collections.abc import Callable, Sequence

from bot.quiz.lints.of_item import ITEM_LINTS
from bot.quiz.lints.of_paper import PAPER_LINTS
from bot.quiz.records import Item

__all__ = ["ITEM_LINTS", "PAPER_LINTS", "Finding", "findings", "paper_findings"]

Finding = tuple[str, str]
"""The lint's name, and in one sentence what it found."""


def findings(item: Item) -> list[Finding]:
    """What the lints of single items say of this one; empty where it passes all."""
    return _found(ITEM_LINTS, item)


def paper_findings(items: Sequence[Item]) -> list[Finding]:
    """What the lints of whole papers say of these items; empty where they pass all."""
    return _found(PAPER_LINTS, items)


def _found(lints: Sequence[Callable[..., str]], subject: object) -> list[Finding]:
    said = ((lint.__name__, lint(subject)) for lint in lints)
    return [(name, sentence) for name, sentence in said if sentence]
