"""Compounds that no text has though it has their parts: 保密工作, where the texts say 保密.

What spans the seam of such a compound (密工, the whole word) is rare for no reason of the reader's.
"""

from collections.abc import Sequence

from ingest.lexical import Lexical, tokenize
from ingest.words import cut, cut_for_search

_MIN_CHARS = 4  # two words of two characters


def seams(about: str, lexical: Lexical) -> frozenset[str]:
    """The search tokens of a folded text that only join parts which the texts know."""
    found: set[str] = set()
    for word in cut(about):
        parts = _parts(word, lexical)
        if parts:
            found |= set(tokenize(word)) - set(parts)
    return frozenset(found)


def parts_of(word: str, lexical: Lexical) -> Sequence[str]:
    """The known words that an unknown compound is made of; the word itself where it is none."""
    return _parts(word, lexical) or [word]


def _parts(word: str, lexical: Lexical) -> list[str]:
    if len(word) < _MIN_CHARS or lexical.holds(word):
        return []
    within = {part for part in cut_for_search(word) if len(part) > 1 and lexical.holds(part)}
    parts: list[str] = []
    start = 0
    while start < len(word):
        longest = max((p for p in within if word.startswith(p, start)), key=len, default="")
        if not longest:
            return []
        parts.append(longest)
        start += len(longest)
    return parts
