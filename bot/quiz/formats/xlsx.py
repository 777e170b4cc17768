"""Excel: one sheet with everything."""

from collections.abc import Sequence

from bot.quiz.formats.book import MAX_CHARS, book
from bot.quiz.formats.losses import CELL_CUT, Losses
from bot.quiz.formats.rows import rows
from bot.quiz.formats.words import words_for
from bot.quiz.records import Item


def xlsx(items: Sequence[Item], losses: Losses) -> bytes:
    """The .xlsx; texts that look like formulas are texts in it."""
    if not items:
        return b""
    table = rows(items)
    for item, row in zip(items, table[1:], strict=True):
        if any(len(str(value)) > MAX_CHARS for value in row):
            losses.note(CELL_CUT, item)
    return book(table, title=words_for(items)["paper"])
