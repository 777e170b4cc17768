"""Misprints: a run of characters that sounds like a set phrase, shares half of it, and is none."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import accumulate

from pypinyin import Style, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

from ingest.words import cut_known, is_word

_LONG = 4  # characters of a set phrase; shorter words sound alike too often
_SHARED = 2  # characters that stand where the phrase has them


@lru_cache(maxsize=32_768)
def misprint(plain: str) -> str:
    """The first run of a folded text that is a misprinted set phrase (失不在来); empty if none.

    What is printed wrong in a source makes a bad item: a reader takes it for the item's trap.
    """
    return next((run for run in _runs(plain) if _is_misprint(run)), "")


def _runs(plain: str) -> Iterator[str]:
    """Four characters on end that are whole words: 己的利益 of 自己的利益 is no run."""
    borders = {0, *accumulate(map(len, cut_known(plain)))}
    return (plain[at : at + _LONG] for at in sorted(borders) if at + _LONG in borders)


@lru_cache(maxsize=65_536)
def _is_misprint(run: str) -> bool:
    if not all("㐀" <= character <= "鿿" for character in run) or _is_phrase(run):
        return False
    meant = _phrases().get(_sound(run), ())
    return any(sum(a == b for a, b in zip(run, m, strict=True)) >= _SHARED for m in meant)


def _is_phrase(text: str) -> bool:
    return text in phrases_dict or is_word(text)


@cache
def _phrases() -> Mapping[str, tuple[str, ...]]:
    """Sound without tones -> the set phrases of four characters that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for phrase, readings in phrases_dict.items():
        if len(phrase) == _LONG == len(readings):
            sound = _toneless(" ".join(reading[0] for reading in readings))
            found[sound] = (*found.get(sound, ()), phrase)
    return found


def _sound(run: str) -> str:
    return _toneless(" ".join(lazy_pinyin(run, style=Style.NORMAL)))


def _toneless(pinyin: str) -> str:
    """Syllables without the marks of their tones; ü stays what it is."""
    apart = unicodedata.normalize("NFD", pinyin.replace("ü", "v"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
