"""Word: a paper to hand out, and behind it, on pages of its own, the key."""

import io
from collections.abc import Sequence

from bot.quiz.formats.archive import settled
from bot.quiz.formats.export import NO_LEVELS, Export
from bot.quiz.formats.feedback import names_its_text, source
from bot.quiz.formats.lettered import answer
from bot.quiz.formats.paper import Part, parts
from bot.quiz.formats.sheet import Sheet
from bot.quiz.formats.word_question import question
from bot.quiz.formats.words import Words
from bot.quiz.records import Item

_BLANK_WIDTH = 10


def word(items: Sequence[Item], export: Export) -> bytes:
    """The .docx, A4; grouped by kind, numbered through."""
    export.say(NO_LEVELS)
    words, sections = export.words, parts(items)
    sheet = Sheet(words["fonts"], words["language"])
    _top(sheet, words, sections)
    for part in sections:
        _section(sheet, words, part)
    _key(sheet, words, sections)
    sheet.footer(words["page"])
    stream = io.BytesIO()
    sheet.save(stream)
    return settled(stream.getvalue())


def _top(sheet: Sheet, words: Words, sections: Sequence[Part]) -> None:
    sheet.title(words["paper"])
    blank = "_" * _BLANK_WIDTH
    sheet.line("　".join(f"{field}：{blank}" for field in words["fields"]), centred=True)
    numerals = [part.numeral for part in sections]
    sheet.table(
        [
            [words["number"], *numerals, words["total"]],
            [words["score"], *[""] * (len(numerals) + 1)],
        ]
    )


def _section(sheet: Sheet, words: Words, part: Part) -> None:
    sheet.heading(_heading(words, part))
    sheet.told(words["told"][part.kind])
    for number, item in part.numbered:
        question(sheet, words, number, item)


def _heading(words: Words, part: Part) -> str:
    named = words["section"].format(part.numeral, words["kinds"][part.kind])
    return named + words["count"].format(len(part.numbered))


def _key(sheet: Sheet, words: Words, sections: Sequence[Part]) -> None:
    sheet.new_page()
    sheet.title(words["key"])
    for part in sections:
        sheet.heading(_heading(words, part))
        for number, item in part.numbered:
            _answer(sheet, words, number, item)


def _answer(sheet: Sheet, words: Words, number: int, item: Item) -> None:
    told = [f"{words['explanation']}：{item.explanation}"]
    if not names_its_text(item):
        told.append(source(item, words))
    if item.kind == "short":
        points = [f"({n}) {point}" for n, point in enumerate(item.key, start=1)]
        sheet.question(number, f"{words['points']}：", keep=True)
        sheet.lines([*points, *told])
    else:
        sheet.question(number, f"{words['answer']}：{answer(item)}", keep=True)
        sheet.lines(told)
