"""What share of the mark an option of a multiple choice is worth, in Moodle's own numbers."""

from math import floor

from bot.quiz.formats.export import UNEVEN, Export
from bot.quiz.records import Item

_MOST = 10  # Moodle knows 1/n for n up to 10, and 1/20
_DECIMALS = 10**5


def percents(item: Item, export: Export) -> list[str]:
    """For each option, its percents: right ones share 100, wrong ones take as much away.

    Cut, not rounded, after five decimals: six times 16.66667 would be more than the whole, and
    Moodle takes what is within 0.001 of a number it knows.
    """
    n_right = len(item.key)
    n_wrong = len(item.options) - n_right
    if max(n_right, n_wrong) > _MOST:
        export.note(UNEVEN, item)
    return [
        _share(n_right) if option in item.key else f"-{_share(n_wrong)}" for option in item.options
    ]


def _share(n: int) -> str:
    return f"{floor(100 * _DECIMALS / n) / _DECIMALS:.5f}".rstrip("0").rstrip(".")
