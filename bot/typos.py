"""Misspellings: characters typed for others of the same sound, mended with the corpus's own words.

A pair of characters that stands nowhere in the corpus is read as the word of the corpus that
sounds alike and shares a character with it (保秘 as 保密, 领道 as 领导); three or four in a row as
the longer word of which only one is wrong (伴公室 as 办公室). Sounds are compared without tones;
where what was typed is no word, also without the differences that many speakers do not make
(zh/z, -ng/-n). What was typed stays where it is the likelier Chinese (学历 is not read as 学理):
the corpus doesn't hold every word that people ask about.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from weakref import WeakKeyDictionary

from pypinyin import Style, lazy_pinyin

from bot.frame import is_frame
from ingest.lexical import Lexical
from ingest.words import cut_known, is_word, likelihood

_HAN = re.compile(r"[㐀-鿿]{2,4}")
_LONGEST = 4  # characters of a word
_BY_FAR = 100  # times: of pairs (事非) less than that is as often right as wrong
_BLURS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
_CACHE: WeakKeyDictionary[Lexical, Mapping[str, str]] = WeakKeyDictionary()


def mend_typos(folded: str, lexical: Lexical) -> str:
    """`folded` with misspelt words replaced, same length; itself where nothing is misspelt."""
    sounds = _sounds_of_corpus(lexical)
    characters = list(folded)
    for start, end in _suspicious(folded):
        typed = "".join(characters[start:end])
        if lexical.holds(typed) or not _HAN.fullmatch(typed):
            continue
        sound = _sound(typed)
        meant = sounds.get(sound if is_word(typed) else _blurred(sound))
        if meant is not None and _is_slip(typed, meant) and _is_likelier(meant, typed):
            characters[start:end] = meant
    return "".join(characters)


def _suspicious(folded: str) -> Iterator[tuple[int, int]]:
    """Where a misspelt word may stand: in runs of short words first the longer, then pairs.

    A pair is a word of two characters, or two single ones of which one at least means something.
    """
    words = cut_known(folded)
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    for first in range(len(words)):
        for last in range(min(first + _LONGEST, len(words)), first + 1, -1):
            start, end = starts[first], starts[last]
            within = words[first:last]
            lone = any(len(w) == 1 for w in within)
            framed = any(len(w) > 1 and is_frame(w) for w in within)
            if 2 < end - start <= _LONGEST and lone and not framed:
                yield start, end
    for place, word in enumerate(words):
        if len(word) == 2 and not is_frame(word):
            yield starts[place], starts[place + 1]
        nearby = words[place : place + 2]
        if list(map(len, nearby)) == [1, 1] and not all(map(is_frame, nearby)):
            yield starts[place], starts[place + 2]


def _is_likelier(meant: str, typed: str) -> bool:
    """Whether a word is what was meant; by far, where what was typed may only join words."""
    words = cut_known(typed)
    joins = len(words) == len(typed) == 2 or any(map(is_frame, words))
    times = _BY_FAR if joins else 1
    return likelihood(meant) >= times * likelihood(typed)


def _is_slip(typed: str, meant: str) -> bool:
    """Whether one character only is another: two wrong ones at once are another word."""
    return sum(a != b for a, b in zip(typed, meant, strict=True)) == 1


def _sounds_of_corpus(lexical: Lexical) -> Mapping[str, str]:
    """Sound -> the commonest word of two to four characters of the corpus that has that sound."""
    found = _CACHE.get(lexical)
    if found is None:
        held = [t for t in lexical.vocabulary() if _HAN.fullmatch(t)]
        words = sorted((w for w in held if is_word(w)), key=lexical.idf, reverse=True)
        found = _CACHE[lexical] = {
            _blurred(sound) if blurred else sound: word
            for blurred in (True, False)
            for word in words
            for sound in (" ".join(lazy_pinyin(word, style=Style.NORMAL)), _sound(word))
        }
    return found


def _sound(word: str) -> str:
    """As its characters sound one by one; within a word some sound otherwise (调 in 协调)."""
    return " ".join(map(_syllable, word))


def _blurred(sound: str) -> str:
    for long, short in _BLURS:
        sound = sound.replace(long, short)
    return f"~{sound}"


@lru_cache(maxsize=32768)
def _syllable(character: str) -> str:
    return lazy_pinyin(character, style=Style.NORMAL)[0]
