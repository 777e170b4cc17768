"""The lines of a document that hold words, and which part of each is masked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.records import Document, Mask, Section


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; `section` begins it, `is_heading` where its heading is all of it."""

    start: int
    end: int
    section: Section | None
    is_heading: bool


def lines(document: Document, sections: Sequence[Section]) -> list[Line]:
    """Every line with words in it, in order."""
    begun = _first_sections(document.text, sections)
    found: list[Line] = []
    for start, end in _spans(document.text):
        section = begun.get(start)
        heading = section is not None and _is_all(document.text, section, end)
        found.append(Line(start, end, section, heading))
    return found


def parts(line: Line, masks: Sequence[Mask]) -> list[tuple[int, int, Mask | None]]:
    """The line's spans in order, each with the mask over it; `masks` are those that touch it."""
    found: list[tuple[int, int, Mask | None]] = []
    done = line.start
    for mask in masks:
        start, end = max(mask.start, line.start), min(mask.end, line.end)
        if done < start:
            found.append((done, start, None))
        found.append((start, end, mask))
        done = end
    if done < line.end:
        found.append((done, line.end, None))
    return found


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        shown = line.removesuffix("\r")
        if shown.strip():
            yield start, start + len(shown)
        start += len(line) + 1


def _first_sections(text: str, sections: Sequence[Section]) -> dict[int, Section]:
    """Start of a line -> the outermost section that begins on it."""
    found: dict[int, Section] = {}
    for section in sections:
        begin = section.heading_start if section.index == 0 else section.start
        start = text.rfind("\n", 0, begin) + 1
        if not text[start:begin].strip():
            found.setdefault(start, section)
    return found


def _is_all(text: str, section: Section, end: int) -> bool:
    """Whether nothing but a mark stands between the heading and the end of its line."""
    return len(text[section.heading_end : end].strip()) <= 1 and section.heading_end <= end
