"""GIFT, Moodle's text format, read back by pygiftparser.

Texts are marked [html], so that a brace or a backslash can be an entity: readers differ on an
escaped brace inside an answer, and only Moodle's undoes a doubled backslash.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape

from bot.quiz.formats.export import (
    BLANKS_ESSAY,
    NO_PLACE,
    ONE_LINE,
    ORDER_MATCHED,
    SHORT_FEEDBACK,
    Export,
)
from bot.quiz.formats.feedback import feedback, with_answers
from bot.quiz.formats.grades import percents
from bot.quiz.formats.lettered import is_true
from bot.quiz.formats.markup import one_line
from bot.quiz.records import Item

_ESCAPED = {sign: f"\\{sign}" for sign in "~=#:"}
_TYPED = str.maketrans(_ESCAPED)
_MARKED = str.maketrans(
    {**_ESCAPED, **{sign: rf"&\#{ord(sign)};" for sign in "{}\\%"}, "\n": "<br>"}
)
# What learners type is compared as plain text, where an entity would be read as itself.
_NOT_TYPED = re.compile(r"[{}\\%\n]|->")
_MAX_NAME = 40


def gift(items: Sequence[Item], export: Export) -> bytes:
    """UTF-8 without a mark at its start; kind and levels are tags, the id is Moodle's id number."""
    export.say(NO_PLACE)
    return "\n".join(_question(item, export) for item in items).encode()


def _question(item: Item, export: Export) -> str:
    """What has no answers of its own is an essay, and told what they are afterwards."""
    answers = _WRITERS[item.kind](item, export)
    told = (feedback if answers else with_answers)(item, export.words)
    tags = "".join(f" [tag:{tag}]" for tag in (item.kind, item.difficulty, item.bloom))
    return (
        f"// [id:{_id(item)}]{tags}\n"
        f"::{_name(item)}::[html]{_marked(item.stem)}{{\n{answers}####{_marked(told)}\n}}\n"
    )


def _name(item: Item) -> str:
    """The start of the stem, in which no colon can end the name too early."""
    return _marked(one_line(item.stem)[:_MAX_NAME].replace(":", "："))


def _id(item: Item) -> str:
    return re.sub(r"[\]\\\s]", "-", item.id)


def _marked(text: str) -> str:
    return escape(text, quote=False).translate(_MARKED)


def _single(item: Item, export: Export) -> str:
    return _lines(_sign(item, option) + _marked(option) for option in item.options)


def _sign(item: Item, option: str) -> str:
    return "=" if option in item.key else "~"


def _multiple(item: Item, export: Export) -> str:
    shares = percents(item, export)
    return _lines(
        f"~%{share}%{_marked(option)}" for option, share in zip(item.options, shares, strict=True)
    )


def _true_false(item: Item, export: Export) -> str:
    return "TRUE" if is_true(item) else "FALSE"


def _blank(item: Item, export: Export) -> str:
    """GIFT has one answer a question, so that several blanks become an essay."""
    if len(item.key) == 1 and not _NOT_TYPED.search(item.key[0]):
        return f"={item.key[0].translate(_TYPED)}"
    export.note(BLANKS_ESSAY, item)
    return ""


def _ordering(item: Item, export: Export) -> str:
    export.note(ORDER_MATCHED, item)
    places = (str(number) for number in range(1, len(item.key) + 1))
    return _pairs(item, zip(places, item.key, strict=True), export)


def _matching(item: Item, export: Export) -> str:
    left_over = (("", option) for option in item.options if option not in item.key)
    pairs = [*zip(item.prompts, item.key, strict=True), *left_over]
    return _pairs(item, pairs, export)


def _pairs(item: Item, pairs: Iterable[tuple[str, str]], export: Export) -> str:
    """The right side is a line of a menu in Moodle: plain, without breaks."""
    lines: list[str] = []
    for prompt, option in pairs:
        if "\n" in option:
            export.note(ONE_LINE, item)
        lines.append(f"={_marked(prompt)} -> {_marked(one_line(option))}")
    return _lines(lines)


def _short(item: Item, export: Export) -> str:
    export.note(SHORT_FEEDBACK, item)
    return ""


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


_WRITERS: dict[str, Callable[[Item, Export], str]] = {
    "single": _single,
    "multiple": _multiple,
    "true-false": _true_false,
    "blank": _blank,
    "ordering": _ordering,
    "matching": _matching,
    "short": _short,
}
