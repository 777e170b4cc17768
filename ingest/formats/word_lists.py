"""Styles and automatic numbers of a Word file: which number stands before which paragraph."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.formats.numerals import numeral

# Elements are known by their local names: the strict and the transitional form of the format
# differ in their namespaces only.


def local_name(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def descend(element: Element | None, *names: str) -> Element | None:
    """The element reached by following child names, None where the way ends early."""
    for name in names:
        if element is None:
            return None
        element = next((child for child in element if local_name(child) == name), None)
    return element


def attribute(element: Element | None, name: str = "val") -> str | None:
    """The attribute of that local name; None where the element or the attribute is missing."""
    if element is None:
        return None
    return next((v for k, v in element.items() if k.rpartition("}")[2] == name), None)


def whole_number(element: Element | None, default: int) -> int:
    """The element's `val` as a number; `default` where it is missing or makes no sense."""
    value = attribute(element)
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,6}", value) else default


def is_on(element: Element | None) -> bool:
    """Whether a switch such as `<w:vanish/>` is there and not turned off."""
    return element is not None and (attribute(element) or "1") not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """A style; `properties` are those of its paragraphs (pPr)."""

    style_id: str
    name: str
    parent: str
    properties: Element | None

    @property
    def heading_level(self) -> int | None:
        """1 for "heading 1" or 标题 1, as Word and WPS name them."""
        match = re.fullmatch(r"(?:heading|标题|標題)\s*([1-9])", self.name, re.IGNORECASE)
        return int(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document, and the id of the one paragraphs have by default."""

    by_id: dict[str, Style] = field(default_factory=dict[str, Style])
    default: str = ""

    @classmethod
    def read(cls, root: Element | None) -> "Styles":
        """From the root of styles.xml; none where there is no such part."""
        by_id: dict[str, Style] = {}
        default = ""
        for element in root if root is not None else ():
            if local_name(element) != "style":
                continue
            style_id = attribute(element, "styleId") or ""
            by_id[style_id] = Style(
                style_id,
                attribute(descend(element, "name")) or "",
                attribute(descend(element, "basedOn")) or "",
                descend(element, "pPr"),
            )
            if attribute(element, "type") == "paragraph" and attribute(element, "default") in (
                "1",
                "true",
            ):
                default = style_id
        return cls(by_id, default)

    def chain(self, style_id: str | None) -> Iterator[Style]:
        """The style and those it is based on, nearest first."""
        seen: set[str] = set()
        style_id = self.default if style_id is None else style_id
        while style_id in self.by_id and style_id not in seen:
            seen.add(style_id)
            yield self.by_id[style_id]
            style_id = self.by_id[style_id].parent


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str  # Word's numFmt
    pattern: str  # Word's lvlText: "%1、", "%1.%2"
    all_decimal: bool
    paragraph_style: str
    restart_after: int | None  # None: after any level above; 0: never

    @classmethod
    def read(cls, element: Element) -> "_Level":
        restart = descend(element, "lvlRestart")
        style = descend(element, "numFmt")
        if style is None:  # Word wraps formats of its own in mc:AlternateContent
            style = next((e for e in element.iter() if local_name(e) == "numFmt"), None)
        return cls(
            start=whole_number(descend(element, "start"), 0),
            style=attribute(style) or "decimal",
            pattern=attribute(descend(element, "lvlText")) or "",
            all_decimal=is_on(descend(element, "isLgl")),
            paragraph_style=attribute(descend(element, "pStyle")) or "",
            restart_after=None if restart is None else whole_number(restart, 0),
        )


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    styles: Styles
    abstract: dict[str, dict[int, _Level]] = field(default_factory=dict[str, dict[int, _Level]])
    lists: dict[str, str] = field(default_factory=dict[str, str])  # numId -> abstractNumId
    restarts: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])
    own_levels: dict[str, dict[int, _Level]] = field(default_factory=dict[str, dict[int, _Level]])
    counters: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])
    begun: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])

    @classmethod
    def read(cls, root: Element | None, styles: Styles) -> "Numbering":
        """From the root of numbering.xml; no lists where there is no such part."""
        numbering = cls(styles)
        links: dict[str, str] = {}
        for element in root if root is not None else ():
            if local_name(element) == "abstractNum":
                key = attribute(element, "abstractNumId") or ""
                numbering.abstract[key] = _levels(element)
                if link := attribute(descend(element, "numStyleLink")):
                    links[key] = link
            elif local_name(element) == "num":
                numbering._read_list(element)
        for key, link in links.items():
            numbering.abstract[key] = numbering._linked(link)
        return numbering

    def _read_list(self, element: Element) -> None:
        key = attribute(element, "numId") or ""
        self.lists[key] = attribute(descend(element, "abstractNumId")) or ""
        for override in element:
            if local_name(override) != "lvlOverride":
                continue
            index = int(attribute(override, "ilvl") or 0)
            if (level := descend(override, "lvl")) is not None:
                self.own_levels.setdefault(key, {})[index] = _Level.read(level)
            if (start := descend(override, "startOverride")) is not None:
                self.restarts.setdefault(key, {})[index] = whole_number(start, 1)

    def _linked(self, style_id: str) -> dict[int, _Level]:
        """The levels of a list style, which another list borrows by the style's name."""
        for style in self.styles.chain(style_id):
            list_id = attribute(descend(style.properties, "numPr", "numId"))
            if list_id is not None:
                return self.abstract.get(self.lists.get(list_id, ""), {})
        return {}

    def next(self, list_id: str, index: int) -> str:
        """Counts one on in a list at a level, and gives the number as it is drawn."""
        key = self.lists.get(list_id, "")
        levels = self.abstract.get(key, {}) | self.own_levels.get(list_id, {})
        if index not in levels:
            return ""
        if levels[index].style == "bullet":
            return "-"
        counters = self.counters.setdefault(key, {})
        self._count(list_id, index, levels, counters)
        return _drawn(levels, index, counters)

    def _count(
        self, list_id: str, index: int, levels: dict[int, _Level], counters: dict[int, int]
    ) -> None:
        restart = self.restarts.get(list_id, {}).get(index)
        if restart is not None and (list_id, index) not in self.begun:
            counters[index] = restart
        elif index in counters:
            counters[index] += 1
        else:
            counters[index] = levels[index].start if restart is None else restart
        self.begun.add((list_id, index))
        for upper in range(index):
            counters.setdefault(upper, levels[upper].start if upper in levels else 1)
        for lower in [i for i in counters if i > index]:
            after = levels[lower].restart_after if lower in levels else None
            if after is None or index < after:
                del counters[lower]


def _levels(abstract: Element) -> dict[int, _Level]:
    return {
        int(attribute(element, "ilvl") or 0): _Level.read(element)
        for element in abstract
        if local_name(element) == "lvl"
    }


def _drawn(levels: dict[int, _Level], index: int, counters: dict[int, int]) -> str:
    decimal = levels[index].all_decimal

    def one(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        style = levels[at].style if at in levels and not decimal else "decimal"
        return "" if style == "none" else numeral(counters.get(at, 1), style)

    return re.sub(r"%([1-9])", one, levels[index].pattern).strip()
