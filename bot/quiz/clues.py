"""Words that give a key away: those that the stem shares with it, and with no other option."""

from collections.abc import Sequence

from bot.quiz.support import content_words, folded, letters

_COMMON = frozenset("的了是要和与对好做有为在中人一工作办公室领导")


def clue_words(stem: str, key: Sequence[str], others: Sequence[str]) -> list[str]:
    """Words of the stem that stand in keys and in no other option.

    Single characters count too where all of several keys have them (三心: 热心, 诚心, 耐心).
    """
    asked = letters(stem)
    rest = [letters(other) for other in others]
    words = [word for part in key for word in _words(part)]
    if len(key) > 1:
        words += sorted(frozenset[str].intersection(*(frozenset(letters(k)) for k in key)))
    return [
        word
        for word in words
        if word in asked and word not in _COMMON and not any(word in other for other in rest)
    ]


def _words(text: str) -> list[str]:
    """The content words of a text; all of it where it is one character."""
    plain = folded(text)
    return [plain] if len(plain) == 1 else content_words(plain)
