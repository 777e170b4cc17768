"""Document -> Section tree: what numbers, headings and enumerations a Chinese text has.

The rules are in `numbering` (markers), `inline` (lists within a paragraph), `headings` (lines
without a number), `definitions` and `announce`; `tree` decides where each item belongs, and
`sections` what each announces.
"""

from collections.abc import Iterator, Sequence

from ingest.outline import headings
from ingest.outline.definitions import Definition, definitions_by_line
from ingest.outline.inline import find_inline_lists
from ingest.outline.lines import (
    Line,
    first_clause,
    heading_of_line,
    read_lines,
    trim,
    visible_text,
    without_space,
)
from ingest.outline.numbering import WORD, Marker, inline_markers
from ingest.outline.sections import to_sections
from ingest.outline.tree import Item, Tree
from ingest.records import Document, Section


def build_outline(document: Document) -> list[Section]:
    """The sections of a text, parents before children, in document order; index 0 is the root.

    Masked spans are invisible. `announced` is what a section's heading or the words before its
    items announce, right or wrong; `mismatches` compares.
    """
    return _Outliner(document).build()


def children(sections: Sequence[Section], index: int) -> list[Section]:
    """The sections directly below `sections[index]`, in order."""
    found: list[Section] = []
    for section in sections[index + 1 :]:
        if index and section.start >= sections[index].end:
            break  # what comes later is not below it
        if section.parent == index:
            found.append(section)
    return found


def ancestors(sections: Sequence[Section], index: int) -> list[Section]:
    """The sections above `sections[index]`, outermost first, without the root."""
    found: list[Section] = []
    while index > 0 and (index := sections[index].parent) > 0:
        found.append(sections[index])
    return found[::-1]


def mismatches(sections: Sequence[Section]) -> list[tuple[Section, int]]:
    """Sections that announce another number of items than they hold, with the number held.

    Where a section holds several lists, it is enough that one of them has the number announced.
    """
    held: list[list[Section]] = [[] for _ in sections]
    for section in sections[1:]:
        held[section.parent].append(section)
    return [
        (section, len(items))
        for section, items in zip(sections, held, strict=True)
        if section.announced not in (None, len(items), *_list_lengths(items))
    ]


def _list_lengths(items: Sequence[Section]) -> list[int]:
    """The lengths of the lists among siblings: numbers that rise, or items without a number."""
    lengths: list[int] = []
    before: Section | None = None
    for item in items:
        goes_on = before is not None and (
            item.ordinal > before.ordinal
            if item.ordinal is not None and before.ordinal is not None
            else item.ordinal is before.ordinal is None
        )
        lengths[-1:] = [lengths[-1] + 1] if goes_on else [*lengths[-1:], 1]
        before = item
    return lengths


class _Outliner:
    """One document's way from text to sections."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = visible_text(document)
        self.tree = Tree(len(self.text))
        self.lines = read_lines(self.text, document.title)
        self.definitions = definitions_by_line(self.text, self.lines)
        self.runs = 1 + max(
            (d.run for items in self.definitions.values() for d in items), default=0
        )
        self.last_end = 0

    def build(self) -> list[Section]:
        """The sections, once every line has its place."""
        for number in range(len(self.lines)):
            self._place_line(number)
        self.tree.cut(0, self.last_end)
        return to_sections(self.document, self.text, self.lines, self.tree.nodes)

    def _place_line(self, number: int) -> None:
        line = self.lines[number]
        if line.is_title:
            return
        marker = self._valid(line)
        definitions = self.definitions.get(number, [])
        if marker:
            self.tree.add(self._item(line, marker), self.last_end)
        elif definitions and definitions[0].at_start:
            self._add_definition(line, definitions.pop(0))
        elif not self._add_unnumbered(number):
            self.tree.add_plain(self.last_end)
        self._add_within(number, marker, definitions)
        self.last_end = line.end

    def _valid(self, line: Line) -> Marker | None:
        """The line's marker, where it is one in its place."""
        marker = line.marker
        if marker is None or not (marker.weak or marker.shaky):
            return marker
        found = self.tree.find(self._item(line, marker))
        if marker.shaky:
            goes_on = found is not None and found[1].last + 1 == marker.ordinal
            return marker if goes_on or (marker.ordinal == 1 and line.followed) else None
        if marker.floating and marker.ordinal == 0:
            return marker if found and self._may_be_last(line, found[1].styles) else None
        if found is not None:
            return marker
        if marker.floating:
            return None
        return marker if line.followed or self._splits(line, marker) else None

    def _may_be_last(self, line: Line, styles: set[str]) -> bool:
        """Whether 最后 or 此外 adds an item to the list the paragraph before belongs to."""
        if headings.is_wish(line.text) or (line.text[0] == "此" and "首先" not in styles):
            return False
        return any(node.item.family in styles for node in self.tree.chain[1:])

    def _splits(self, line: Line, marker: Marker) -> bool:
        found, _ = find_inline_lists(inline_markers(self.text, marker.end, line.end), marker)
        return any(inline.seeded for inline in found)

    def _item(self, line: Line, marker: Marker) -> Item:
        start, end, holds = heading_of_line(self.text, line, marker.end)
        return Item(
            marker.start, marker.end, start, end, line.end, marker.family, marker.group,
            marker.ordinal, marker.floating, holds=holds, indent=line.indent,
        )  # fmt: skip

    def _add_definition(self, line: Line, definition: Definition) -> None:
        self.tree.leave_inline(self.last_end)
        self.tree.leave_paragraphs(self.last_end)
        self.tree.add(self._definition_item(definition, line.end), self.last_end)

    def _definition_item(self, definition: Definition, end: int) -> Item:
        return Item(
            definition.start, definition.start, definition.name_start, definition.name_end,
            definition.fixed_end or end, "definition", "definition", None, run=definition.run,
            inline=not definition.at_start, fixed=definition.fixed_end is not None,
        )  # fmt: skip

    def _add_unnumbered(self, number: int) -> bool:
        """Places a line that is a heading, a label or a closing; False for plain text."""
        line = self.lines[number]
        if headings.is_sub_text(line.text):
            self.tree.cut(0, self.last_end)
            self._add_heading(line, "piece", trim(self.text, line.start, line.end))
        elif self._is_signature(number):
            self._close()
        elif headings.is_closing(line.text):
            if self._is_last_chapter():
                return False
            self._close()
        elif self._is_label(number):
            self._add_label(number)
        elif self._is_heading(number):
            self._enter_heading(number, trim(self.text, line.start, line.end))
        else:
            return False
        return True

    def _close(self) -> None:
        chain = self.tree.chain
        depth = 1 if len(chain) > 1 and chain[1].item.family == "piece" else 0
        self.tree.cut(depth, self.last_end)

    def _is_last_chapter(self) -> bool:
        """Whether the line above heads the end of the text (附则, 结语)."""
        focus = self.tree.focus
        if focus.has_text or focus.children or not focus.item.holds or focus.parent is None:
            return False
        return headings.is_tail(self.text[focus.item.heading_start : focus.item.heading_end])

    def _is_signature(self, number: int) -> bool:
        """Whether a line is a date, or stands right above one: when, and who signed."""
        line = self.lines[number]
        if headings.is_date(line.text):
            return True
        if len(line.text) > 30 or headings.ends_sentence(line.text):
            return False
        return number + 1 < len(self.lines) and headings.is_date(self.lines[number + 1].text)

    def _is_heading(self, number: int) -> bool:
        line = self.lines[number]
        if not headings.is_short_heading(line.text) or number + 1 >= len(self.lines):
            return False
        after = self.lines[number + 1]
        if after.is_title:
            return False
        if after.marker:
            return after.marker.ordinal in (1, None)
        if headings.read_label(self.text, after.start, after.end):
            return True
        return len(after.text) > len(line.text) and (
            len(after.text) >= 20 or headings.ends_sentence(after.text)
        )

    def _is_label(self, number: int) -> bool:
        """Whether a line such as 时间：… has a neighbour of its kind, or heads what follows."""
        label = self._label(number)
        if label is None:
            return False
        if label.bare:
            return number + 1 < len(self.lines)
        return any(
            (other := self._label(near)) is not None and other.kind == label.kind
            for near in (number - 1, number + 1)
        )

    def _label(self, number: int) -> headings.Label | None:
        if not 0 <= number < len(self.lines):
            return None
        line = self.lines[number]
        if line.marker or line.is_title:
            return None
        return headings.read_label(self.text, line.start, line.end)

    def _add_label(self, number: int) -> None:
        line, label = self.lines[number], self._label(number)
        assert label is not None
        focus = self.tree.focus
        empty_heading = focus.item.family == "heading" and not (focus.has_text or focus.children)
        if label.bare and not empty_heading:
            self._enter_heading(number, (label.start, label.end))
            return
        self.tree.leave_inline(self.last_end)
        self.tree.leave_paragraphs(self.last_end)
        item = Item(
            line.start, line.start, label.start, label.end, line.end, "label", "label", None,
            holds=label.bare, indent=line.indent,
        )  # fmt: skip
        self.tree.add(item, self.last_end)

    def _enter_heading(self, number: int, span: tuple[int, int]) -> None:
        """Places an unnumbered heading: beside its like, above a list that begins anew."""
        line, tree = self.lines[number], self.tree
        tree.leave_inline(self.last_end)
        tree.leave_paragraphs(self.last_end)
        if headings.is_tail(line.text):
            self._close()
        elif (marker := self._next_marker(number)) and marker.ordinal == 1:
            for depth, node in enumerate(tree.chain):
                if any(marker.family in series.styles for series in node.series.values()):
                    tree.cut(depth, self.last_end)
                    break
        self._add_heading(line, "heading", span)

    def _next_marker(self, number: int) -> Marker | None:
        following = self.lines[number].next_marked
        return self.lines[following].marker if following is not None else None

    def _add_heading(self, line: Line, family: str, span: tuple[int, int]) -> None:
        item = Item(
            line.start, line.start, *span, line.end, family, family, None, holds=True,
            indent=line.indent,
        )  # fmt: skip
        self.tree.add(item, self.last_end)

    def _add_within(
        self, number: int, marker: Marker | None, definitions: list[Definition]
    ) -> None:
        """Places the items that stand inside the paragraph: inline lists and definitions."""
        items = [*self._inline_items(number, marker)]
        end = self.lines[number].end
        items += [self._definition_item(d, end) for d in definitions]
        names = [(d.start, d.fixed_end) for d in definitions if d.fixed_end]
        for item in sorted(items, key=lambda item: item.start):
            if any(start < item.start < (close or 0) for start, close in names[:40]):
                continue
            self.tree.add(item, without_space(self.text, item.start))

    def _inline_items(self, number: int, marker: Marker | None) -> Iterator[Item]:
        line = self.lines[number]
        body = marker.end if marker else line.start
        markers = [*inline_markers(self.text, body, line.end)]
        if not markers:
            return
        # Where the next line of this kind has the next number, number two isn't in this line.
        seed = marker if not line.followed else None
        lists, alone = find_inline_lists(markers, seed)
        for found in lists:
            if self._is_said_below(line, found.markers[0]):
                continue
            self.runs += 1
            run = None if found.seeded else self.runs
            for inner in found.markers:
                yield self._inline_item(line, inner, run)
        for inner in alone:
            if self._begins_below(line, inner):
                self.runs += 1
                yield self._inline_item(line, inner, self.runs)

    def _inline_item(self, line: Line, marker: Marker, run: int | None) -> Item:
        start, end = first_clause(self.text, marker.end, line.end)
        return Item(
            marker.start, marker.end, start, end, line.end, marker.family, marker.group,
            marker.ordinal, marker.floating, run=run, inline=run is not None, indent=line.indent,
        )  # fmt: skip

    def _is_said_below(self, line: Line, first: Marker) -> bool:
        """Whether the lines below have the same list, item by item at more length."""
        after = self.lines[line.next_marked] if line.next_marked is not None else None
        if after is None or after.marker is None or after.marker.ordinal != 1:
            return False
        here = self.text[slice(*first_clause(self.text, first.end, line.end))]
        there = self.text[slice(*first_clause(self.text, after.marker.end, after.end))]
        return bool(here) and after.marker.family == first.family and there.startswith(here)

    def _begins_below(self, line: Line, marker: Marker) -> bool:
        """Whether the next marked line is number two of a list that `marker` would begin."""
        if line.next_marked is None:
            return False
        after = self.lines[line.next_marked].marker
        if after is None or after.group != marker.group or after.ordinal != 2:
            return False
        if marker.group != WORD and after.family != marker.family:
            return False
        probe = self._item(self.lines[line.next_marked], after)
        found = self.tree.find(probe)
        return found is None or found[1].last != 1
