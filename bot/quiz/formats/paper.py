"""A paper as it is handed out: its sections, a kind each, questions numbered through."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.quiz.records import KINDS, Item, Kind

_NUMERALS = "一二三四五六七"


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of one kind with their numbers in the paper; `numeral` is 一, 二, ..."""

    numeral: str
    kind: Kind
    numbered: tuple[tuple[int, Item], ...]


def parts(items: Sequence[Item]) -> list[Part]:
    """The sections there are, in the order of KINDS; inside one, the items' own order."""
    found: list[Part] = []
    n_before = 0
    for kind in KINDS:
        if own := [item for item in items if item.kind == kind]:
            numbered = tuple(enumerate(own, start=n_before + 1))
            found.append(Part(_NUMERALS[len(found)], kind, numbered))
            n_before += len(own)
    return found
