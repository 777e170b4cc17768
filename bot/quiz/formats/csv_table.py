"""CSV: the sheet of the Excel file, with a byte order mark so that Excel reads it as UTF-8."""

import csv
import io
from collections.abc import Sequence

from bot.quiz.formats.losses import QUOTED, Losses
from bot.quiz.formats.rows import Row, rows
from bot.quiz.records import Item

# Excel calculates what begins so, in Chinese and Japanese settings the full-width signs as well.
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def csv_table(items: Sequence[Item], losses: Losses) -> bytes:
    """UTF-8 with its mark, lines ended by CR LF as RFC 4180 has it."""
    if not items:
        return b""
    heading, *table = rows(items)
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(heading)
    for item, row in zip(items, table, strict=True):
        writer.writerow(_harmless(item, row, losses))
    return stream.getvalue().encode("utf-8-sig")


def _harmless(item: Item, row: Row, losses: Losses) -> Row:
    """The row with an apostrophe before each text that a spreadsheet would take for a formula."""
    quoted: Row = [f"'{text}" if _is_formula(text) else text for text in row]
    if quoted != row:
        losses.note(QUOTED, item)
    return quoted


def _is_formula(value: str | int) -> bool:
    return isinstance(value, str) and value.startswith(_FORMULA)
