"""Aiken: choice questions of single lines, a letter for the key, nothing else."""

from collections.abc import Sequence

from bot.quiz.formats.export import NO_FEEDBACK, NUMBER_BOUND, ONE_LINE, Export
from bot.quiz.formats.lettered import letter
from bot.quiz.formats.markup import one_line
from bot.quiz.formats.truths import truths
from bot.quiz.records import Item

_MOST = 26


def aiken(items: Sequence[Item], export: Export) -> bytes:
    """UTF-8 without a mark at its start, which Moodle would take for the first question's."""
    export.say(NO_FEEDBACK)
    return "\n".join(_question(item, export) for item in items if _fits(item, export)).encode()


def _fits(item: Item, export: Export) -> bool:
    if item.kind not in ("single", "true-false"):
        export.leave_out(item)
        return False
    if len(item.options) > _MOST:
        export.leave_out(item, NUMBER_BOUND)
        return False
    return True


def _question(item: Item, export: Export) -> str:
    options = truths(item) if item.kind == "true-false" else item.options
    if "\n" in item.stem + "".join(options):
        export.note(ONE_LINE, item)
    listed = "".join(f"{letter(n)}. {one_line(option)}\n" for n, option in enumerate(options))
    return f"{one_line(item.stem)}\n{listed}ANSWER: {letter(options.index(item.key[0]))}\n"
