"""The stack of open lists that decides where the next item of an outline belongs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.outline.numbering import WORD

_DIVISIONS = ("第编", "第部分", "第章", "第节")
_UNNUMBERED = frozenset({"heading", "label", "definition", "piece", "named"})
_ARABIC = "1"


@dataclass(slots=True)
class Item:
    """Something that may enter the tree: its span so far, its heading, what it continues.

    `run` ties the items of one list within a paragraph (or of one definition run) together;
    None for markers that begin a line. `holds` says whether plain text below belongs to it.
    """

    start: int
    marker_end: int
    heading_start: int
    heading_end: int
    end: int
    family: str
    group: str
    ordinal: int | None
    floating: bool = False
    run: int | None = None
    inline: bool = False
    holds: bool = False
    fixed: bool = False
    indent: int = 0


@dataclass(slots=True)
class Series:
    """A list that may still go on: the styles seen in it, its last number, how many items."""

    styles: set[str]
    group: str
    last: int
    run: int | None
    indent: int
    n_items: int = 1


@dataclass(slots=True)
class Node:
    """An item in its place; `series` are the lists below it that may still go on."""

    item: Item
    parent: "Node | None"
    level: int
    end: int
    children: "list[Node]" = field(default_factory=list["Node"])
    series: dict[tuple[str, bool], Series] = field(default_factory=dict[tuple[str, bool], Series])
    has_text: bool = False


class Tree:
    """Grows an outline item by item; `chain` runs from the root to the innermost open node."""

    def __init__(self, length: int) -> None:
        root = Item(0, 0, 0, 0, length, "root", "root", None, holds=True)
        self.root = Node(root, None, 0, length)
        self.chain = [self.root]
        self.nodes = [self.root]

    @property
    def focus(self) -> Node:
        """The innermost open node."""
        return self.chain[-1]

    def cut(self, depth: int, at: int) -> None:
        """Closes every node below `depth`, ending at `at`."""
        for node in self.chain[depth + 1 :]:
            if not node.item.fixed:
                node.end = max(at, node.item.start)
        del self.chain[depth + 1 :]

    def leave_inline(self, at: int) -> None:
        """Closes the items that live within a paragraph."""
        while self.focus.item.inline:
            self.cut(len(self.chain) - 2, at)

    def leave_paragraphs(self, at: int) -> None:
        """Closes items that are whole paragraphs: a heading does not go below them."""
        while not self.focus.item.holds:
            self.cut(len(self.chain) - 2, at)

    def add_plain(self, at: int) -> None:
        """Makes the owner of a plain paragraph the innermost node."""
        self.leave_inline(at)
        if not self.focus.has_text and self._is_complete(self.focus):
            self.cut(len(self.chain) - 2, at)
        self.focus.has_text = True

    def _is_complete(self, node: Node) -> bool:
        """Whether text after `node` is its parent's: a whole paragraph, or one of short items."""
        if node.parent is None:
            return False
        if not node.item.holds:
            return True
        return node.item.family in ("-", "•") or self._among_bare_items(node)

    @staticmethod
    def _among_bare_items(node: Node) -> bool:
        if node.parent is None or node.children or node.item.family in _UNNUMBERED:
            return False
        before = [n for n in node.parent.children[-3:-1] if n.item.family == node.item.family]
        return bool(before) and not any(n.has_text or n.children for n in before)

    def find(self, item: Item) -> tuple[int, Series] | None:
        """The open list that `item` goes on with, and the depth of its owner."""
        best: tuple[int, int, Series] | None = None
        for depth in range(len(self.chain) - 1, -1, -1):
            for series in self.chain[depth].series.values():
                rank = _rank(series, item)
                if rank is not None and (best is None or rank < best[0]):
                    best = rank, depth, series
            if best is not None and best[0] == 0:
                break
        return best and (best[1], best[2])

    def add(self, item: Item, at: int) -> None:
        """Puts `item` where it belongs; what was open below its place ends at `at`."""
        found = self.find(item)
        if found is not None:
            self.cut(found[0], at)
            self._append(item, found[1])
            return
        if not item.inline:
            self.leave_inline(at)
        while self.focus.item.fixed:
            self.cut(len(self.chain) - 2, at)
        depth = self._depth_for_new(item)
        self.cut(depth, at)
        self._append(item, None)

    def _append(self, item: Item, series: Series | None) -> None:
        owner = self.focus
        node = Node(item, owner, owner.level + 1, item.end)
        owner.children.append(node)
        self.chain.append(node)
        self.nodes.append(node)
        if series is None:
            series = Series({item.family}, item.group, item.ordinal or 1, item.run, item.indent)
            owner.series[item.family, item.inline] = series
            return
        series.last = series.last + 1 if item.floating or not item.ordinal else item.ordinal
        item.ordinal = series.last if item.floating else item.ordinal
        series.styles.add(item.family)
        series.n_items += 1

    def _depth_for_new(self, item: Item) -> int:
        deepest = len(self.chain) - 1
        if item.group == "#":
            return self._below("#", lambda family: family < item.family)
        if item.family in _DIVISIONS:
            higher = _DIVISIONS[: _DIVISIONS.index(item.family)]
            return self._below("第", lambda family: family in higher)
        if item.ordinal == 1 and (depth := self._restart(item)) is not None:
            return depth
        if item.group in ("一", "壹") and item.family[0] in "一壹":
            while deepest and self._is_minor(self.chain[deepest]):
                deepest -= 1
        return deepest

    def _is_minor(self, node: Node) -> bool:
        """Whether `node` is of an Arabic list of several items, which 一、 does not go below."""
        if node.item.group != _ARABIC or node.parent is None:
            return False
        series = node.parent.series.get((node.item.family, node.item.inline))
        return series is not None and series.n_items > 1

    def _below(self, group: str, is_higher: Callable[[str], bool]) -> int:
        for depth in range(len(self.chain) - 1, 0, -1):
            item = self.chain[depth].item
            if item.family in ("heading", "piece") and group == "第":
                return depth
            if item.group.startswith(group) and is_higher(item.family):
                return depth
        return 0

    def _restart(self, item: Item) -> int | None:
        """Where a list begins anew that is open already; None: below the innermost node."""
        for depth in range(len(self.chain) - 1, -1, -1):
            for series in self.chain[depth].series.values():
                if item.family in series.styles and (series.run is not None) == item.inline:
                    return None if item.indent >= series.indent + 2 else depth
            if self.chain[depth].item.family in _UNNUMBERED:
                return None
        return None


def _rank(series: Series, item: Item) -> int | None:
    """How well `item` goes on with `series`: 0 exactly, higher less so, None not at all."""
    same = item.family in series.styles
    if item.run is not None:
        return 0 if series.run == item.run else None
    if item.ordinal is None:
        return _rank_unnumbered(series, item) if same else None
    if item.floating:
        return _rank_floating(series, item, same)
    indented = abs(item.indent - series.indent) >= 2
    if item.ordinal == series.last + 1:
        return int(indented) if same else _rank_cousin(series, item)
    if item.ordinal <= 1:
        return None
    if not same:
        return 6 if item.group == series.group == WORD and item.ordinal > series.last else None
    return 4 if item.ordinal > series.last else 5


def _rank_unnumbered(series: Series, item: Item) -> int | None:
    if item.group != "-":
        return 0
    if abs(item.indent - series.indent) <= 1:
        return 0
    return 5 if item.indent < series.indent else None


def _rank_floating(series: Series, item: Item, same: bool) -> int | None:
    if series.group != item.group:
        return None
    nominal = item.ordinal in (0, series.last + 1)
    return (0 if same else 1) if nominal else (3 if same else None)


def _rank_cousin(series: Series, item: Item) -> int | None:
    """Another style of the same kind goes on with a list (1、 then 2.), second to its own."""
    if series.group != item.group:
        return None
    return 1 if item.group == WORD else None if series.run is not None else 2
