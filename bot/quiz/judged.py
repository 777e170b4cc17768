"""Judged: the statements of a paper that are to be judged, counted by how their stems are put."""

from collections import Counter

from bot.quiz.lints.of_paper import form, opening
from bot.quiz.records import Item

_OF_FORM, _OF_OPENING = (2, 0.6), (3, 0.7)
"""Of one form, and of those naming one text: how many of one key may stand at least, and what
share at most. The lint of papers lets 0.67 of one form through.
"""


class Judged:
    """Neither the form of a stem nor the text it names tells whether the statement is true."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self._counts: Counter[tuple[str, tuple[str, ...] | None]] = Counter()
        self._known: dict[str, tuple[str, str]] = {}

    def add(self, item: Item) -> None:
        """One more on the paper; other kinds count for nothing."""
        if item.kind == "true-false":
            for name in self._names(item):
                self._counts.update([(name, item.key), (name, None)])

    def has_room(self, item: Item) -> bool:
        """Whether true and false ones stay about as many with one more of this key."""
        if item.kind != "true-false":
            return True
        return all(
            self._counts[name, item.key] + 1 <= max(few, most * (self._counts[name, None] + 1))
            for name, (few, most) in zip(self._names(item), (_OF_FORM, _OF_OPENING), strict=True)
        )

    def n_like(self, item: Item) -> int:
        """How many of this form and key there are; 0 for other kinds."""
        return self._counts[self._names(item)[0], item.key] if item.kind == "true-false" else 0

    def _names(self, item: Item) -> tuple[str, str]:
        """The form of a stem and what it names, told from each other by a mark before them."""
        if item.id not in self._known:
            self._known[item.id] = f"form {form(item)}", f"opening {opening(item)}"
        return self._known[item.id]
