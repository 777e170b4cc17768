"""Kahoot's spreadsheet: four options, short texts, no explanations."""

from collections.abc import Sequence
from dataclasses import replace

from bot.quiz.formats.book import Cell, book
from bot.quiz.formats.export import (
    LEFT_UNSURE,
    NO_FEEDBACK,
    OPTION_CUT,
    STEM_CUT,
    TOO_MANY_KEYS,
    TOO_MANY_OPTIONS,
    Export,
)
from bot.quiz.formats.truths import truths
from bot.quiz.records import Item

_MAX_STEM, _MAX_OPTION, _MAX_OPTIONS = 120, 75, 4
_SECONDS = 30  # one of the times that Kahoot offers
# The template as Kahoot hands it out: its reader looks for the questions from row 9 on.
_TOP: tuple[list[Cell], ...] = (
    [],
    ["", "Quiz template"],
    ["", "Add questions, at least two answer alternatives, time limit and choose correct answers."],
    [],
    [],
    [],
    [],
)
_HEADING: list[Cell] = [
    "",
    "Question - max 120 characters",
    *(f"Answer {number} - max 75 characters" for number in range(1, 5)),
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
]


def kahoot(items: Sequence[Item], export: Export) -> bytes:
    """The .xlsx to import; what was cut or left out is noted."""
    export.say(NO_FEEDBACK)
    fitted = [fit for item in items if (fit := _fitted(item, export))]
    table = [_row(number, item) for number, item in enumerate(fitted, start=1)]
    return book([*_TOP, _HEADING, *table], title="Sheet1", heading=len(_TOP))


def _fitted(item: Item, export: Export) -> Item | None:
    """The item in Kahoot's limits; none where it has no place there."""
    if item.kind not in ("single", "multiple", "true-false"):
        return export.leave_out(item)
    if len(item.key) > _MAX_OPTIONS:
        return export.leave_out(item, TOO_MANY_KEYS)
    few = _with_few_options(item, export)
    short = tuple(_cut(text, _MAX_OPTION) for text in few.options)
    if len(set(short)) < len(short):
        return export.leave_out(item, LEFT_UNSURE)
    return _shortened(few, short, export)


def _with_few_options(item: Item, export: Export) -> Item:
    """At most four options, the key's among them, in the order they had."""
    options = truths(item) if item.kind == "true-false" else item.options
    if len(options) <= _MAX_OPTIONS:
        return replace(item, options=options)
    export.note(TOO_MANY_OPTIONS, item)
    wrong = [text for text in options if text not in item.key][: _MAX_OPTIONS - len(item.key)]
    return replace(item, options=tuple(t for t in options if t in item.key or t in wrong))


def _shortened(item: Item, options: tuple[str, ...], export: Export) -> Item:
    stem = _cut(item.stem, _MAX_STEM)
    if stem != item.stem:
        export.note(STEM_CUT, item)
    if options != item.options:
        export.note(OPTION_CUT, item)
    key = tuple(_cut(text, _MAX_OPTION) for text in item.key)
    return replace(item, stem=stem, options=options, key=key)


def _cut(text: str, most: int) -> str:
    """The text in at most so many of Kahoot's characters: UTF-16 units, so that 𠮷 is two."""
    if _units(text) <= most:
        return text
    while _units(text) >= most:
        text = text[:-1]
    return text + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _row(number: int, item: Item) -> list[Cell]:
    empty = [""] * (_MAX_OPTIONS - len(item.options))
    right = [str(n) for n, text in enumerate(item.options, start=1) if text in item.key]
    return [number, item.stem, *item.options, *empty, _SECONDS, ",".join(right)]
