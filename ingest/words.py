"""Words of Simplified Chinese text. The only import of rjieba."""

import rjieba


def cut(text: str) -> list[str]:
    """`text` cut into words; joined they are `text` again."""
    return rjieba.cut(text)


def cut_for_search(text: str) -> list[str]:
    """Words and the words within them (办公室: 办公, 公室, 办公室)."""
    return rjieba.cut_for_search(text)


def is_word(text: str) -> bool:
    """Whether the dictionary has `text` as a word."""
    return rjieba.has_word(text)


def frequency(word: str) -> int:
    """How often jieba's dictionary has seen `word`; 0 where it has no such word."""
    return rjieba.suggest_freq(word) if rjieba.has_word(word) else 0
