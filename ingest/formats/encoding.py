"""Bytes -> text: which encoding a Chinese text is in, decoded strictly.

A file that is valid UTF-8 is UTF-8. Otherwise every encoding in use for Chinese that decodes the
whole file is a candidate, and the one whose characters are likeliest wins: log likelihoods are
summed over the same bytes, so candidates with more or fewer characters compare fairly. That is
better on short texts than a general detector: see `tests/ingest/test_load.py`.
"""

import codecs
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

from ingest.errors import UnreadableFile
from ingest.script import simplify

_BOMS = (
    # Longer marks first: the mark of UTF-32-LE begins with that of UTF-16-LE.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "cp950", "utf-16-le", "utf-16-be")

# The 500 or so commonest characters of written Chinese, and those of offices.
_COMMONEST = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过"
    "发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前"
    "开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重"
    "并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常"
    "先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报"
    "才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼"
    "书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术"
    "领共确传师观清今切院让识候带导争运办室协调沟服责级组织会议单秘文档印章收签送阅批示请策督查综落"
    "推流环节质效率步骤培训标准写具九八六七零百千"
)
# Written as escapes: editors and fonts easily confuse full and half width.
_PUNCTUATION = (
    "、。《》〈〉【】「」『』“”‘’—…·\u3000\uff0c\uff1b\uff1a\uff1f\uff01\uff08\uff09\uff0e\uff5e"
)
_LAYOUT = "\t\n\r\f\v\x1a\x1b\ufeff"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")


def decode(raw: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: `raw.decode(encoding) == text`.

    A UTF-8 byte order mark stays in the text as U+FEFF, and line ends stay as they are.

    Raises:
        UnreadableFile: no encoding gives plausible text.
    """
    decoded = _decode_marked(raw) or _decode_utf8(raw) or _decode_likeliest(raw)
    if is_garbled(decoded.text):
        raise UnreadableFile(_BINARY)
    return decoded.text, decoded.encoding


_BINARY = (
    "the file holds binary data, not text; open it in the program that made it"
    " and save it as UTF-8 text"
)


@dataclass(frozen=True, slots=True)
class _Decoded:
    text: str
    encoding: str


def _decode_marked(raw: bytes) -> _Decoded | None:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _decode_as(raw, encoding)
    return None


def _decode_utf8(raw: bytes) -> _Decoded | None:
    # UTF-16 can be valid UTF-8, with a NUL beside every Latin letter and 、 as "0\x01".
    decoded = _decode_as(raw, "utf-8")
    return None if decoded is None or _CONTROLS.search(decoded.text) else decoded


def _decode_as(raw: bytes, encoding: str) -> _Decoded | None:
    try:
        return _Decoded(raw.decode(encoding), encoding)
    except UnicodeError:
        return None


def _decode_likeliest(raw: bytes) -> _Decoded:
    candidates = [d for encoding in _CANDIDATES if (d := _decode_as(raw, encoding)) is not None]
    # Judged beside them: UTF-8 with damage, which some other encoding may well decode to nonsense.
    damaged = _Decoded(raw.decode("utf-8", "replace"), "")
    best = max([*candidates, damaged], key=lambda decoded: log_likelihood(decoded.text))
    if not best.encoding:
        raise UnreadableFile(_where_damaged(raw))
    return best


def _where_damaged(raw: bytes) -> str:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return (
            "the file is not text in UTF-8, GB18030, Big5 or UTF-16 (as UTF-8, it is damaged from"
            f" byte {error.start + 1:,} on); open it in an editor and save it again as UTF-8 text"
        )
    return _BINARY


def log_likelihood(text: str) -> float:
    """How likely `text` is as Chinese or English: the natural logarithm, higher is likelier."""
    counts = Counter(text)
    return sum(n * _log_probability(char) for char, n in counts.items())


def is_garbled(text: str) -> bool:
    """Whether more than one character in twenty can't be text, or any is a NUL."""
    counts = Counter(text)
    return "\0" in counts or sum(n for c, n in counts.items() if _is_junk(c)) > len(text) / 20


def _is_junk(char: str) -> bool:
    """Control, unassigned and private characters, and what stands for an undecodable byte."""
    junk = unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") or char == "\ufffd"
    return junk and char not in _LAYOUT


@cache
def _common() -> frozenset[str]:
    """The 3,755 characters of GB 2312's first level: ordered by use, not by radical."""
    rows = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    return frozenset(row.decode("gb2312", "ignore") for row in rows) - {""}


@cache
def _log_probability(char: str) -> float:
    """Shares of written Chinese by class, spread evenly over each class's characters."""
    if char in _LAYOUT or " " <= char <= "~":
        return math.log(0.2 / 100)
    if char in _PUNCTUATION:
        return math.log(0.1 / 30)
    plain = simplify(char)
    if plain in _COMMONEST:
        return math.log(0.55 / 500)
    if plain in _common():
        return math.log(0.15 / 3755)
    if "一" <= char <= "鿿":
        return math.log(0.005 / 17000)
    return math.log(1e-9) if _is_junk(char) else math.log(0.001 / 10000)
