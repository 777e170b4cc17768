"""A draft: an item, with what it asks and what it tells, so that no item answers another."""

from dataclasses import dataclass

from bot.quiz.records import Item


@dataclass(frozen=True, slots=True)
class Draft:
    """`asks` and `tells` name facts: the places of the texts that hold them.

    `place` is the section asked about: the document's id and the section's index.
    """

    item: Item
    asks: frozenset[str]
    tells: frozenset[str]
    place: tuple[str, int]

    def clashes(self, other: "Draft") -> bool:
        """Whether one gives the other's answer away, or both ask the same."""
        return bool(self.asks & other.asks or self.asks & other.tells or self.tells & other.asks)
