"""Word (.docx) -> text: paragraphs, headings, numbers, tables, in the order they are read.

Read straight from the parts of the package, with the standard library. markitdown and mammoth
turn every automatic number into `1.`, so 一、 and （一） are lost to the outline; python-docx gives
no numbers at all, and leaves out text in content controls and tracked insertions. It also loads
every picture; here only the four parts with text in them are unpacked, each up to a limit.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ingest.errors import UnreadableFile
from ingest.numerals import numeral

MAX_UNPACKED_BYTES = 500_000_000
"""Over all parts, as the directory declares it: more is a zip bomb."""
MAX_PART_BYTES = 40_000_000
"""For one part with text: a million characters take some 10 MB."""

_DAMAGED = "the .docx file is damaged; open it in Word or WPS and save it again as .docx"
_LOCKED = (
    "the .docx file is protected with a password (or is an old .doc under a new name);"
    " open it in Word or WPS and save it as .docx without a password"
)
_BOMB = (
    "the .docx file unpacks to more than is allowed, as a zip bomb does;"
    " if it is genuine, take its pictures out or split it"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted .docx is wrapped in one, as is a .doc


@dataclass(frozen=True, slots=True)
class WordText:
    """The text of a Word file, and the title in its properties or its title paragraph."""

    text: str
    title: str


def read_docx(raw: bytes) -> WordText:
    """The text of a .docx, one paragraph or table row a line, headings as Markdown headings.

    Left out: headers and footers, footnotes, comments, deleted and hidden text, and a table of
    contents, which would double every heading.

    Raises:
        UnreadableFile: damaged, protected with a password, or a zip bomb.
    """
    if raw.startswith(_OLE):
        raise UnreadableFile(_LOCKED)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            return _read(package)
    except _PARSER_ERRORS as error:
        raise UnreadableFile(_DAMAGED) from error


# RuntimeError: an encrypted part, or nesting without end; KeyError and ValueError: broken numbers.
_PARSER_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)


def _read(package: zipfile.ZipFile) -> WordText:
    if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED_BYTES:
        raise UnreadableFile(_BOMB)
    main = _main_part(package)
    folder = main.rpartition("/")[0]
    body = _part(package, main)
    if body is None:
        raise UnreadableFile(_DAMAGED)
    styles = _Styles.read(_part(package, f"{folder}/styles.xml"))
    numbering = _Numbering.read(_part(package, f"{folder}/numbering.xml"), styles)
    reader = _Reader(styles, numbering)
    lines = [line for block in body for line in reader.blocks(block)]
    return WordText("\n".join(lines), reader.title or _own_title(package))


def _main_part(package: zipfile.ZipFile) -> str:
    """The part that holds the text, by the package's relationships."""
    for relation in _part(package, "_rels/.rels") or ():
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "word/document.xml"


def _own_title(package: zipfile.ZipFile) -> str:
    for value in _part(package, "docProps/core.xml") or ():
        if _tag(value) == "title":
            return (value.text or "").strip()
    return ""


def _part(package: zipfile.ZipFile, name: str) -> Element | None:
    """The root of an XML part, None where there is no such part."""
    try:
        part = package.getinfo(name)
    except KeyError:
        return None
    with package.open(part) as stream:
        content = stream.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise UnreadableFile(_BOMB)
    # Word writes no document type; one could define entities that swell as they are read.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableFile(_DAMAGED)
    return ElementTree.fromstring(content)


# Elements are known by their local names: the strict and the transitional form of the format
# differ in their namespaces only.


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _child(element: Element | None, *names: str) -> Element | None:
    """The element reached by following child names, None where the way ends early."""
    for name in names:
        if element is None:
            return None
        element = next((child for child in element if _tag(child) == name), None)
    return element


def _value(element: Element | None, attribute: str = "val") -> str | None:
    if element is None:
        return None
    return next((v for k, v in element.items() if k.rpartition("}")[2] == attribute), None)


def _number(element: Element | None, default: int) -> int:
    value = _value(element)
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,6}", value) else default


def _is_on(element: Element | None) -> bool:
    return element is not None and (_value(element) or "1") not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class _Style:
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
class _Styles:
    by_id: dict[str, _Style] = field(default_factory=dict[str, _Style])
    default: str = ""

    @classmethod
    def read(cls, root: Element | None) -> "_Styles":
        by_id: dict[str, _Style] = {}
        default = ""
        for element in root if root is not None else ():
            if _tag(element) != "style":
                continue
            style_id = _value(element, "styleId") or ""
            by_id[style_id] = _Style(
                style_id,
                _value(_child(element, "name")) or "",
                _value(_child(element, "basedOn")) or "",
                _child(element, "pPr"),
            )
            if _value(element, "type") == "paragraph" and _value(element, "default") in (
                "1",
                "true",
            ):
                default = style_id
        return cls(by_id, default)

    def chain(self, style_id: str | None) -> Iterator[_Style]:
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
        restart = _child(element, "lvlRestart")
        style = _child(element, "numFmt")
        if style is None:  # Word wraps formats of its own in mc:AlternateContent
            style = next((e for e in element.iter() if _tag(e) == "numFmt"), None)
        return cls(
            start=_number(_child(element, "start"), 0),
            style=_value(style) or "decimal",
            pattern=_value(_child(element, "lvlText")) or "",
            all_decimal=_is_on(_child(element, "isLgl")),
            paragraph_style=_value(_child(element, "pStyle")) or "",
            restart_after=None if restart is None else _number(restart, 0),
        )


@dataclass(slots=True)
class _Numbering:
    """The lists of a document and how far each has counted."""

    styles: _Styles
    abstract: dict[str, dict[int, _Level]] = field(default_factory=dict[str, dict[int, _Level]])
    lists: dict[str, str] = field(default_factory=dict[str, str])  # numId -> abstractNumId
    restarts: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])
    own_levels: dict[str, dict[int, _Level]] = field(default_factory=dict[str, dict[int, _Level]])
    counters: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])
    begun: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])

    @classmethod
    def read(cls, root: Element | None, styles: _Styles) -> "_Numbering":
        numbering = cls(styles)
        links: dict[str, str] = {}
        for element in root if root is not None else ():
            if _tag(element) == "abstractNum":
                key = _value(element, "abstractNumId") or ""
                numbering.abstract[key] = _levels(element)
                if link := _value(_child(element, "numStyleLink")):
                    links[key] = link
            elif _tag(element) == "num":
                numbering._read_list(element)
        for key, link in links.items():
            numbering.abstract[key] = numbering._linked(link)
        return numbering

    def _read_list(self, element: Element) -> None:
        key = _value(element, "numId") or ""
        self.lists[key] = _value(_child(element, "abstractNumId")) or ""
        for override in element:
            if _tag(override) != "lvlOverride":
                continue
            index = int(_value(override, "ilvl") or 0)
            if (level := _child(override, "lvl")) is not None:
                self.own_levels.setdefault(key, {})[index] = _Level.read(level)
            if (start := _child(override, "startOverride")) is not None:
                self.restarts.setdefault(key, {})[index] = _number(start, 1)

    def _linked(self, style_id: str) -> dict[int, _Level]:
        """The levels of a list style, which another list borrows by the style's name."""
        for style in self.styles.chain(style_id):
            list_id = _value(_child(style.properties, "numPr", "numId"))
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
        int(_value(element, "ilvl") or 0): _Level.read(element)
        for element in abstract
        if _tag(element) == "lvl"
    }


def _drawn(levels: dict[int, _Level], index: int, counters: dict[int, int]) -> str:
    decimal = levels[index].all_decimal

    def one(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        style = levels[at].style if at in levels and not decimal else "decimal"
        return "" if style == "none" else numeral(counters.get(at, 1), style)

    return re.sub(r"%([1-9])", one, levels[index].pattern).strip()


_SKIPPED = frozenset(
    # Deleted or moved away; a picture's second form; what a field computes its result from.
    {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "sdtPr", "tblPr"}
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


@dataclass(slots=True)
class _Reader:
    """Walks the body; keeps the first paragraph in the style "Title"."""

    styles: _Styles
    numbering: _Numbering
    title: str = ""

    def blocks(self, element: Element) -> Iterator[str]:
        """The lines of a block-level element: paragraphs, table rows, whatever wraps them."""
        tag = _tag(element)
        if tag in _SKIPPED or (tag == "sdt" and _is_contents(element)):
            return
        if tag == "p":
            yield from self._paragraph(element)
        elif tag == "tbl":
            yield from self._table(element)
        else:
            for child in element:
                yield from self.blocks(child)

    def _paragraph(self, element: Element) -> Iterator[str]:
        properties = _child(element, "pPr")
        styles = list(self.styles.chain(_value(_child(properties, "pStyle"))))
        name = styles[0].name.lower() if styles else ""
        boxes: list[Element] = []
        text = "".join(_inline(element, boxes)).strip()
        if text and not re.match(r"toc\s*\d", name):
            level = _heading_level(properties, styles)
            number = self._number(properties, styles)
            line = text if not number else number + _gap(number) + text
            if name in ("title", "标题", "標題"):
                self.title = self.title or " ".join(text.split())
            yield f"{'#' * level} {' '.join(line.split())}" if level else line
        for box in boxes:
            yield from self.blocks(box)

    def _number(self, properties: Element | None, styles: list[_Style]) -> str:
        direct = _child(properties, "numPr")
        list_id = _value(_child(direct, "numId"))
        level = _child(direct, "ilvl")
        for style in styles:
            own = _child(style.properties, "numPr")
            list_id = _value(_child(own, "numId")) if list_id is None else list_id
            level = _child(own, "ilvl") if level is None else level
        if list_id is None or list_id == "0":
            return ""
        index = _number(level, -1)
        return self.numbering.next(
            list_id, index if index >= 0 else self._level_of(list_id, styles)
        )

    def _level_of(self, list_id: str, styles: list[_Style]) -> int:
        """The level that a list ties to one of the paragraph's styles; the first if to none."""
        levels = self.numbering.abstract.get(self.numbering.lists.get(list_id, ""), {})
        names = {style.style_id for style in styles}
        return next((i for i, level in levels.items() if level.paragraph_style in names), 0)

    def _table(self, table: Element) -> Iterator[str]:
        """A line a row, cells between bars; a row of one cell only frames its paragraphs."""
        for row in _rows(table):
            cells = [cell for cell in _unwrapped(row) if _tag(cell) == "tc"]
            lines = [[line for block in cell for line in self.blocks(block)] for cell in cells]
            if len(cells) == 1:
                yield from lines[0]
            elif any(lines):
                yield " | ".join(" ".join(" ".join(cell).split()) for cell in lines)


def _unwrapped(element: Element) -> Iterator[Element]:
    """Children, with content controls and custom XML around them taken off."""
    for child in element:
        if _tag(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _unwrapped(child)
        else:
            yield child


def _rows(table: Element) -> Iterator[Element]:
    return (row for row in _unwrapped(table) if _tag(row) == "tr")


def _is_contents(control: Element) -> bool:
    """Whether a content control is a table of contents."""
    gallery = _value(_child(control, "sdtPr", "docPartObj", "docPartGallery"))
    return gallery == "Table of Contents"


def _inline(element: Element, boxes: list[Element]) -> Iterator[str]:
    """The text inside a paragraph; text boxes anchored in it go to `boxes`."""
    for child in element:
        tag = _tag(child)
        if tag in _SKIPPED or (tag == "r" and _is_on(_child(child, "rPr", "vanish"))):
            continue
        if tag == "t":
            yield child.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == "txbxContent":
            boxes.append(child)
        else:
            yield from _inline(child, boxes)


def _heading_level(properties: Element | None, styles: list[_Style]) -> int:
    """1 to 6 for a heading, 0 for body text."""
    for outline in [properties, *(style.properties for style in styles)]:
        if (level := _child(outline, "outlineLvl")) is not None:
            return min(_number(level, 9) + 1, 6) if 0 <= _number(level, 9) < 9 else 0
    return next((min(s.heading_level, 6) for s in styles if s.heading_level), 0)


def _gap(number: str) -> Literal["", " "]:
    """No blank after 一、 or (一) or ①; one after `1.` and `-`."""
    return " " if number[-1].isascii() and number[-1] != ")" else ""
