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
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers.expat import ExpatError, ParserCreate

from ingest.errors import UnreadableFile
from ingest.formats.word_lists import (
    Numbering,
    Style,
    Styles,
    attribute,
    descend,
    is_on,
    local_name,
    whole_number,
)

MAX_UNPACKED_BYTES = 500_000_000
"""Over all parts, as the directory declares it: more is a zip bomb."""
MAX_PART_BYTES = 20_000_000
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
    styles = Styles.read(_part(package, f"{folder}/styles.xml"))
    numbering = Numbering.read(_part(package, f"{folder}/numbering.xml"), styles)
    reader = _Reader(styles, numbering)
    lines = [line for block in body for line in reader.blocks(block)]
    return WordText("\n".join(lines), reader.title or _own_title(package))


def _main_part(package: zipfile.ZipFile) -> str:
    """The part that holds the text, by the package's relationships."""
    for relation in _children(package, "_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "word/document.xml"


def _own_title(package: zipfile.ZipFile) -> str:
    for value in _children(package, "docProps/core.xml"):
        if local_name(value) == "title":
            return (value.text or "").strip()
    return ""


def _children(package: zipfile.ZipFile, name: str) -> list[Element]:
    root = _part(package, name)
    return [] if root is None else list(root)


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
    _refuse_document_type(content)
    return ElementTree.fromstring(content)  # nosec B314: it has no entities


def _refuse_document_type(content: bytes) -> None:
    """Word writes no document type; one could define entities that swell as they are read.

    The parser is asked, since bytes tell it not: the part may be in UTF-16, or in EBCDIC.
    """

    def refuse(*_: object) -> None:
        raise UnreadableFile(_DAMAGED)

    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except ExpatError as error:
        raise UnreadableFile(_DAMAGED) from error


_SKIPPED = frozenset(
    # Deleted or moved away; a picture's second form; what a field computes its result from.
    {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "sdtPr", "tblPr"}
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


@dataclass(slots=True)
class _Reader:
    """Walks the body; keeps the first paragraph in the style "Title"."""

    styles: Styles
    numbering: Numbering
    title: str = ""

    def blocks(self, element: Element) -> Iterator[str]:
        """The lines of a block-level element: paragraphs, table rows, whatever wraps them."""
        tag = local_name(element)
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
        properties = descend(element, "pPr")
        styles = list(self.styles.chain(attribute(descend(properties, "pStyle"))))
        name = styles[0].name.lower() if styles else ""
        boxes: list[Element] = []
        text = "".join(_inline(element, boxes)).strip()
        if text and not re.match(r"toc\s*\d", name):
            level = _heading_level(properties, styles)
            number = self._number_of(properties, styles)
            line = text if not number else number + _gap(number) + text
            if name in ("title", "标题", "標題"):
                self.title = self.title or " ".join(text.split())
            yield f"{'#' * level} {' '.join(line.split())}" if level else line
        for box in boxes:
            yield from self.blocks(box)

    def _number_of(self, properties: Element | None, styles: list[Style]) -> str:
        direct = descend(properties, "numPr")
        list_id = attribute(descend(direct, "numId"))
        level = descend(direct, "ilvl")
        for style in styles:
            own = descend(style.properties, "numPr")
            list_id = attribute(descend(own, "numId")) if list_id is None else list_id
            level = descend(own, "ilvl") if level is None else level
        if list_id is None or list_id == "0":
            return ""
        index = whole_number(level, -1)
        return self.numbering.next(
            list_id, index if index >= 0 else self._level_of(list_id, styles)
        )

    def _level_of(self, list_id: str, styles: list[Style]) -> int:
        """The level that a list ties to one of the paragraph's styles; the first if to none."""
        levels = self.numbering.abstract.get(self.numbering.lists.get(list_id, ""), {})
        names = {style.style_id for style in styles}
        return next((i for i, level in levels.items() if level.paragraph_style in names), 0)

    def _table(self, table: Element) -> Iterator[str]:
        """A line a row, cells between bars; a row of one cell only frames its paragraphs."""
        for row in _rows(table):
            cells = [cell for cell in _unwrapped(row) if local_name(cell) == "tc"]
            lines = [[line for block in cell for line in self.blocks(block)] for cell in cells]
            if len(cells) == 1:
                yield from lines[0]
            elif any(lines):
                yield " | ".join(" ".join(" ".join(cell).split()) for cell in lines)


def _unwrapped(element: Element) -> Iterator[Element]:
    """Children, with content controls and custom XML around them taken off."""
    for child in element:
        if local_name(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _unwrapped(child)
        else:
            yield child


def _rows(table: Element) -> Iterator[Element]:
    return (row for row in _unwrapped(table) if local_name(row) == "tr")


def _is_contents(control: Element) -> bool:
    """Whether a content control is a table of contents."""
    gallery = attribute(descend(control, "sdtPr", "docPartObj", "docPartGallery"))
    return gallery == "Table of Contents"


def _inline(element: Element, boxes: list[Element]) -> Iterator[str]:
    """The text inside a paragraph; text boxes anchored in it go to `boxes`."""
    for child in element:
        tag = local_name(child)
        if tag in _SKIPPED or (tag == "r" and is_on(descend(child, "rPr", "vanish"))):
            continue
        if tag == "t":
            yield child.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == "txbxContent":
            boxes.append(child)
        else:
            yield from _inline(child, boxes)


def _heading_level(properties: Element | None, styles: list[Style]) -> int:
    """1 to 6 for a heading, 0 for body text."""
    for outline in [properties, *(style.properties for style in styles)]:
        if (level := descend(outline, "outlineLvl")) is not None:
            return min(whole_number(level, 9) + 1, 6) if 0 <= whole_number(level, 9) < 9 else 0
    return next((min(s.heading_level, 6) for s in styles if s.heading_level), 0)


def _gap(number: str) -> Literal["", " "]:
    """No blank after 一、 or (一) or ①; one after `1.` and `-`."""
    return " " if number[-1].isascii() and number[-1] != ")" else ""
