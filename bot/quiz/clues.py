"""Words that give a key away: those that the stem shares with it, and with no other option."""

from collections.abc import Sequence

from bot.quiz.support import content_words, folded, letters

_COMMON = frozenset("的了是要和与对好做有为在中人一工作办公室领导")


def clue_words(stem: str, key: Sequence[str], others: Sequence[str]) -> list[str]:
    """Words of the stem that stand in keys and in no other option.

    Single characters count too where all of several keys have them (三心: 热心, 诚心, 耐心), and
    not all the others.
    """
    asked = letters(stem)
    rest = [letters(other) for other in others]
    words = [word for part in key for word in _words(part)]
    told = [word for word in words if not any(word in other for other in rest)]
    told += [mark for mark in _marks(key) if not all(mark in other for other in rest)]
    return [word for word in told if word in asked and word not in _COMMON]


def _marks(key: Sequence[str]) -> list[str]:
    """The characters that all of several keys have."""
    if len(key) < 2:
        return []
    return sorted(frozenset[str].intersection(*(frozenset(letters(part)) for part in key)))


def _words(text: str) -> list[str]:
    """The content words of a text; all of it where it is one character."""
    plain = folded(text)
    return [plain] if len(plain) == 1 else content_words(plain)
