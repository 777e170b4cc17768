"""A sentence read for what a retelling must not change: its words by kind, in clauses."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from ingest.script import fold
from ingest.words import cut_known, is_word, tag

Kind = Literal[
    "content", "number", "frame", "copula", "conj", "must", "may", "forbid", "neg", "role", "hedge",
    "all", "cond", "attrib",
]  # fmt: skip
CRITICAL: frozenset[Kind] = frozenset({"may", "forbid", "neg", "role", "hedge", "cond", "attrib"})
"""Kinds that change what is said if they are passed over."""
FREE: frozenset[Kind] = frozenset({"frame", "copula", "conj"})
"""Kinds that need not stand in the evidence."""

_RULES = tomllib.loads(Path(__file__).with_name("guard.toml").read_text("utf-8"))
_KINDS: dict[str, Kind] = {
    word: kind for kind, words in reversed(_RULES["kinds"].items()) for word in words.split()
}
BOUNDS = frozenset(_RULES["bounds"]["after"].split())
_NOUNS = frozenset(_RULES["nouns"]["also"].split())
_LONGEST = max(map(len, _KINDS))
_SYNONYMS: dict[str, frozenset[str]] = {}
for _line in _RULES["synonyms"]["same"]:
    _group = frozenset(_line.split())
    for _word in _group:
        _SYNONYMS[_word] = _SYNONYMS.get(_word, frozenset()) | _group

_NUMERAL = "零〇一二两三四五六七八九十百千万亿半"
_NUMBER = re.compile(rf"\d+(?:\.\d+)?%?|第?[{_NUMERAL}]+")
_MEASURES = re.compile(
    r"[个种项条点位名件份句天日月年次人倍成岁周元页字级类步届层]|分钟|小时|工作日"
)
_PIECES = re.compile(r"\d+(?:\.\d+)?%?|[a-z]+(?:[.'-][a-z0-9]+)*|[\u3400-\u9fff\uf900-\ufaff]+|\S")
_BREAK = re.compile(r"[,;:、。!?…\n|—]")
_STRONG = re.compile(r"[。!?…;\n|]")
_TURNS = re.compile(r"但是?|不过|然而|否则|不然|而不是|而是|却|只是")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_NEW_CASES = ("对", "对于", "除", "除了")
_SUBJECT_TAGS = ("n", "r", "s", "t", "m", "p", "j", "l", "i")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence; `start:end` in its folded text, `clause` counts the clauses."""

    text: str
    kind: Kind
    start: int
    end: int
    clause: int
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence's folded text and its words.

    `breaks` are the clauses that begin after a full stop, or at the start of a text.
    """

    text: str
    words: tuple[Word, ...]
    strong: frozenset[int]
    asks: frozenset[int]
    """Clauses of a sentence that is a question."""


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """The reading of a text of one or more sentences."""
    folded = fold(text, taiwan_wording=False).text
    words: list[Word] = []
    strong: set[int] = {0}
    asked: set[int] = set()
    clause, since = 0, 0
    for piece in _PIECES.finditer(folded):
        if _BREAK.fullmatch(piece.group()):
            clause += 1
            if _STRONG.fullmatch(piece.group()):
                if piece.group() == "?":
                    asked.update(range(since, clause))
                strong.add(clause)
                since = clause
            continue
        for text_, kind, start in _words(piece.group()):
            if _TURNS.fullmatch(text_) and words and words[-1].clause == clause:
                clause += 1
            begin = piece.start() + start
            value = _value(text_) if kind == "number" else None
            words.append(Word(text_, kind, begin, begin + len(text_), clause, value))
    return Reading(folded, tuple(words), frozenset(strong), frozenset(asked))


def _words(piece: str) -> Iterator[tuple[str, Kind, int]]:
    """The words of a piece without marks: text, kind, offset."""
    if not any(char.isalnum() for char in piece):
        return
    cut = [part for word in cut_known(piece) for part in _split_numeral(word)]
    at, offset = 0, 0
    while at < len(cut):
        n = _n_joined(cut, at)
        word = "".join(cut[at : at + n])
        yield word, kind_of(word), offset
        at, offset = at + n, offset + len(word)


def _split_numeral(word: str) -> list[str]:
    """三个 as 三 and 个, 第三种 as 第三 and 种: so that a number stands alone."""
    match = _NUMBER.match(word)
    if match is None or match.end() == len(word) or word in _KINDS or not _counts(word, match):
        return [word]
    return [match.group(), word[match.end() :]]


def _counts(word: str, match: re.Match[str]) -> bool:
    return len(word) <= 5 and _MEASURES.match(word, match.end()) is not None


def _n_joined(cut: list[str], at: int) -> int:
    """How many words from `at` on make one word of the lists; 1 where none does."""
    for n in range(min(4, len(cut) - at), 1, -1):
        joined = "".join(cut[at : at + n])
        if len(joined) <= _LONGEST and joined in _KINDS:
            return n
        if _NUMBER.fullmatch(joined):
            return n
    return 1


@cache
def kind_of(word: str) -> Kind:
    """The kind of a word."""
    if (known := _KINDS.get(word)) is not None:
        return known
    return "number" if _NUMBER.fullmatch(word) else "content"


def forms(word: Word) -> frozenset[str]:
    """The ways in which the evidence may write it."""
    return _SYNONYMS.get(word.text, frozenset()) | {word.text}


@cache
def starts_anew(word: str) -> bool:
    """Whether a clause that begins with this word has a subject or a case of its own."""
    if kind_of(word) == "role":
        return word in _NEW_CASES
    return kind_of(word) in ("cond", "number") or (
        word in _NOUNS or tag(word).startswith(_SUBJECT_TAGS)
    )


@cache
def is_noun(word: str) -> bool:
    """Whether the dictionary has it as a noun first of all."""
    return word in _NOUNS or tag(word).startswith("n")


@cache
def halves(word: str) -> tuple[str, str] | None:
    """A word of four characters as two words of two, where both are words."""
    if len(word) == 4 and is_word(word[:2]) and is_word(word[2:]):
        return word[:2], word[2:]
    return None


def _value(numeral: str) -> float | None:
    """What a numeral says; 第三 is another number than 三."""
    ordinal = 0.5 if numeral.startswith("第") else 0.0
    plain = numeral.removeprefix("第")
    if plain[0].isdigit():
        return float(plain.rstrip("%")) + (1e-6 if plain.endswith("%") else 0.0) + ordinal
    if "半" in plain:
        return None
    total, section, digit = 0, 0, 0
    for char in plain:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if char in "零〇" or digit else _DIGITS[char]
        elif _UNITS[char] < 10_000:
            section, digit = section + (digit or 1) * _UNITS[char], 0
        else:
            total, section, digit = total + (section + digit or 1) * _UNITS[char], 0, 0
    return float(total + section + digit) + ordinal
