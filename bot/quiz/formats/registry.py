"""The formats by name, and the one way from items to a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.quiz.formats.aiken import aiken
from bot.quiz.formats.anki import anki
from bot.quiz.formats.csv_table import csv_table
from bot.quiz.formats.dialect import kaoshixing, wenjuanxing
from bot.quiz.formats.export import Export
from bot.quiz.formats.gift import gift
from bot.quiz.formats.json_list import json_list
from bot.quiz.formats.kahoot import kahoot
from bot.quiz.formats.moodle_xml import moodle_xml
from bot.quiz.formats.plain import plain
from bot.quiz.formats.printable import printable
from bot.quiz.formats.qti import qti
from bot.quiz.formats.qti12 import qti12
from bot.quiz.formats.shape import fault
from bot.quiz.formats.word import word
from bot.quiz.formats.xlsx import xlsx
from bot.quiz.records import Item
from ingest.disk import replace_bytes
from ingest.errors import XietiaoError

Writer = Callable[[Sequence[Item], Export], bytes]
"""Items to a file's bytes: the same bytes for the same items; what is lost is noted in Export."""

_ZIP = "application/zip"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAPER = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_APKG = "application/apkg"
_TEXT = "text/plain; charset=utf-8"


class UnknownFormat(XietiaoError):
    """No format has that name; the message lists those there are."""


class NothingToWrite(XietiaoError):
    """The format has no place for any of the items, or there are none."""


class BadItem(XietiaoError):
    """A question lacks something, by an edit perhaps; the message says which and what."""


class QuizNotWritten(XietiaoError):
    """The file can't be written to; what was there before still is."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format a quiz is written in: its name for people, the suffix with its dot, its writer."""

    title: str
    suffix: str
    media_type: str
    writer: Writer


FORMATS: dict[str, Format] = {
    "gift": Format("GIFT", ".gift", _TEXT, gift),
    "moodle-xml": Format("Moodle XML", ".xml", "application/xml", moodle_xml),
    "aiken": Format("Aiken", ".txt", _TEXT, aiken),
    "qti": Format("QTI 2.1", ".zip", _ZIP, qti),
    "qti12": Format("QTI 1.2", ".zip", _ZIP, qti12),
    "kahoot": Format("Kahoot", ".xlsx", _SHEET, kahoot),
    "anki": Format("Anki", ".apkg", _APKG, anki),
    "xlsx": Format("Excel", ".xlsx", _SHEET, xlsx),
    "wenjuanxing": Format("问卷星", ".xlsx", _SHEET, wenjuanxing),
    "kaoshixing": Format("考试星", ".xlsx", _SHEET, kaoshixing),
    "txt": Format("TXT", ".txt", _TEXT, plain),
    "docx": Format("Word", ".docx", _PAPER, word),
    "csv": Format("CSV", ".csv", "text/csv; charset=utf-8", csv_table),
    "json": Format("JSON", ".json", "application/json", json_list),
}


def write(name: str, items: Sequence[Item], file: Path) -> list[str]:
    """Sentences on what the format could not carry; the file is written whole, or not at all.

    Items are named by their number among `items`, from 1; texts without control characters.

    Raises:
        UnknownFormat: no format has that name.
        NothingToWrite: the format has no place for any of the items, or there are none.
        BadItem: a question has no answer, or one that is none of its options.
        QuizNotWritten: the disk is full, or the folder isn't there or may not be written to.
    """
    form = _known(name)
    if not items:
        raise NothingToWrite("there are no questions to write; make a paper with at least one")
    _check(items)
    export = Export(form.title, items)
    raw = form.writer([printable(item, export) for item in items], export)
    if export.n_left_out == len(items):
        raise NothingToWrite(
            f"{form.title} has no place for any of these {len(items)} questions; choose another"
        )
    _put(raw, file)
    return export.sentences()


def _known(name: str) -> Format:
    if name not in FORMATS:
        raise UnknownFormat(f"no quiz format {name}; name one of {', '.join(FORMATS)}")
    return FORMATS[name]


def _check(items: Sequence[Item]) -> None:
    for number, item in enumerate(items, start=1):
        if found := fault(item):
            raise BadItem(f"question {number} {found}; edit it, or leave it out")


def _put(raw: bytes, file: Path) -> None:
    try:
        replace_bytes(file, raw)
    except OSError as error:
        cause = error.strerror or str(error)
        raise QuizNotWritten(
            f"the quiz can't be written to {file} ({cause}); name a file where there is room for it"
        ) from error
