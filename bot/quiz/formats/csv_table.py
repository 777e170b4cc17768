"""CSV: the sheet of the Excel file, with a byte order mark so that Excel reads it as UTF-8."""

import csv
import io
from collections.abc import Sequence

from bot.quiz.formats.export import QUOTED, Export
from bot.quiz.formats.rows import Row, rows
from bot.quiz.records import Item

# Excel calculates what begins so, in Chinese and Japanese settings the full-width signs as well.
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def csv_table(items: Sequence[Item], export: Export) -> bytes:
    """UTF-8 with its mark, lines ended by CR LF as RFC 4180 has it."""
    heading, *table = rows(items, export.words)
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(heading)
    for item, row in zip(items, table, strict=True):
        writer.writerow(_harmless(item, row, export))
    return stream.getvalue().encode("utf-8-sig")


def _harmless(item: Item, row: Row, export: Export) -> Row:
    """The row with an apostrophe before each text that a spreadsheet would take for a formula."""
    quoted: Row = [f"'{text}" if _is_formula(text) else text for text in row]
    if quoted != row:
        export.note(QUOTED, item)
    return quoted


def _is_formula(value: str | int) -> bool:
    return isinstance(value, str) and value.startswith(_FORMULA)
