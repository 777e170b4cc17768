"""The visible lines of a document: trimmed, with the marker each may begin with.

Offsets are the document's; the text is folded, masked spans blanked out.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.outline import headings
from ingest.outline.numbering import Marker, read_marker
from ingest.records import Document
from ingest.script import fold_same_length

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_INVISIBLE = str.maketrans(dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060", " "))
_CLAUSE_END = re.compile(r"[。;!?:]|\.(?![0-9A-Za-z])|——")
_MORE_THAN_HEADING = re.compile(r"[。;!?]|[^\d.]\.[^\d.]|:.")
_LEADING = frozenset(" \t,、:.。;!?-—*_【")
_TRAILING = frozenset(" \t,、:.。;!?#*_")
_MAX_CLAUSE = 40
_MAX_HEADING_LINE = 60
_TITLE_LINES = 12


@dataclass(slots=True)
class Line:
    """A visible line, and what lies ahead of it.

    `followed`: the next marker of its style or kind has the next number. `next_marked`: which
    line is the next with a marker.
    """

    start: int
    end: int
    indent: int
    text: str
    marker: Marker | None
    followed: bool = False
    next_marked: int | None = None
    is_title: bool = False

    @property
    def body(self) -> int:
        """Where the words begin."""
        return self.marker.end if self.marker else self.start


def visible_text(document: Document) -> str:
    """The folded text, masked spans blanked out but for line ends."""
    folded = fold_same_length(document.text).translate(_INVISIBLE)
    pieces: list[str] = []
    position = 0
    for mask in sorted(document.masks, key=lambda mask: mask.start):
        start = max(mask.start, position)
        if mask.end > start:
            pieces += [folded[position:start], re.sub(r"[^\n\r]", " ", folded[start : mask.end])]
            position = min(mask.end, len(folded))
    return "".join([*pieces, folded[position:]])


def read_lines(text: str, title: str) -> list[Line]:
    """The lines of a visible text that hold anything; those that say its title are marked so."""
    lines: list[Line] = []
    for match in _LINE.finditer(text):
        body = match.group().strip()
        if not body:
            continue
        start = match.start() + match.group().index(body[0])
        end = start + len(body)
        indent = sum(4 if char == "\t" else 1 for char in text[match.start() : start])
        lines.append(Line(start, end, indent, body, _read_marker(text, start, end)))
    _mark_titles(lines, headings.key(fold_same_length(title)))
    _look_ahead(lines)
    return lines


def heading_of_line(text: str, line: Line, body: int) -> tuple[int, int, bool]:
    """The heading's span from `body` on, and whether text below the line belongs to it.

    A short line without a full stop is a heading as a whole; of a paragraph it's the first
    clause, and what follows belongs to it only after a colon.
    """
    words = text[body : line.end] if line.end - body <= _MAX_HEADING_LINE else ""
    if words and not headings.ends_sentence(words) and not _MORE_THAN_HEADING.search(words):
        return (*trim(text, body, line.end), True)
    return (*first_clause(text, body, line.end), line.text[-1] == ":")


def first_clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The span up to the first full stop, semicolon, colon; to a comma where that's far."""
    start = _skip(text, start, end)
    end = min(end, start + _MAX_CLAUSE * 5)
    stop = _CLAUSE_END.search(text, start, end)
    close = stop.start() if stop else end
    if close - start > _MAX_CLAUSE:
        comma = text.find(",", start, close)
        close = comma if comma > start else close
    return trim(text, start, close)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without space and punctuation around it; closing brackets and quotes stay."""
    start = _skip(text, start, end)
    while end > start and (text[end - 1] in _TRAILING or text[end - 1].isspace()):
        end -= 1
    return start, end


def without_space(text: str, end: int) -> int:
    """The end of what stands before `end`, the space between left out."""
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return end


def _skip(text: str, start: int, end: int) -> int:
    while start < end and (text[start] in _LEADING or text[start].isspace()):
        start += 1
    return start


def _read_marker(text: str, start: int, end: int) -> Marker | None:
    """The marker a line begins with, be it in bold (**一、总则**)."""
    bold = text.startswith(("**", "__"), start)
    marker = read_marker(text, start + 2 if bold else start, end)
    return replace(marker, start=start) if marker and bold else marker


def _mark_titles(lines: list[Line], title: str) -> None:
    """Marks lines that say the title, or a first line that looks like one; and bylines."""
    for line in lines:
        if title and len(line.text) <= 2 * len(title) + 20 and headings.key(line.text) == title:
            line.is_title = True
    if lines and not any(line.is_title for line in lines[:_TITLE_LINES]):
        begins = bool(title) and headings.key(lines[0].text[: 2 * len(title)]).startswith(title)
        lines[0].is_title = begins or _looks_like_title(lines[0])
    for line, after in pairwise(lines):
        if line.is_title and not after.marker and headings.is_byline(after.text):
            after.is_title = True
    for line in lines:
        if line.is_title:
            line.marker = None


def _looks_like_title(line: Line) -> bool:
    if line.marker:
        return line.marker.family == "#1"
    return headings.is_short_heading(line.text)


def _look_ahead(lines: list[Line]) -> None:
    next_marked: int | None = None
    by_family: dict[str, Marker] = {}
    by_group: dict[str, Marker] = {}
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        line.next_marked = next_marked
        if (marker := line.marker) is None:
            continue
        nexts = (by_family.get(marker.family), by_group.get(marker.group))
        line.followed = any(_follows(after, marker) for after in nexts)
        by_family[marker.family] = by_group[marker.group] = marker
        next_marked = index


def _follows(after: Marker | None, marker: Marker) -> bool:
    if after is None or marker.ordinal is None:
        return False
    return after.ordinal == marker.ordinal + 1 or (after.floating and after.ordinal == 0)
