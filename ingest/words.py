"""Words of Simplified Chinese text. The only import of rjieba."""

from functools import lru_cache

import rjieba


def cut(text: str) -> list[str]:
    """`text` cut into words; joined they are `text` again."""
    return rjieba.cut(text)


def cut_known(text: str) -> list[str]:
    """`text` cut into the dictionary's words and single characters, by greatest probability.

    Unlike `cut`, which has a model for words that the dictionary lacks, it makes none up.
    """
    return rjieba.cut(text, hmm=False)


def cut_for_search(text: str) -> list[str]:
    """Words and the words within them (办公室: 办公, 公室, 办公室)."""
    return rjieba.cut_for_search(text)


def is_word(text: str) -> bool:
    """Whether the dictionary has `text` as a word."""
    return rjieba.has_word(text)


@lru_cache(maxsize=1 << 16)
def tag(word: str) -> str:
    """The part of speech that the dictionary gives a word (n, v, p, ...); of its start else."""
    tagged = rjieba.tag(word, hmm=False)
    return tagged[0][1] if tagged else "x"


@lru_cache(maxsize=1 << 18)
def frequency(word: str) -> int:
    """How often the dictionary's corpus has `word`; 0 where the dictionary has no such word.

    For a word that is less likely than its parts side by side (要办: 要, 办), it is rjieba's
    estimate instead: as many as would make it as likely as they are.
    """
    return rjieba.suggest_freq(word) if rjieba.has_word(word) else 0


@lru_cache(maxsize=1 << 18)
def likelihood(text: str) -> int:
    """How often such a text is to be expected in the dictionary's corpus, as a word or in parts.

    Parts count as independent of each other; at least 1.
    """
    return rjieba.suggest_freq(text)
