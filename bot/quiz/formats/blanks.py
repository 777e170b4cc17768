"""A fill-in's stem around its blanks."""

from bot.quiz.records import BLANK, Item


def around_blanks(item: Item) -> list[str]:
    """One piece more than the key has answers; blanks that an edit took away stand at the end."""
    pieces = item.stem.split(BLANK, len(item.key))
    return pieces + [""] * (len(item.key) + 1 - len(pieces))
