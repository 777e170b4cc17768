"""Lists within a paragraph: 一是…二是…, 首先…其次…, (1)…(2)…."""

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.outline.numbering import Marker


@dataclass(slots=True)
class InlineList:
    """Markers that count up from 1 within one paragraph (or from the marker it begins with)."""

    family: str
    group: str
    last: int
    markers: list[Marker]
    seeded: bool = False

    def takes(self, marker: Marker) -> bool:
        """Whether `marker` is this list's next."""
        if marker.group != self.group or (marker.group != "word" and marker.family != self.family):
            return False
        return marker.floating or marker.ordinal == self.last + 1


def find_inline_lists(
    markers: Iterable[Marker], seed: Marker | None
) -> tuple[list[InlineList], list[Marker]]:
    """Lists of two items and more, and the first items that stayed alone.

    `seed` is the marker the paragraph begins with, where a list may go on from it.
    """
    stack: list[InlineList] = []
    done: list[InlineList] = []
    if seed is not None:
        stack.append(InlineList(seed.family, seed.group, seed.ordinal or 1, [], seeded=True))
    for marker in markers:
        if marker.ordinal == 1:
            _begin(stack, done, marker)
        else:
            _go_on(stack, done, marker)
    done += stack
    lists = [found for found in done if len(found.markers) + found.seeded >= 2]
    alone = [found.markers[0] for found in done if len(found.markers) == 1 and not found.seeded]
    return lists, alone


def _begin(stack: list[InlineList], done: list[InlineList], marker: Marker) -> None:
    for depth, found in enumerate(stack):
        if found.family == marker.family and not found.seeded:
            done += stack[depth:]
            del stack[depth:]
            break
    stack.append(InlineList(marker.family, marker.group, 1, [marker]))


def _go_on(stack: list[InlineList], done: list[InlineList], marker: Marker) -> None:
    for exact in (True, False):
        for depth in range(len(stack) - 1, -1, -1):
            found = stack[depth]
            if found.takes(marker) and (not exact or found.family == marker.family):
                done += stack[depth + 1 :]
                del stack[depth + 1 :]
                found.markers.append(marker)
                found.last += 1
                return
