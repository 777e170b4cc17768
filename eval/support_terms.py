"""Folded Chinese to terms: numbers, negations, modals, opposites and everything else, by clause.

A term carries a key that equals the key of what means the same (三天 and 3日, 务必 and 必须), so
that everything after this file compares keys and never text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from eval.support_lexicon import ENTRIES, STOP_CHARS, UNITS
from ingest.script import fold_same_length

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = "[零〇一二两三四五六七八九十百千万亿]"
_NUMBER = rf"(?:\d+(?:[.:]\d+)*[万亿千百]?|{_HAN_NUMBER}+(?:点[零一二三四五六七八九]+)?)"
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_PHRASES = "|".join(sorted(map(re.escape, ENTRIES), key=len, reverse=True))
_TERM = re.compile(
    rf"(?P<share>百分之(?P<percent>{_NUMBER})|(?P<below>{_NUMBER})分之(?P<above>{_NUMBER}))"
    rf"|(?P<weekday>(?:周|星期|礼拜)[一二三四五六日天末])"
    rf"|(?P<ordinal>第{_NUMBER})"
    r"|(?P<fixed>不一样|一个(?!月|工作日|小时|钟头|星期|礼拜|季度)|一[些样般致直并同起方系线味边再应贯体向])"
    rf"|(?P<count>{_NUMBER}|半(?=个?(?:{_UNIT})))(?:多)?个?(?P<unit>{_UNIT})"
    r"|(?P<digits>\d+(?:[.:]\d+)*[万亿]?)"
    rf"|(?P<phrase>{_PHRASES})"
    r"|(?P<latin>[a-z][a-z0-9_+#.-]*[a-z0-9+#]|[a-z])"
    r"|(?P<han>[㐀-䶿一-鿿豈-﫿])"
    r"|(?P<stop>[。!?;\n…])"
    r"|(?P<pause>[,:、—()])"
)
_LISTING = re.compile(r"(?m)^\s*(?:\(?[一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十\d]{1,2}[、.](?!\d))")


@dataclass(frozen=True, slots=True)
class Term:
    """One unit of comparison.

    `kind` is one of char, word, number, latin, neg, modal, quant, opposite, bound, order, role,
    condition, cause; `weight` its share in coverage (about its length; function words little).
    """

    kind: str
    key: str
    weight: float
    clause: int
    sentence: int


@lru_cache(maxsize=4096)
def terms(text: str) -> tuple[Term, ...]:
    """The terms of a text in reading order; punctuation only counts clauses and sentences."""
    folded = _LISTING.sub("", fold_same_length(text).lower())
    found: list[Term] = []
    clause = sentence = 0
    for match in _TERM.finditer(folded):
        if match.lastgroup == "stop":
            clause, sentence = clause + 1, sentence + 1
        elif match.lastgroup == "pause":
            clause += match.group() in ",:"
        else:
            found += [Term(*parts, clause, sentence) for parts in _parts(match)]
    return tuple(found)


def _parts(match: re.Match[str]) -> Iterator[tuple[str, str, float]]:
    """Kind, key and weight of what one match holds."""
    text = match.group()
    if phrase := match["phrase"]:
        yield from _phrase(phrase)
    elif char := match["han"]:
        yield "char", char, 0.2 if char in STOP_CHARS else 1.0
    elif match["latin"]:
        yield "latin", text, min(len(text), 4)
    elif match["fixed"]:
        yield from (("char", char, 0.3) for char in text)
    elif match["weekday"]:
        yield "number", "周" + text[-1].replace("天", "日"), 2.0
    else:
        yield "number", _number_key(match), 2.0


def _phrase(phrase: str) -> Iterator[tuple[str, str, float]]:
    kind, key = ENTRIES[phrase]
    if kind == "plain":
        yield from (("char", char, 1.0) for char in phrase)
    elif kind == "stop":
        yield "char", phrase, 0.2
    else:
        light = {"modal": 0.4, "quant": 0.6, "order": 0.4, "role": 0.3, "condition": 0.4}
        yield kind, key, light.get(kind, min(float(len(phrase)), 3.0))


def _number_key(match: re.Match[str]) -> str:
    if match["percent"]:
        return f"{value(match['percent']):g}%"
    if match["share"]:
        return f"{value(match['above']):g}/{value(match['below']):g}"
    if match["ordinal"]:
        return f"第{value(match.group()[1:]):g}"
    unit = UNITS[match["unit"]] if match["unit"] else ""
    number = match["count"] or match["digits"]
    if ":" in number:
        return _clock(number)
    count = 0.5 if number == "半" else value(number)
    if unit == "成":
        return f"{count * 10:g}%"
    if unit == "万元":
        count, unit = count * 10_000, "元"
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
        return float(number.rstrip("万亿千百").replace(":", ".")) * scale
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
    """The sentences of a text folded, without punctuation, in the order they stand."""
    folded = _LISTING.sub("", fold_same_length(text).lower())
    bare = (re.sub(r"[^\w%]", "", part) for part in re.split(r"[。!?;\n]|\.(?!\w)", folded))
    return [part for part in bare if part]


def keys(found: Iterable[Term]) -> list[str]:
    """The keys of terms, in order."""
    return [term.key for term in found]
