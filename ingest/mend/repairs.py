"""Repairs, made in a text with a map back to it, and merged where several passes made them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Repair:
    """`after` is read where `before` stands, at [start, end) of the folded text.

    `confidence` is 0..1, higher is surer; certain rules have 1.
    """

    start: int
    end: int
    before: str
    after: str
    rule: str
    confidence: float


def by_line(text: str, repairs: Iterable[Repair]) -> Iterator[tuple[int, int, list[Repair]]]:
    """The lines that have repairs, each with them, their offsets being the line's own."""
    line: list[Repair] = []
    start = end = 0
    for repair in repairs:
        if line and repair.start >= end:
            yield start, end, line
            line = []
        if not line:
            start = text.rfind("\n", 0, repair.start) + 1
            end = text.find("\n", repair.start)
            end = len(text) if end < 0 else end
        line.append(replace(repair, start=repair.start - start, end=repair.end - start))
    if line:
        yield start, end, line


def apply(text: str, repairs: Sequence[Repair]) -> tuple[str, list[int]]:
    """The text with the repairs made, and for each of its offsets the one in `text`."""
    pieces: list[str] = []
    origins: list[int] = []
    done = 0
    for repair in repairs:
        pieces += [text[done : repair.start], repair.after]
        origins.extend(range(done, repair.start))
        last = max(repair.end - repair.start - 1, 0)
        origins.extend(repair.start + min(i, last) for i in range(len(repair.after)))
        done = repair.end
    pieces.append(text[done:])
    origins.extend(range(done, len(text) + 1))
    return "".join(pieces), origins


def merge(
    made: Sequence[Repair], folded: str, text: str, origins: Sequence[int]
) -> tuple[Repair, ...]:
    """Repairs of several passes, those that overlap as one, with what became of their span."""
    merged: list[Repair] = []
    for repair in sorted(made, key=lambda repair: (repair.start, repair.end)):
        if merged and repair.start < merged[-1].end:
            before = merged.pop()
            repair = replace(
                before,
                end=max(before.end, repair.end),
                confidence=min(before.confidence, repair.confidence),
            )
        merged.append(repair)
    return tuple(_spelt(repair, folded, text, origins) for repair in merged)


def _spelt(repair: Repair, folded: str, text: str, origins: Sequence[int]) -> Repair:
    start, end = bisect_left(origins, repair.start), bisect_left(origins, repair.end)
    return replace(repair, before=folded[repair.start : repair.end], after=text[start:end])
