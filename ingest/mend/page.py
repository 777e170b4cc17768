"""A text cut into the dictionary's words, and which of them may be damage."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from ingest.words import cut_known, frequency

REACH = 4  # characters on either side by which an edit is judged; the longest word it looks for

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿𠀀-𱍊〇]")


@dataclass(frozen=True, slots=True)
class Page:
    """A text cut into words.

    `starts` has each word's offset and the text's length; `rare` are those of its words that
    may be damage, `loose` the indexes of these and of single characters.
    """

    text: str
    tokens: Sequence[str]
    starts: Sequence[int]
    known: frozenset[str]
    rare: frozenset[str]
    loose: Sequence[int]

    @classmethod
    def of(cls, text: str, known: frozenset[str], rare: int) -> "Page":
        """The text's words, and what is known of them."""
        tokens = cut_known(text)
        starts = list(accumulate(map(len, tokens), initial=0))
        short = (w for w in set(tokens) if 1 < len(w) < REACH)
        odd = frozenset(w for w in short if 0 < frequency(w) <= rare)
        loose = [i for i, token in enumerate(tokens) if len(token) == 1 or token in odd]
        return cls(text, tokens, starts, known, odd, loose)

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The words [first, last) that reach `REACH` characters around a span."""
        first = bisect_right(self.starts, max(start - REACH, 0)) - 1
        return first, bisect_left(self.starts, min(end + REACH, len(self.text)))


def is_han(token: str) -> bool:
    """Whether a token begins with a Chinese character."""
    return _HAN.match(token) is not None
