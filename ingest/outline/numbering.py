"""Markers of Chinese numbering: what they look like, which family they are of, which number.

Everything here reads folded text (`fold_same_length`): Simplified, half width, the text's offsets.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", start=1)},
    **{"〇": 0, "两": 2, "参": 3},
}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_CN = "[一二三四五六七八九十百零〇两壹贰叁参肆伍陆柒捌玖拾]"
_N = rf"(?P<n>{_CN}{{1,5}}|\d{{1,3}})"
NUMERALS = frozenset("一二三四五六七八九十百零〇两壹贰叁参肆伍陆柒捌玖拾")

WORD = "word"
"""The group of 首先…其次…, 第一…第二… and 其一…其二…: they continue each other."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker as it stands at `start:end`.

    `family` is its exact style (`一、`, `(1)`, `#2`), `group` the styles that may continue it.
    `ordinal` is None for bullets and Markdown headings. A `floating` marker (其次, 最后) takes
    the number that comes next. A `weak` one makes a list only together with another item; a
    `shaky` one (一、二年级…, 第三条路…) only in its place in a sequence.
    """

    start: int
    end: int
    family: str
    group: str
    ordinal: int | None
    weak: bool = False
    shaky: bool = False
    floating: bool = False


@lru_cache(maxsize=4096)
def parse_numeral(numeral: str) -> int | None:
    """The number written in Arabic digits, 十二, 一百零三, 拾壹, or None."""
    if numeral.isascii():
        return int(numeral) if numeral.isdigit() else None
    total, digit = 0, 0
    for char in numeral:
        if char in "十拾":
            total, digit = total + (digit or 1) * 10, 0
        elif char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char in _DIGITS and not digit:
            digit = _DIGITS[char]
        else:
            return None
    return total + digit


_UNIT = re.compile(rf"第\s*{_N}\s*(?P<unit>部分|章|节|编|篇|条)(?P<sep>[\s、,:.]|$)?")
_STEP = re.compile(
    rf"第{_N}(?P<unit>个?(?:方面|阶段|环节|层面)|步|点|类|种|项|层|关|招)(?:[,、:]|是|就是|(?=\s|\(|$))"
)
_ORDINAL = re.compile(rf"(?P<kind>[第其]){_N}(?:[,、:.]|是|\s+|(?=要|须|必须|就是))")
_WORD = re.compile(r"(?P<word>首先|其次|再次|再者|最后|此外)(?P<sep>[,、:])?(?P<verb>是|要)?")
_IS = re.compile(
    rf"(?P<n>{_CN}{{1,3}})(?P<verb>是|要|须|靠|抓|看|讲|查|防|忌|戒|则|来|曰)"
    rf"(?!{_CN}[,、;:。.!?\s”\"]|{_CN}?不二)"
)
_ASPECT = re.compile(r"(?:另一?方面|(?:再|又)一方面|(?P<one>一方面))(?:[,、:]|是)?")
_CN_DOT = re.compile(rf"(?P<n>{_CN}{{1,4}}|[{_STEMS}])\s*(?P<sep>[、.])")
_CN_PAREN = re.compile(rf"(?P<open>\()?\s*(?P<n>{_CN}{{1,4}}|[{_STEMS}])\s*\)[、.,:]?")
_NUM_PAREN = re.compile(r"(?P<open>\()?\s*(?P<n>\d{1,2})\s*\)[、.,:]?")
_DECIMAL = re.compile(
    r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})(?:[.、](?!\d)|(?=\s)|(?=[㐀-鿿“《(](?<![万亿倍元米公个人年吨])))"
)
_NUM_DOT = re.compile(
    r"(?P<n>\d{1,3})\s*(?P<sep>[、.])(?:(?!\.|\d)|(?=(?:19|20)\d\d年)|(?<=、)(?=\d))"
)
_NUM_SPACE = re.compile(r"(?P<n>\d{1,2})[ \t]+(?=[㐀-鿿])(?![年月日号时点个名份万亿元人次天周])")
_LETTER = re.compile(r"(?P<open>\()?(?P<n>[A-Za-z])(?P<sep>[.、)])(?![A-Za-z]\.|[a-z])")
_ROMAN = re.compile(r"(?P<open>\()?(?P<n>[ivx]{1,5}|[IVX]{1,5})(?P<sep>[.、)])")
_MARKDOWN = re.compile(r"(?P<n>#{1,6})[ \t]+(?=\S)")
_BULLET = re.compile(r"(?:[-*+](?=\s)|[•·●○◆◇■□▪▫➢★☆※►▶–])\s*")

_ROMANS = {
    **{"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6},
    **{"vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12},
}
_CIRCLED = {
    chr(ord(first) + i): (family, i + 1)
    for first, family, n in (
        ("①", "①", 20),
        ("⑴", "(1)", 20),
        ("⒈", "1.", 20),
        ("❶", "❶", 10),
        ("㈠", "(一)", 10),
        ("Ⅰ", "Ⅰ", 12),
    )
    for i in range(n)
}
_WORD_ORDINALS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 0, "此外": 0}
_NEXT_NUMERAL = re.compile(rf"{_CN}{{1,2}}|\d{{1,2}}(?!\d)|[A-Z](?![A-Za-z])")
_MEASURES = frozenset("个项种条点类大步要是不关")


def read_marker(text: str, pos: int, end: int) -> Marker | None:
    """The marker at `pos`, if the folded text has one there that ends before `end`."""
    first = text[pos] if pos < end else ""
    reader = _READERS.get(first)
    if reader is None:
        return None
    marker = reader(text, pos, end)
    return marker if marker and marker.end <= end else None


def _read_di(text: str, pos: int, end: int) -> Marker | None:
    if match := _UNIT.match(text, pos, end):
        ordinal = parse_numeral(match["n"])
        family = f"第{match['unit']}"
        close = match.end("unit")
        return Marker(pos, close, family, family, ordinal, shaky=match["sep"] is None)
    if match := _STEP.match(text, pos, end):
        family = f"第{match['unit']}"
        return Marker(pos, match.end(), family, family, parse_numeral(match["n"]), weak=True)
    return _read_ordinal(text, pos, end)


def _read_ordinal(text: str, pos: int, end: int) -> Marker | None:
    if match := _ORDINAL.match(text, pos, end):
        close = pos + len(match.group().rstrip())
        return Marker(pos, close, match["kind"], WORD, parse_numeral(match["n"]), weak=True)
    return _read_word(text, pos, end)


def _read_word(text: str, pos: int, end: int) -> Marker | None:
    match = _WORD.match(text, pos, end)
    if not match:
        return None
    word = match["word"]
    if word not in ("首先", "其次") and not match["sep"] and not match["verb"]:
        return None
    close = match.end("sep") if match["sep"] else match.end("word")
    ordinal = _WORD_ORDINALS[word]
    return Marker(pos, close, "首先", WORD, ordinal, weak=True, floating=ordinal != 1)


def _read_cn(text: str, pos: int, end: int) -> Marker | None:
    if match := _ASPECT.match(text, pos, end):
        return _aspect(match)
    if match := _CN_DOT.match(text, pos, end):
        ordinal = _stem_or_numeral(match["n"])
        family = _cn_family(match["n"]) + match["sep"]
        shaky = _counts_on(text, match.end(), end, ordinal)
        return Marker(pos, match.end(), family, _cn_family(match["n"]), ordinal, shaky=shaky)
    if match := _CN_PAREN.match(text, pos, end):
        ordinal = _stem_or_numeral(match["n"])
        return Marker(pos, match.end(), "一)", _cn_family(match["n"]), ordinal)
    if match := _IS.match(text, pos, end):
        family = f"一{match['verb']}"
        return Marker(pos, match.end(), family, "一是", parse_numeral(match["n"]), weak=True)
    return None


def _aspect(match: re.Match[str]) -> Marker:
    ordinal = 1 if match["one"] else 2
    floating = ordinal == 2
    start = match.start()
    return Marker(start, match.end(), "一方面", "一方面", ordinal, weak=True, floating=floating)


def _cn_family(numeral: str) -> str:
    if numeral[0] in _STEMS:
        return "甲"
    return "壹" if numeral[0] in "壹贰叁参肆伍陆柒捌玖拾" else "一"


def _stem_or_numeral(numeral: str) -> int | None:
    return _STEMS.index(numeral) + 1 if numeral in _STEMS else parse_numeral(numeral)


def _counts_on(text: str, pos: int, end: int, ordinal: int | None) -> bool:
    """Whether the next numeral follows at once (一、二年级…, 3、4楼, A、B两座)."""
    match = _NEXT_NUMERAL.match(text, pos, end)
    if not match or ordinal is None or match.end() >= end:
        return False
    if parse_numeral(match.group()) != ordinal + 1:
        return False
    return match.group().isascii() or text[match.end()] not in _MEASURES


def _read_paren(text: str, pos: int, end: int) -> Marker | None:
    if match := _CN_PAREN.match(text, pos, end):
        ordinal = _stem_or_numeral(match["n"])
        family = f"({_cn_family(match['n'])})"
        return Marker(pos, match.end(), family, _cn_family(match["n"]), ordinal)
    if match := _NUM_PAREN.match(text, pos, end):
        return Marker(pos, match.end(), "(1)", "1", int(match["n"]))
    return _read_letter(text, pos, end)


def _read_digit(text: str, pos: int, end: int) -> Marker | None:
    if match := _DECIMAL.match(text, pos, end):
        parts = match["n"].split(".")
        family = "1" + ".1" * (len(parts) - 1)
        return Marker(pos, match.end(), family, family, int(parts[-1]), shaky=True)
    if match := _NUM_DOT.match(text, pos, end):
        ordinal = int(match["n"])
        shaky = ordinal > 50 or _counts_on(text, match.end(), end, ordinal)
        return Marker(pos, match.end(), f"1{match['sep']}", "1", ordinal, shaky=shaky)
    if match := _NUM_PAREN.match(text, pos, end):
        return Marker(pos, match.end(), "1)", "1", int(match["n"]))
    if match := _NUM_SPACE.match(text, pos, end):
        close = match.end("n")
        return Marker(pos, close, "1 ", "1", int(match["n"]), shaky=True)
    return None


def _read_letter(text: str, pos: int, end: int) -> Marker | None:
    if match := _ROMAN.match(text, pos, end):
        numeral = match["n"].lower()
        if numeral in _ROMANS:
            family = f"{match['open'] or ''}{'i' if match['n'].islower() else 'I'}{match['sep']}"
            return Marker(pos, match.end(), family, family, _ROMANS[numeral], shaky=True)
    if match := _LETTER.match(text, pos, end):
        upper = match["n"].isupper()
        family = f"{match['open'] or ''}{'A' if upper else 'a'}{match['sep']}"
        ordinal = ord(match["n"].lower()) - 96
        return Marker(pos, match.end(), family, family, ordinal, shaky=True)
    return None


def _read_circled(text: str, pos: int, end: int) -> Marker | None:
    family, ordinal = _CIRCLED[text[pos]]
    close = pos + 1 + (text[pos + 1 : pos + 2] in ("、", "."))
    return Marker(pos, min(close, end), family, "Ⅰ" if family == "Ⅰ" else "1", ordinal)


def _read_markdown(text: str, pos: int, end: int) -> Marker | None:
    match = _MARKDOWN.match(text, pos, end)
    if not match:
        return None
    inner = read_marker(text, match.end(), end)
    inner = inner if inner and inner.ordinal is not None and not inner.floating else None
    close = inner.end if inner else pos + len(match["n"])
    family = f"#{len(match['n'])}"
    return Marker(pos, close, family, "#", inner.ordinal if inner else None)


def _read_bullet(text: str, pos: int, end: int) -> Marker | None:
    match = _BULLET.match(text, pos, end)
    if not match:
        return None
    inner = read_marker(text, match.end(), end)
    if inner and inner.group == "1":
        return Marker(pos, inner.end, inner.family, inner.group, inner.ordinal)
    return Marker(pos, pos + 1, text[pos], "-", None)


_READERS = {
    "第": _read_di,
    "其": _read_ordinal,
    **dict.fromkeys("首再最此", _read_word),
    **dict.fromkeys(NUMERALS, _read_cn),
    **dict.fromkeys(_STEMS, _read_cn),
    "另": _read_cn,
    "又": _read_cn,
    "(": _read_paren,
    **dict.fromkeys("0123456789", _read_digit),
    **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", _read_letter),
    **dict.fromkeys(_CIRCLED, _read_circled),
    "#": _read_markdown,
    **dict.fromkeys("-*+•·●○◆◇■□▪▫➢★☆※►▶–", _read_bullet),
}

_INLINE = re.compile(
    rf"[第其]{_CN}|首先|其次|再次|再者|最后[,、是]|此外,|{_CN}{{1,3}}[是要须靠抓看讲查防忌戒则来曰、]"
    rf"|另?一方面|另方面|\((?:{_CN}{{1,3}}|\d{{1,2}})\)|(?<!\d)\d{{1,2}}[、.)](?!\d)|[①-⒛❶-❿]"
)
_BORDERS = frozenset(",。.;:!?、)…—”’》】」』")
_FULL_BORDERS = frozenset("。.;:!?)…")


def inline_markers(text: str, start: int, end: int) -> Iterator[Marker]:
    """Markers within a paragraph that stand at a border of a sentence or clause, in order."""
    for match in _INLINE.finditer(text, start, end):
        before = _char_before(text, start, match.start())
        if before and before not in _BORDERS:
            continue
        marker = read_marker(text, match.start(), end)
        if marker is None or marker.group in ("#", "-") or marker.shaky:
            continue
        tight = marker.family[-1] in "、." or (marker.floating and marker.ordinal == 0)
        if not tight or not before or before in _FULL_BORDERS:
            yield marker


def _char_before(text: str, start: int, pos: int) -> str:
    """The last character before `pos` that is no space, or "" at the paragraph's beginning."""
    while pos > start and text[pos - 1].isspace():
        pos -= 1
    return text[pos - 1] if pos > start else ""
