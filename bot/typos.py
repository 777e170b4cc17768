"""Misspellings: characters typed for others of the same sound, mended with the corpus's own words.

A pair of characters that stands nowhere in the corpus is read as the word of the corpus that
sounds alike and shares a character with it (保秘 as 保密, 领道 as 领导). Sounds are compared
without tones; where the pair is no word of its own, also without the differences that many
speakers do not make (zh/z, -ng/-n). What was typed stays where it is the likelier Chinese (学历 is
not read as 学理): the corpus doesn't hold every word that people ask about.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from weakref import WeakKeyDictionary

from pypinyin import Style, lazy_pinyin

from bot.frame import is_frame
from ingest.lexical import Lexical
from ingest.words import cut, is_word, likelihood

_HAN_PAIR = re.compile(r"[㐀-鿿]{2}")
_BLURS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
_CACHE: WeakKeyDictionary[Lexical, Mapping[str, str]] = WeakKeyDictionary()


def mend_typos(folded: str, lexical: Lexical) -> str:
    """`folded` with misspelt pairs replaced, same length; itself where nothing is misspelt."""
    sounds = _sounds_of_corpus(lexical)
    characters = list(folded)
    for offset in _suspicious(folded):
        pair = "".join(characters[offset : offset + 2])
        if lexical.holds(pair) or not _HAN_PAIR.fullmatch(pair):
            continue
        meant = sounds.get(_sound(pair, blurred=not is_word(pair)))
        if meant is not None and _shares(pair, meant) and likelihood(meant) >= likelihood(pair):
            characters[offset : offset + 2] = meant
    return "".join(characters)


def _suspicious(folded: str) -> Iterator[int]:
    """Where a misspelt pair may stand: a two-character word, or two single characters in a row."""
    offset = 0
    single_before = False
    for word in cut(folded):
        if len(word) == 2 and not is_frame(word):
            yield offset
        single = len(word) == 1 and not is_frame(word)
        if single and single_before:
            yield offset - 1
        single_before = single
        offset += len(word)


def _shares(pair: str, meant: str) -> bool:
    """One character in common: two wrong ones at once are another word, not a slip."""
    return pair[0] == meant[0] or pair[1] == meant[1]


def _sounds_of_corpus(lexical: Lexical) -> Mapping[str, str]:
    """Sound -> the commonest pair of the corpus that is a word and has that sound."""
    found = _CACHE.get(lexical)
    if found is None:
        pairs = [t for t in lexical.vocabulary() if _HAN_PAIR.fullmatch(t)]
        words = sorted((p for p in pairs if is_word(p)), key=lexical.idf, reverse=True)
        found = _CACHE[lexical] = {
            _sound(pair, blurred=blurred): pair for blurred in (True, False) for pair in words
        }
    return found


def _sound(pair: str, *, blurred: bool) -> str:
    sound = " ".join(_syllable(character) for character in pair)
    if not blurred:
        return sound
    for long, short in _BLURS:
        sound = sound.replace(long, short)
    return f"~{sound}"


@lru_cache(maxsize=32768)
def _syllable(character: str) -> str:
    return lazy_pinyin(character, style=Style.NORMAL)[0]
