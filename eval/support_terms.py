"""Folded Chinese to terms: numbers, negations, modals, opposites and everything else, by clause.

A term carries a key that equals the key of what means the same (三天 and 3日, 务必 and 必须), so
that everything after this file compares keys and never text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from eval.support_lexicon import ENTRIES, LIGHT, STOP_CHARS, UNITS
from ingest.script import fold_same_length

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = "[零〇一二两三四五六七八九十百千万亿]"
_NUMBER = rf"(?:\d+(?:[.:]\d+)*[万亿千百]?|{_HAN_NUMBER}+(?:点[零一二三四五六七八九]+)?)"


def _any_of(words: dict[str, str] | dict[str, tuple[str, str]]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# Each alternative is (name, pattern); the first that matches wins.
_ALTERNATIVES = (
    ("share", rf"百分之(?P<percent>{_NUMBER})|(?P<below>{_NUMBER})分之(?P<above>{_NUMBER})"),
    ("weekday", "(?:周|星期|礼拜)[一二三四五六日天末]"),
    ("ordinal", rf"第{_NUMBER}|头一(?=[回次个名批年天])|首(?=[次批])"),
    (
        "each",
        "一(?P<classifier>[件份个项条张位本步人])(?:一?(?P=classifier))|逐[一件份个项条张人步级]",
    ),
    (
        "fixed",
        "一个(?!月|工作日|小时|钟头|星期|礼拜|季度)|一[些样般致直并同起方系线味边再应贯体向]",
    ),
    (
        "count",
        rf"(?P<value>{_NUMBER}|半(?=个?(?:{_any_of(UNITS)})))多?个?(?P<unit>{_any_of(UNITS)})",
    ),
    ("digits", rf"\d+(?:[.:]\d+)*[万亿]?|(?!千万|万一|万万){_HAN_NUMBER}{{2,}}"),
    ("phrase", _any_of(ENTRIES)),
    ("latin", "[a-z][a-z0-9_+#.-]*[a-z0-9+#]|[a-z]"),
    ("han", "[㐀-䶿一-鿿豈-﫿]"),
    ("stop", "[。!?;\n…]"),
    ("pause", "[,:、]"),
)
_TERM = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _ALTERNATIVES))
_LISTING = re.compile(
    r"(?m)\[\d+(?:[,、]\d+)*\]"  # markers of citations
    r"|^\s*(?:\(?[一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十\d]{1,2}[、.](?!\d))"
)
_BASE_UNITS = {
    "小时": (60, "分钟"),
    "刻钟": (15, "分钟"),
    "周": (7, "天"),
    "年": (12, "月"),
    "万元": (10_000, "元"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One unit of comparison.

    `kind` is one of char, word, number, latin, neg, modal, quant, opposite, bound, order, role,
    condition, cause. `weight` is its share in coverage: about its length, little for function
    words. `segment`, `clause` and `unit` count up: 、 begins a segment, a comma a clause too, a
    semicolon or full stop a unit too.
    """

    kind: str
    key: str
    weight: float
    text: str
    segment: int
    clause: int
    unit: int


@lru_cache(maxsize=4096)
def terms(text: str) -> tuple[Term, ...]:
    """The terms of a text in reading order; punctuation only counts segments, clauses and units."""
    folded = _fold(text)
    found: list[Term] = []
    unit = clause = segment = 0
    for match in _TERM.finditer(folded):
        if match["stop"] or match["pause"]:
            segment += 1
            clause += match["pause"] != "、"
            unit += match["stop"] is not None
        else:
            found += [Term(*parts, segment, clause, unit) for parts in _parts(match)]
    return tuple(found)


def _fold(text: str) -> str:
    """Simplified, half width, lower case, without the numbers of lists and of citations."""
    return _LISTING.sub("", fold_same_length(text).lower())


def _parts(match: re.Match[str]) -> Iterator[tuple[str, str, float, str]]:
    """Kind, key, weight and text of what one match holds."""
    text = match.group()
    if match["phrase"]:
        yield from _phrase(text)
    elif match["han"]:
        yield "char", text, 0.2 if text in STOP_CHARS else 1.0, text
    elif match["latin"]:
        yield "latin", text, float(min(len(text), 4)), text
    elif match["fixed"]:
        yield from (("char", char, 0.3, char) for char in text)
    elif match["each"]:
        yield "word", "逐个", 1.5, text
    else:
        yield "number", _number_key(match), 2.0, text


def _phrase(phrase: str) -> Iterator[tuple[str, str, float, str]]:
    kind, key = ENTRIES[phrase]
    if kind == "plain":
        yield from (("char", char, 1.0, char) for char in phrase)
    elif kind == "stop":
        yield "char", phrase, 0.2, phrase
    else:
        yield kind, key, LIGHT.get(kind, min(float(len(phrase)), 3.0)), phrase


def _number_key(match: re.Match[str]) -> str:
    """The same key for the same quantity: 15天 for 十五日, 30分钟 for 半小时, 70% for 七成."""
    if match["percent"]:
        return f"{value(match['percent']):g}%"
    if match["share"]:
        return f"{value(match['above']):g}/{value(match['below']):g}"
    if match["weekday"]:
        return "周" + match.group()[-1].replace("天", "日")
    if match["ordinal"]:
        ordinal = match.group()[1:]
        return f"第{value(ordinal) if ordinal else 1:g}"
    if match["digits"]:
        return _clock(match["digits"]) if ":" in match["digits"] else f"{value(match['digits']):g}"
    return _quantity(match["value"], UNITS[match["unit"]])


def _quantity(number: str, unit: str) -> str:
    if ":" in number:
        return _clock(number)
    count = 0.5 if number == "半" else value(number)
    if unit == "成":
        return f"{count * 10:g}%"
    if unit in _BASE_UNITS and not (unit == "年" and count > 1000):
        factor, unit = _BASE_UNITS[unit]
        count *= factor
    return f"{count:g}{unit}"


def _clock(number: str) -> str:
    """9:00 as 9点, 9:30 as it stands."""
    hours, _, minutes = number.partition(":")
    return f"{int(hours)}点" if minutes.strip("0:") == "" else number


def value(number: str) -> float:
    """The value of 三十五, 一百零二, 1.5万, 两 or 30.

    Digits written one by one (二〇二四) read as written.
    """
    if number[0].isdigit():
        scale = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2}.get(number[-1], 1.0)
        digits, *rest = number.rstrip("万亿千百").replace(":", ".").split(".")
        return float(f"{digits}.{''.join(rest)}") * scale
    whole, _, decimals = number.partition("点")
    fraction = "".join(str(_DIGITS[char]) for char in decimals)
    return _whole(whole) + (float(f"0.{fraction}") if fraction else 0.0)


def _whole(number: str) -> float:
    if len(number) > 1 and all(char in _DIGITS for char in number):
        return float("".join(str(_DIGITS[char]) for char in number))
    total, section, digit = 0.0, 0.0, 0.0
    for char in number:
        if char in "万亿":
            total = (total + section + digit or 1.0) * (1e4 if char == "万" else 1e8)
            section = digit = 0.0
        elif char in _POWERS:
            section += (digit or 1.0) * _POWERS[char]
            digit = 0.0
        else:
            digit = float(_DIGITS[char])
    return total + section + digit


def sentences(text: str) -> list[str]:
    """The sentences of a text, folded, without punctuation, in the order they stand."""
    folded = _fold(text)
    bare = (
        re.sub(r"(?<!\d)[^\w%]|[^\w%](?!\d)", "", part)
        for part in re.split(r"[。!?;\n]|\.(?!\w)", folded)
    )
    return [part for part in bare if part]
