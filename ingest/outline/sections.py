"""From the grown tree to `Section` records, with the number of items each announces."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from ingest.outline.announce import Announcement, announcements
from ingest.outline.lines import Line, trim
from ingest.outline.tree import Node
from ingest.records import Document, Section

_SENTENCE_END = re.compile(r"[。!?]|\.(?!\d)")


def to_sections(
    document: Document, text: str, lines: Sequence[Line], nodes: Sequence[Node]
) -> list[Section]:
    """The records of `nodes`, the root first; `text` and `lines` are the visible ones."""
    title = next(((line.start, line.end) for line in lines if line.is_title), (0, 0))
    index_of = {id(node): index for index, node in enumerate(nodes)}
    sections: list[Section] = []
    for index, node in enumerate(nodes):
        item = node.item
        end = node.end if index else len(text)
        start, close = (item.heading_start, item.heading_end) if index else title
        if close > end:  # the clause would run into the next item of an inline list
            start, close = trim(text, min(start, end), end)
        sections.append(
            Section(
                document,
                index=index,
                parent=index_of[id(node.parent)] if node.parent else -1,
                level=node.level,
                ordinal=item.ordinal,
                marker=document.text[item.start : item.marker_end].strip(),
                start=item.start,
                end=end,
                heading_start=start,
                heading_end=close,
                announced=_announced(text, lines, node, (start, close)),
            )
        )
    return sections


def _announced(
    text: str, lines: Sequence[Line], node: Node, heading: tuple[int, int]
) -> int | None:
    """The number in the node's heading, else in the words before its first item."""
    n_items = len(node.children)
    if not n_items and not node.item.holds:
        return None
    start, end = heading
    if node.item.family == "definition":  # with its quotes: “三心”
        start, end = max(start - 1, 0), end + 1
    in_heading = announcements(text, start, end)
    if node.parent is not None and (n := _chosen(in_heading, n_items)) is not None:
        return n
    if not n_items:
        return None
    before = _before_items(text, lines, node)
    if before is not None:
        return before
    return n_items if any(a.n == n_items for a in in_heading) else None


def _before_items(text: str, lines: Sequence[Line], node: Node) -> int | None:
    """What the two sentences before the first item announce."""
    first = node.children[0].item.start
    index = bisect_right(lines, first, key=lambda line: line.start) - 1
    start, end = lines[index].start, first
    if start == end:
        if index == 0:
            return None
        start, end = lines[index - 1].start, lines[index - 1].end
    start = _last_sentences(text, max(start, node.item.start), end)
    found = announcements(text, start, end)
    n_items = len(node.children)
    if text[max(end - 1, 0)] != ":" and all(a.n != n_items for a in found):
        found = [a for a in found if a.strong]
    return _chosen(found, n_items)


def _last_sentences(text: str, start: int, end: int) -> int:
    """Where the last two sentences of `start:end` begin."""
    stops = [m.end() for m in _SENTENCE_END.finditer(text, start, max(end - 1, start))]
    return stops[-2] if len(stops) >= 2 else start


def _chosen(found: Sequence[Announcement], n_items: int) -> int | None:
    """The number that fits, else the only one; None where several contradict each other."""
    numbers = [a.n for a in found]
    if n_items in numbers:
        return n_items
    strong = {a.n for a in found if a.strong} or set(numbers)
    return strong.pop() if len(strong) == 1 else None
