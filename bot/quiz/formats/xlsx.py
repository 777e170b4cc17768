"""Excel: one sheet with everything."""

from collections.abc import Sequence

from bot.quiz.formats.book import MAX_CHARS, book
from bot.quiz.formats.export import CELL_CUT, Export
from bot.quiz.formats.rows import rows
from bot.quiz.records import Item


def xlsx(items: Sequence[Item], export: Export) -> bytes:
    """The .xlsx; texts that look like formulas are texts in it."""
    table = rows(items, export.words)
    for item, row in zip(items, table[1:], strict=True):
        if any(len(str(value)) > MAX_CHARS for value in row):
            export.note(CELL_CUT, item)
    return book(table, title=export.words["paper"])
