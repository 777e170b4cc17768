"""Does Chinese evidence say what an English sentence says? Stricter still than `bot.guard`.

Every word of weight has to be one that the evidence has in Chinese, clause by clause; numbers,
negation, permission and condition agree, people stand in the same order; and both mean alike.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.reading import Reading, Word, read, starts_anew

_RULES = tomllib.loads(Path(__file__).with_name("guard_english.toml").read_text("utf-8"))
_LIGHT = frozenset(_RULES["light"].split())
_NEGATIVE = frozenset(_RULES["negative"].split())
_MUST = frozenset(_RULES["must"].split())
_MAY = frozenset(_RULES["may"].split())
_WHEN = frozenset(_RULES["when"].split())
_WORDS: dict[str, tuple[str, ...]] = {w: tuple(c.split()) for w, c in _RULES["words"].items()}
_PEOPLE = frozenset(_RULES["people"].split())
_NUMBERS = {word: float(value) for value, word in enumerate(_RULES["numbers"].split())}
_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[a-z]+(?:['’-][a-z]+)*")
_PASSIVE = re.compile(
    r"\b(?:be|been|is|are|was|were) (?:not )?\w+(?:ed|kept|sent|given|taken|written)\b"
)
_PARTS = re.compile(r"[,;:()]|\b(?:but|whereas|while)\b")
_JOINED = {"have to": "must", "has to": "must", "not allowed": "not", "in case": "if"}


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause of the claim: its words of weight, numbers, and what turns it."""

    words: tuple[str, ...]
    numbers: tuple[float, ...]
    denies: bool
    must: bool
    may: bool
    is_passive: bool


@dataclass(frozen=True, slots=True)
class _Window:
    """Clauses of the evidence that share a subject; `owner` is the one that names it."""

    text: int
    owner: int
    clauses: tuple[int, ...]


def english_support(claim: str, texts: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """Why the evidence does not say it, empty where it does; and which of the texts say it."""
    plain = claim.lower().replace("’", "'")
    for said, meant in _JOINED.items():
        plain = plain.replace(said, meant)
    if unknown := _unknown(claim, plain):
        return f"{unknown!r} can't be found in the evidence", ()
    parts = [part for piece in _PARTS.split(plain) if (part := _part(piece)) is not None]
    if not parts or sum(len(part.words) for part in parts) < 2:
        return "it says too little", ()
    readings = [read(text) for text in texts]
    has_condition = any(word in _WHEN for word in _TOKEN.findall(plain))
    found = _placed(parts, readings, has_condition=has_condition)
    return ("", found) if found else ("the evidence says it otherwise", ())


def _unknown(claim: str, plain: str) -> str:
    """The first word that is not in the lists, or a name: a capital within a sentence."""
    for word in _TOKEN.findall(plain):
        if not _is_known(word):
            return word
    named = re.search(r"(?<=[a-z,] )[A-Z]\w+|[“\"《「].", claim)
    return named.group() if named else ""


def _is_known(word: str) -> bool:
    return (
        word[0].isdigit()
        or word in _NUMBERS
        or any(word in words for words in (_LIGHT, _NEGATIVE, _MUST, _MAY, _WHEN))
        or _stem(word) is not None
    )


@cache
def _stem(word: str) -> str | None:
    """The list's form of a word, if it has one."""
    word = word.removesuffix("'s").removesuffix("'")
    candidates = [word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ed")]
    candidates += [word.removesuffix("d"), word.removesuffix("ing"), word.removesuffix("ing") + "e"]
    candidates += [word.removesuffix("ies") + "y", word.removesuffix("ied") + "y"]
    return next((c for c in candidates if c in _WORDS), None)


def _part(piece: str) -> _Part | None:
    tokens = _TOKEN.findall(piece)
    stems = [stem for token in tokens if (stem := _stem(token)) is not None]
    words = tuple(word for word in stems if word not in _LIGHT)
    numbers = tuple(
        float(token.rstrip("%")) if token[0].isdigit() else _NUMBERS[token]
        for token in tokens
        if token[0].isdigit() or (token in _NUMBERS and token != "one")
    )
    if not words and not numbers:
        return None
    return _Part(
        words,
        numbers,
        denies=sum(token in _NEGATIVE for token in tokens) % 2 == 1,
        must=any(token in _MUST for token in tokens),
        may=any(token in _MAY for token in tokens),
        is_passive=_PASSIVE.search(piece) is not None,
    )


def _placed(
    parts: Sequence[_Part], readings: Sequence[Reading], *, has_condition: bool
) -> tuple[int, ...]:
    """The texts in which each part has a window, those without a subject in that of the last."""
    used: set[int] = set()
    last: _Window | None = None
    for part in parts:
        fitting = [
            window
            for window in _windows(readings)
            if _fits(part, readings[window.text], window, has_condition=has_condition)
        ]
        begins = bool(part.words) and part.words[0] in _PEOPLE
        if last is not None and not begins:
            same = (last.text, last.owner)
            fitting = [w for w in fitting if (w.text, w.owner) == same]
        if not fitting:
            return ()
        last = min(fitting, key=lambda window: len(window.clauses))
        used.add(last.text)
    return tuple(sorted(used))


def _windows(readings: Sequence[Reading]) -> Iterator[_Window]:
    """A clause alone, or the clause that names the subject together with one that has none."""
    for text, reading in enumerate(readings):
        owner = 0
        for clause in sorted({word.clause for word in reading.words}):
            words = [w for w in reading.words if w.clause == clause]
            first = next((w for w in words if w.kind != "frame"), words[0])
            if clause in reading.strong or starts_anew(first.text):
                owner = clause
            yield _Window(text, owner, (clause,))
            if owner != clause:
                yield _Window(text, owner, (owner, clause))


def _fits(part: _Part, reading: Reading, window: _Window, *, has_condition: bool) -> bool:
    words = [w for w in reading.words if w.clause in window.clauses]
    text = "".join(w.text for w in words)
    if any(clause in reading.asks for clause in window.clauses):
        return False
    if not all(any(c in text for c in _WORDS[word]) for word in part.words):
        return False
    if not set(part.numbers) <= {w.value for w in words if w.kind == "number"}:
        return False
    said = [w for w in words if w.clause == window.clauses[-1]]
    kinds = {w.kind for w in said}
    if part.denies != bool(kinds & {"neg", "forbid"}):
        return False
    if part.may != ("may" in kinds) and not part.denies:
        return False
    if part.must and not kinds & {"must", "forbid"} and not any(w.kind == "must" for w in words):
        return False
    if not _hedges_agree(part, said):
        return False
    return _same_order(part, text) and (has_condition or not _is_conditional(reading, window))


def _hedges_agree(part: _Part, said: Sequence[Word]) -> bool:
    """Whether every word that limits the evidence has its counterpart in the claim."""
    claimed = {c for word in part.words for c in _WORDS[word]}
    return all(
        any(c in word.text or word.text in c for c in claimed)
        for word in said
        if word.kind in ("hedge", "role") and word.text not in _HARMLESS
    )


_HARMLESS = frozenset(_RULES["harmless"].split())


def _is_conditional(reading: Reading, window: _Window) -> bool:
    start = max(clause for clause in reading.strong if clause <= window.clauses[0])
    return any(
        word.kind in ("cond", "attrib") or word.text in ("在", "经")
        for word in reading.words
        if start <= word.clause <= window.clauses[-1]
        and (word.clause not in window.clauses or word.kind in ("cond", "attrib"))
    )


def _same_order(part: _Part, text: str) -> bool:
    """Whether the people named stand in the same order: who does it first, to whom it is last."""
    places = [
        min(text.find(c) for c in _WORDS[word] if c in text)
        for word in part.words
        if word in _PEOPLE
    ]
    if len(set(places)) < len(places) or places != sorted(places):
        return False
    if not part.words or part.words[0] not in _PEOPLE:
        return True
    return (places[0] > 1) == part.is_passive
