"""Whether a key stands in its quote, and whether any text says what a distractor would say."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.alignment import Said
from bot.guard import Guard
from bot.quiz.records import BLANK, Item
from ingest.index import Index
from ingest.largest import largest
from ingest.lexical import tokenize
from ingest.records import Passage
from ingest.script import fold, simplify
from ingest.words import cut_known, tag

TRUE, FALSE = "正确", "错误"
_N_PASSAGES = 6
_ALIKE = 0.5  # of two options' character pairs: then they say the same in other words
_NEAR = 0.75  # of a distractor's content words in the section asked about
_NOT_LETTERS = re.compile(r"[^\w]+|_")
_ONE_ITEM = re.compile(r"”一项时指出")
_IN_TEXT = re.compile(r"^《(.+?)》中指出")
_IN_QUOTES = re.compile(r"“([^“”]+)”")


class Support:
    """Looks in all the texts; words alone decide, so it costs no embedding."""

    def __init__(self, index: Index) -> None:
        """Searches `index` by its words."""
        self._index = index
        self._guard = Guard()
        self._known = lru_cache(maxsize=20_000)(self._says)

    def says(self, subject: str, claim: str) -> bool:
        """Whether a passage says the claim, a folded clause, of the subject, a folded heading."""
        return self._known(subject, claim)

    def says_whole(self, claim: str) -> bool:
        """Whether a passage says the claim, a folded sentence that names its subject itself."""
        near = [Said(passage.text, passage.heading) for passage in self._near(claim)]
        return any(self._guard.check(claim, [said]).supported for said in near)

    def _says(self, subject: str, claim: str) -> bool:
        said = [
            Said(passage.text, passage.heading)
            for passage in self._near(f"{subject} {claim}")
            if _about(subject, passage.heading, passage.text)
        ]
        return bool(said) and self._guard.check(claim, said).supported

    def _near(self, words: str) -> list[Passage]:
        """The passages that hold most of the words."""
        scores = self._index.lexical.scores(tokenize(words))
        rows = [int(row) for row in largest(scores, _N_PASSAGES) if scores[row] > 0]
        return list(self._index.passage_at(rows))


def _about(subject: str, heading: Sequence[str], text: str) -> bool:
    """Whether a passage is on the subject: it, or what stands above it, says its words."""
    held = folded("".join(heading) + text)
    words = content_words(subject)
    return bool(words) and all(word in held for word in words)


def content_words(plain: str) -> list[str]:
    """The words of a folded text that mean something: of two characters and more, no particles."""
    return [w for w in cut_known(plain) if len(w) > 1 and tag(w)[:1] in "nvaijlbz"]


def covered(claim: str, text: str) -> bool:
    """Whether nearly all content words of a folded claim stand in a folded text."""
    words = content_words(claim)
    held = sum(word in text for word in words)
    return bool(words) and held / len(words) >= _NEAR


def alike(a: str, b: str) -> bool:
    """Whether two folded texts are nearly the same, or one holds the other."""
    a, b = letters(a), letters(b)
    if not a or not b or a in b or b in a:
        return True
    if min(len(a), len(b)) < 4:
        return False
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    return 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b)) >= _ALIKE


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """As it is compared: Simplified, half width, lower case."""
    return fold(text, taiwan_wording=False).text


@lru_cache(maxsize=65_536)
def letters(text: str) -> str:
    """The folded text without its marks, slips of repetition mended as in an item."""
    return _NOT_LETTERS.sub("", folded(text)).replace("的的", "的")


def key_is_supported(item: Item) -> bool:
    """Whether the quote holds the key: every right answer, in order where the order is asked.

    A true statement's parts all stand in the quote; of a false one not all of them do.
    """
    quote = letters(item.citation.quote)
    if item.kind == "true-false":
        return _truth_is_supported(item, quote)
    places = [quote.find(letters(part)) for part in item.key]
    if item.kind == "matching":
        return -1 not in places and all(letters(p) in quote for p in item.prompts)
    if item.kind in ("ordering", "short"):
        return -1 not in places and in_turn(item.key, quote)
    if item.kind == "blank":
        return -1 not in places and item.stem.count(BLANK) == len(item.key)
    if item.kind == "single" and letters(item.key[0]) == letters(item.citation.title):
        return letters(_IN_QUOTES.findall(item.stem)[0]) in quote  # which text is asked
    return bool(places) and -1 not in places


def in_turn(parts: Sequence[str], quote: str) -> bool:
    """Whether the parts stand in a text, given without its marks, one after the other."""
    start = 0
    for part in parts:
        found = quote.find(letters(part), start)
        if found < 0:
            return False
        start = found + len(letters(part))
    return True


def _truth_is_supported(item: Item, quote: str) -> bool:
    """Whether the quote has every quoted part of the statement, just where it is true."""
    *above, said = _IN_QUOTES.findall(item.stem) or [""]
    parts = [letters(said), *([letters(above[-1])] if _ONE_ITEM.search(folded(item.stem)) else [])]
    named = _IN_TEXT.match(folded(item.stem))
    here = named is None or letters(named.group(1)) in letters(item.citation.title)
    held = here and bool(said) and all(part in quote for part in parts)
    return held == (simplify(item.key[0]) == TRUE)
