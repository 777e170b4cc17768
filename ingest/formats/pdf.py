"""PDF -> text: pages in order, running heads dropped, lines joined to paragraphs.

The only import of pypdf. On PDFs printed by Chromium, pypdf and pdfminer.six give the same words;
pdfminer adds a blank line after every line, finds no words in PDFs whose Chinese fonts are named
and not embedded, and bounds neither time nor memory. pypdf bounds both, and is one wheel.
"""

import io
import logging
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PdfReader
from pypdf.errors import DependencyError

from ingest.errors import UnreadableFile

MAX_PAGES = 2_000
TIMEOUT_S = 120.0

_DAMAGED = "the PDF file is damaged; open it and print it to a new PDF, or save it as .docx"
_LOCKED = (
    "the PDF file is encrypted; open it with its password and print it to a new PDF without one"
)
_SCANNED = (
    "the PDF file holds no text, only pictures of pages;"
    " run text recognition (OCR) on it and save the text as .docx or .txt"
)
_TOO_LONG = f"the PDF file has more than {MAX_PAGES:,} pages; split it into several files"
_TOO_SLOW = f"the PDF file takes more than {TIMEOUT_S:.0f} seconds to read; print it to a new PDF"

# pypdf remarks on every oddity of a broken file; what matters is told in one sentence above.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a PDF, and the title in its properties."""

    text: str
    title: str


def read_pdf(raw: bytes) -> PdfText:
    """The text of a PDF, a paragraph a line.

    Raises:
        UnreadableFile: encrypted, damaged, without text, too long or too slow to read.
    """
    try:
        return _read(raw, deadline=time.monotonic() + TIMEOUT_S)
    except UnreadableFile:
        raise
    except DependencyError as error:  # AES needs a package that is not installed
        raise UnreadableFile(_LOCKED) from error
    except Exception as error:  # hostile bytes bring out errors of any kind in a parser
        raise UnreadableFile(_DAMAGED) from error


def _read(raw: bytes, deadline: float) -> PdfText:
    reader = PdfReader(io.BytesIO(raw))
    # Many PDFs are encrypted with an empty password: anyone may read, not everyone may print.
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableFile(_LOCKED)
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableFile(_TOO_LONG)

    def watch(*_: object) -> None:
        if time.monotonic() > deadline:
            raise UnreadableFile(_TOO_SLOW)

    pages: list[list[str]] = []
    for page in reader.pages:
        watch()
        pages.append(_lines(page.extract_text(visitor_operand_before=watch)))
    if not any(line for page in pages for line in page):
        raise UnreadableFile(_SCANNED)
    watch()
    lines = [line for page in without_running_heads(pages) for line in page]
    return PdfText("\n".join(join_lines(lines)), _title(reader))


def _title(reader: PdfReader) -> str:
    try:
        title = (reader.metadata or {}).get("/Title")
    except Exception:  # a title is not worth a file
        return ""
    return normalised(title).strip() if isinstance(title, str) else ""


# PDFs name a glyph by any character that looks like it: Chromium writes ⼯ (U+2F2F, a radical)
# where the page had 工. NFKC knows the Kangxi radicals and the ligatures, but not these.
_RADICALS = str.maketrans(
    "⺁⺌⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⻗⺎⺼⺫⻊⻞⻟⻠⻡⻧⻪⻫⻭⻯⻱⻲",
    "厂小母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟雨兀月网足食飠食首卤黾斉歯竜亀亀",
)
_LOOKALIKES = re.compile("[⺀-⿕豈-﫿ﬀ-ﬆ]+")


def normalised(text: str) -> str:
    """`text` with lookalikes of Chinese characters and Latin ligatures as what they stand for."""
    text = _LOOKALIKES.sub(lambda m: unicodedata.normalize("NFKC", m[0].translate(_RADICALS)), text)
    return text.replace("\xad", "").replace("\xa0", " ")


_HAN = "㐀-䶿一-鿿豈-﫿𠀀-𱍊"
_CLOSE = rf"[{_HAN},。、;:\uff0c\uff1b\uff1a]"
_SPACED = re.compile(rf"(?<={_CLOSE})[ ](?={_CLOSE})")


def _lines(text: str) -> list[str]:
    lines = (normalised(line).strip() for line in text.splitlines())
    return [_closed_up(line) for line in lines if line]


def _closed_up(line: str) -> str:
    """The line without the blanks that justified setting leaves between its characters."""
    n_spaces = len(_SPACED.findall(line))
    n_han = len(re.findall(f"[{_HAN}]", line))
    return _SPACED.sub("", line) if n_spaces >= 4 and n_spaces > n_han / 2 else line


# Running heads

_EDGE = 3  # lines at the top and at the foot of a page that may be a running head
_PAGE_NUMBER = re.compile(
    r"[-—–―·\s]+\d{1,4}[-—–―·\s]+|第\s*\d+\s*[页頁](?:\s*[,/]?\s*共\s*\d+\s*[页頁])?"
    r"|\d{1,4}\s*/\s*\d{1,4}|Page\s+\d+(?:\s+of\s+\d+)?",
    re.IGNORECASE,
)


def without_running_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages without page numbers, and without what most of them have at the top or the foot."""
    counts = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    needed = max(2, len(pages) * 0.6)
    running = {key for key, n in counts.items() if n >= needed}
    return [_without(page, running) for page in pages]


def _edges(page: Sequence[str]) -> list[str]:
    return [*page[:_EDGE], *page[_EDGE:][-_EDGE:]]


def _key(line: str) -> str:
    """The line with its numbers blotted out: the same on every page for a running head."""
    return re.sub(r"\d+", "#", "".join(line.split()))


def _without(page: Sequence[str], running: set[str]) -> list[str]:
    kept: list[str] = []
    for index, line in enumerate(page):
        at_edge = index < _EDGE or index >= len(page) - _EDGE
        outermost = index in (0, len(page) - 1)
        if at_edge and _key(line) in running:
            continue
        if outermost and _PAGE_NUMBER.fullmatch(line):
            continue
        kept.append(line)
    return kept


# Lines to paragraphs

_MIN_FULL_EM = 18  # a column narrower than this is a list, not running text
_SLACK_EM = 2.5  # a full line may be short by an indent, or a comma that may not begin the next
_MARKER = re.compile(
    r"[一二三四五六七八九十百]{1,4}[、.\uff0e]|[(\uff08][一二三四五六七八九十\d]{1,3}[)\uff09]"
    r"|\d{1,2}(?:[、\uff0e]|\.(?!\d)|\.\d{1,2}\s)"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节節条條款、,\uff0c]|[①-⑳⒈-⒛⑴-⒇●■◆•·○]|[-–]\s"
)
_ENDS = tuple("。!?;:.…」』”)\uff01\uff1f\uff1b\uff1a\uff09")


def join_lines(lines: Sequence[str]) -> list[str]:
    """Paragraphs: a line that fills its column goes on in the next one.

    Chinese is joined without a blank, Latin with one. A line that begins with a number after a
    line that ends a sentence begins a paragraph, however full the line before it.
    """
    full = _column_em(lines)
    paragraphs: list[str] = []
    last = ""
    for line in lines:
        if paragraphs and _goes_on(last, line, full):
            paragraphs[-1] += _glue(last, line) + line
        else:
            paragraphs.append(line)
        last = line
    return paragraphs


def _goes_on(line: str, following: str, full: float) -> bool:
    if full < _MIN_FULL_EM or (line.endswith(_ENDS) and _MARKER.match(following)):
        return False
    word = re.match(r"[!-~]+", following)
    needed = _width_em(word[0]) if word else 1.0
    return _width_em(line) + needed + _SLACK_EM >= full


def _column_em(lines: Sequence[str]) -> float:
    """Width of the text column: that of the wider lines, leaving out the widest twentieth."""
    widths = sorted((_width_em(line) for line in lines), reverse=True)
    return widths[len(widths) // 20] if widths else 0.0


def _width_em(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def _glue(line: str, following: str) -> str:
    """A blank between two Latin words or numbers, nothing beside Chinese or after a hyphen."""
    latin = line[-1].isascii() and following[0].isascii()
    return " " if latin and line[-1] != "-" else ""
