"""Rows to an Excel file in which every cell is text or a number; the only import of openpyxl."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.quiz.formats.archive import settled

Cell = str | int
MAX_CHARS = 32767
"""What Excel holds in a cell; openpyxl would cut without a word."""
_WIDE, _NARROW = 40, 12
_LONG = 12  # characters, from which on a column is a wide one


def book(rows: Sequence[Sequence[Cell]], *, title: str, heading: int = 0) -> bytes:
    """The .xlsx of one sheet; row `heading`, from 0, is set bold and stays in sight."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value != "":
                _fill(sheet.cell(number, column), value, bold=number == heading + 1)
    _lay_out(sheet, rows)
    sheet.freeze_panes = f"A{heading + 2}"
    stream = io.BytesIO()
    workbook.save(stream)
    return settled(stream.getvalue())


def _fill(cell: Any, value: Cell, *, bold: bool) -> None:
    """A text is put in as text, whatever it looks like: = is no formula, #N/A no error."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = True  # Excel keeps it so when somebody edits the cell
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(name="宋体", size=11, bold=bold)


def _lay_out(sheet: Any, rows: Sequence[Sequence[Cell]]) -> None:
    for column in range(max(map(len, rows))):
        texts = (str(row[column]) for row in rows if column < len(row))
        wide = max(map(len, texts)) > _LONG
        sheet.column_dimensions[get_column_letter(column + 1)].width = _WIDE if wide else _NARROW
