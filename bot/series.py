"""A series: items of a section that are numbered through, or have no numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.counted import hidden, no_such
from ingest.outline import children
from ingest.records import Section


@dataclass(frozen=True, slots=True)
class Series:
    """The items of one enumeration in order; a section may hold several (三看…, 注意几条…)."""

    section: Section
    items: tuple[Section, ...]
    announced: int | None = None

    @property
    def last(self) -> int:
        """The place of the last item that the text has, or says it has."""
        return max(self.announced or 0, self.place(self.items[-1]))

    def place(self, item: Section) -> int:
        """The number of an item; where the items have none, its place from 1."""
        return item.ordinal or self.items.index(item) + 1

    def at(self, places: Sequence[int]) -> list[Section]:
        """The items at these places that the text has."""
        return [item for item in self.items if self.place(item) in places]

    def absence(self, place: int) -> str:
        """That the item at a place is hidden, where the text announces it; else that none is."""
        if self.announced and 0 < place <= self.announced:
            return hidden(self.section, self.items, [place])
        return no_such(self.section, self.items, place)


def series_of(outline: Sequence[Section], section: Section) -> list[Series]:
    """The series that a section holds; a single item counts where more are announced."""
    runs: list[list[Section]] = []
    for item in children(outline, section.index):
        if runs and _goes_on(runs[-1][-1], item):
            runs[-1].append(item)
        else:
            runs.append([item])
    found = [run for run in runs if len(run) > 1 or section.announced]
    alone = len(runs) == 1
    return [
        Series(
            section,
            tuple(run),
            section.announced if alone or section.announced == len(run) else None,
        )
        for run in found
    ]


def _goes_on(before: Section, item: Section) -> bool:
    if before.ordinal is None or item.ordinal is None:
        return before.ordinal is item.ordinal
    return item.ordinal > before.ordinal
