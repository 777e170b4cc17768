"""HTML -> text: the main content of a page, numbers of lists included.

The only import of trafilatura, which finds the article between menus, adverts and comments;
markitdown keeps all of them. trafilatura drops the numbers of ordered lists, so they are written
into the items first, and its tree is rendered here rather than by its own Markdown writer, which
puts `**` and links into the sentences that people will quote.
"""

import logging
import re
from dataclasses import dataclass
from typing import Any

from lxml import html
from trafilatura import bare_extraction

from ingest.errors import UnreadableFile
from ingest.formats.encoding import decode
from ingest.formats.numerals import numeral

MAX_HTML_BYTES = 10_000_000
"""A page of text has a hundredth of this; parsing takes some fifty times its size in memory."""
MAX_DEPTH, MAX_ELEMENTS, MAX_ITEMS = 60, 10_000, 2_000
"""A page beyond one of these is taken whole, without looking for its main content."""

_DAMAGED = "the HTML file can't be parsed; open it in a browser and save its text as .txt"
_NO_TEXT = (
    "the HTML file holds no text (a page drawn by a script has none in its file);"
    " open it in a browser and save its text as .txt"
)
_TOO_LARGE = f"the HTML file is larger than {MAX_HTML_BYTES // 1_000_000} MB; save its text as .txt"

# trafilatura logs every page it finds odd; what matters is told in one sentence above.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page, its title, and the encoding its bytes were in."""

    text: str
    title: str
    encoding: str


def read_html(raw: bytes) -> PageText:
    """The main content of a page: headings as Markdown headings, a paragraph or a row a line.

    Raises:
        UnreadableFile: too large, in no known encoding, or without text.
    """
    if len(raw) > MAX_HTML_BYTES:
        raise UnreadableFile(_TOO_LARGE)
    source, encoding = decode_html(raw)
    try:
        text, title = _extract(source)
    except Exception as error:  # hostile bytes bring out errors of any kind in a parser
        raise UnreadableFile(_DAMAGED) from error
    if not text:
        raise UnreadableFile(_NO_TEXT)
    return PageText(text, title, encoding)


_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.-]{2,20})", re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "x-gbk": "gb18030"}


def decode_html(raw: bytes) -> tuple[str, str]:
    """The source of a page and its encoding: UTF-8 if valid, else as declared, else detected."""
    declared = _DECLARED.search(raw[:4096])
    if declared and b"\0" not in raw[:4096]:
        name = declared[1].decode("ascii").lower()
        for encoding in ("utf-8", _WIDER.get(name, name)):
            try:
                return raw.decode(encoding), encoding
            except (UnicodeError, LookupError):
                continue
    return decode(raw)


def _extract(source: str) -> tuple[str, str]:
    # lxml refuses a str that declares an encoding, and no control character is text.
    source = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", source)
    source = re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", "", source).removeprefix("\ufeff")
    if not source.strip():
        return "", ""
    tree = html.document_fromstring(source)
    _write_numbers(tree)
    whole = _render(tree.find("body"))
    if _is_huge(tree):
        return whole, _title_of(tree)
    _contain(tree)
    page = bare_extraction(
        tree, include_comments=False, include_formatting=True, with_metadata=True
    )
    if page is None or isinstance(page, dict) or page.body is None:
        return whole, _title_of(tree)
    main = _render(page.body)
    # Where trafilatura finds no main content it gives all words in one line.
    return main if "\n" in main else whole, page.title or _title_of(tree)


def _contain(tree: Any) -> None:
    """Gives a page without containers one: trafilatura drops the headings of such a page."""
    body = tree.find("body")
    if body is None or any(child.tag in _CONTAINERS for child in body):
        return
    article = html.Element("article")
    article.text, body.text = body.text, None
    article.extend(list(body))
    body.append(article)


def _is_huge(tree: Any) -> bool:
    """Whether trafilatura may take minutes: its time grows with depth, and items squared."""
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        return True
    if sum(1 for _ in tree.iter("li", "dt", "dd")) > MAX_ITEMS:
        return True
    return bool(tree.xpath("boolean(//*[count(ancestor::*) > $most])", most=MAX_DEPTH))


def _title_of(tree: Any) -> str:
    return " ".join((tree.findtext(".//title") or "").split())


_LIST_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CSS_STYLES = {
    "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
    "simp-chinese-formal": "chineseLegalSimplified",
    "trad-chinese-formal": "ideographLegalTraditional",
    "cjk-heavenly-stem": "ideographTraditional",
    "lower-alpha": "lowerLetter",
    "upper-alpha": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
}


def _write_numbers(tree: Any) -> None:
    """Puts the number that a browser draws in front of every item of an ordered list."""
    for ordered in tree.iter("ol"):
        css = re.search(r"list-style(?:-type)?\s*:\s*([\w-]+)", ordered.get("style", ""))
        if css and css[1] == "none":
            continue
        style = _CSS_STYLES.get(css[1] if css else "", "")
        style = style or _LIST_STYLES.get(ordered.get("type", ""), "decimal")
        mark = "、" if style.startswith(("chinese", "ideograph")) else ". "
        number = _whole(ordered.get("start"), 1)
        for item in ordered.iterchildren("li"):
            number = _whole(item.get("value"), number)
            _prepend(item, numeral(number, style) + mark)
            number += 1


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and re.fullmatch(r"\d{1,4}", value) else default


def _prepend(item: Any, number: str) -> None:
    """Into the item's first text, also where that stands in a `<p>` of its own."""
    first = item
    while (
        not (first.text or "").strip() and len(first) and first[0].tag in ("p", "span", "div", "b")
    ):
        first = first[0]
    text = (first.text or "").lstrip()
    if not re.match(r"[一二三四五六七八九十\d]+[、.\uff0e]|[(\uff08]", text):
        first.text = number + text


# trafilatura's tree (TEI names) and plain HTML are rendered alike.

_BLOCKS = frozenset(
    {
        "p", "div", "list", "item", "ul", "ol", "li", "table", "row", "tr", "quote",
        "blockquote", "head", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
        "main", "header", "footer", "body", "code", "pre", "br", "lb", "dl", "dt", "dd",
        "figure", "figcaption", "tbody", "thead", "tfoot", "form",
    }
)  # fmt: skip
_CONTAINERS = frozenset({"div", "section", "article", "main", "nav", "header", "footer", "form"})
_INVISIBLE = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "nav", "iframe", "select",
        "button", "title",
    }
)  # fmt: skip


def _render(body: Any) -> str:
    if body is None:
        return ""
    pieces: list[str] = []
    _collect(body, pieces)
    lines = (re.sub(r"[ \t\r\n\f\xa0]+", " ", line) for line in "".join(pieces).split(_BREAK))
    return "\n".join(line.strip() for line in lines if line.strip("#- |"))


_BREAK = "\0"  # between lines: no text of a parsed page holds it


def _collect(element: Any, pieces: list[str]) -> None:
    """The text of an element in order, with breaks where lines end; lxml's trees are not deep."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _INVISIBLE:
        return
    if tag in ("row", "tr"):
        pieces += [_BREAK, _row(element), _BREAK]
        return
    around = _BREAK if tag in _BLOCKS else ""
    pieces += [around, _prefix(element), element.text or ""]
    for child in element:
        _collect(child, pieces)
        pieces.append(child.tail or "")
    pieces.append(around)


def _row(row: Any) -> str:
    """Cells between bars; a row of one cell only frames its lines."""
    cells: list[str] = []
    for cell in row:
        pieces: list[str] = []
        _collect(cell, pieces)
        cells.append("".join(pieces))
    if len(cells) == 1:
        return cells[0]
    return " | ".join(" ".join(cell.replace(_BREAK, " ").split()) for cell in cells)


def _prefix(element: Any) -> str:
    tag = element.tag
    if tag == "head" or re.fullmatch("h[1-6]", tag):
        level = re.search("[1-6]", element.get("rend", "") if tag == "head" else tag)
        return f"{'#' * int(level[0] if level else 2)} "
    parent = element.getparent()
    in_bullets = parent is not None and (parent.tag == "ul" or parent.get("rend") == "ul")
    return "- " if in_bullets and tag in ("item", "li") else ""
