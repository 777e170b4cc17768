"""Words that give a key away: those that the stem shares with it, and with no other option."""

from collections.abc import Sequence

from bot.quiz.support import content_words, folded, letters

_COMMON = 0.6  # of the options that may share a word before it tells nothing


def clue_words(stem: str, key: Sequence[str], others: Sequence[str]) -> list[str]:
    """Words of two characters and more in the stem and, of the options, in keys alone."""
    asked = letters(stem)
    rest = [letters(other) for other in others]
    return [
        word
        for part in key
        for word in _words(part)
        if word in asked and not any(word in other for other in rest)
    ]


def _words(text: str) -> list[str]:
    """The content words of a text; all of it where it is one character."""
    plain = folded(text)
    return [plain] if len(plain) == 1 else content_words(plain)
