"""What only joins words: 密工 in 保密工作 where the texts say 保密, 前多 in 提前多久.

That no text holds such a pair of characters is for no reason of the reader's.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.lexical import Lexical, tokenize
from ingest.words import cut, cut_for_search

_MIN_CHARS = 4  # two words of two characters


def solid(terms: Iterable[str], about: str, lexical: Lexical) -> Sequence[str]:
    """The search tokens of a folded text but for its seams."""
    loose = seams(about, lexical)
    return [term for term in terms if term not in loose]


def seams(about: str, lexical: Lexical) -> frozenset[str]:
    """The search tokens of a folded text that only join words, or parts that the texts know."""
    words = cut(about)
    found: set[str] = set()
    for word in words:
        parts = _parts(word, lexical)
        if parts:
            found |= set(tokenize(word)) - set(parts)
    within = set[str]().union(*(tokenize(word) for word in words))
    return frozenset(found | (set(_joints(words, lexical)) - within))


def _joints(words: Sequence[str], lexical: Lexical) -> Iterable[str]:
    """Pairs of characters across two words that no text holds.

    Single characters in a row may be a name that the dictionary lacks: these are no joints.
    """
    for one, other in pairwise(words):
        pair = one[-1] + other[0]
        if pair.isalnum() and max(len(one), len(other)) > 1 and not lexical.holds(pair):
            yield pair


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
