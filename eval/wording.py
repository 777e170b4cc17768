"""Whether an answer says something: comparison that script, width and punctuation don't disturb.

Both sides are folded alike (Simplified, half width, lower case; code point for code point, so
every find has its offset in the original). Then:

- a wording without punctuation is looked for among letters only: white space, punctuation and
  citation markers are left out of both sides;
- a wording with punctuation (敏、 or 协助、辅助) is looked for with every run of punctuation and
  white space in one form, so that 敏、 is found in 敏，谋 and 敏。 but not in 敏捷; the text's own
  end counts as punctuation;
- a wording of one Han character must stand alone, since nearly every answer has a 实 somewhere:
  punctuation, a digit or one of 要是即为在 before it, punctuation or one of 字是即为上等 after it;
- a wording that begins or ends with a digit must not continue a number: 70% is not in 170%.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ingest.script import fold_same_length

_MARKER = re.compile(r"\[\d+\]")
_BAR = "|"  # never a letter, so it can't be mistaken for the text's own
_SIGNS = frozenset("%‰")  # part of a number, not punctuation
_BEFORE = r"(?<=[|0-9要是即为在])"
_AFTER = r"(?=[|字是即为上等])"


@dataclass(frozen=True, slots=True)
class Comparable:
    """A text in both forms, with the offset in the original of each of their characters."""

    original: str
    letters: str
    letter_origins: Sequence[int]
    marked: str
    marked_origins: Sequence[int]


def comparable(text: str) -> Comparable:
    """`text` made ready; citation markers [n] are not part of what it says."""
    plain = _MARKER.sub(lambda match: " " * len(match.group()), text)
    folded = fold_same_length(plain).lower()
    if len(folded) != len(plain):  # İ and its kind have no lower case of one code point
        folded = "".join(c if len(low := c.lower()) != 1 else low for c in fold_same_length(plain))
    kept = [i for i, char in enumerate(folded) if _is_letter(char)]
    marked, origins = _mark(folded)
    return Comparable(plain, "".join(folded[i] for i in kept), kept, marked, origins)


def _is_letter(char: str) -> bool:
    return char.isalnum() or char in _SIGNS


def _mark(folded: str) -> tuple[str, list[int]]:
    chars, origins = [_BAR], [0]
    for i, char in enumerate(folded):
        if _is_letter(char):
            chars.append(char)
            origins.append(i)
        elif chars[-1] != _BAR:
            chars.append(_BAR)
            origins.append(i)
    if chars[-1] != _BAR:
        chars.append(_BAR)
        origins.append(len(folded))
    return "".join(chars), origins


def find(text: Comparable, wording: str) -> list[int]:
    """Offsets in the original at which `text` says `wording`, ascending."""
    wanted = _wanted(wording)
    if wanted.search is None:
        return []
    where, origins = text.letters, text.letter_origins
    if wanted.marked:
        where, origins = text.marked, text.marked_origins
    spans = [(origins[m.start()], origins[m.end() - 1]) for m in wanted.search.finditer(where)]
    return [
        first
        for first, last in spans
        if not wanted.number or _is_whole_number(text.original, first, last)
    ]


def _is_whole_number(original: str, first: int, last: int) -> bool:
    before = original[max(0, first - 1) : first + 1]
    after = original[last : last + 2]
    return not any(len(pair) == 2 and pair.isdigit() for pair in (before, after))


@dataclass(frozen=True, slots=True)
class _Wanted:
    search: re.Pattern[str] | None
    marked: bool
    number: bool


@cache
def _wanted(wording: str) -> _Wanted:
    form = comparable(wording)
    letters = form.letters
    if not letters:
        return _Wanted(None, marked=False, number=False)
    number = letters[0].isdigit() or letters[-1].isdigit()
    inner = re.sub(r"^\s+|\s+$", "", wording)
    if any(not _is_letter(c) and not c.isspace() for c in inner):
        starts, ends = not _is_letter(inner[0]), not _is_letter(inner[-1])
        pattern = form.marked[0 if starts else 1 : None if ends else -1]
        return _Wanted(re.compile(re.escape(pattern)), marked=True, number=number)
    if len(letters) == 1 and "一" <= letters <= "鿿":
        pattern = f"{_BEFORE}{letters}{_AFTER}"
        return _Wanted(re.compile(pattern), marked=True, number=False)
    return _Wanted(re.compile(re.escape(letters)), marked=False, number=number)
