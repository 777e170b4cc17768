"""What Chinese quiz sites call things, from dialects.toml, and their Excel templates."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from bot.quiz.formats.book import Cell, book
from bot.quiz.formats.export import NO_BLOOM, NO_LEVELS, TOLD_AS_SHORT, Export
from bot.quiz.formats.feedback import feedback
from bot.quiz.formats.lettered import answer, is_true, letter
from bot.quiz.records import Item

_FILE = Path(__file__).with_name("dialects.toml")


def wenjuanxing(items: Sequence[Item], export: Export) -> bytes:
    """The .xlsx for 问卷星."""
    return _sheet("wenjuanxing", items, export)


def kaoshixing(items: Sequence[Item], export: Export) -> bytes:
    """The .xlsx for 考试星."""
    return _sheet("kaoshixing", items, export)


@cache
def dialect(site: str) -> dict[str, Any]:
    """The site's table of dialects.toml."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))[site]


def answer_in(site: str, item: Item) -> str:
    """The key as the site reads it."""
    words = dialect(site)
    if item.kind == "true-false":
        return words["truths"][0 if is_true(item) else 1]
    if item.kind in ("blank", "short"):
        return words["blanks" if item.kind == "blank" else "points"].join(item.key)
    return answer(item)


def as_lines(item: Item) -> list[str]:
    """Prompts under numbers and options under letters, a line each."""
    prompts = [f"({number}) {prompt}" for number, prompt in enumerate(item.prompts, start=1)]
    return prompts + [f"{letter(index)}. {text}" for index, text in enumerate(item.options)]


def _sheet(site: str, items: Sequence[Item], export: Export) -> bytes:
    words = dialect(site)
    export.say(NO_BLOOM if words["difficulty"] else NO_LEVELS)
    for item in items:
        if item.kind not in words["kinds"]:
            export.note(TOLD_AS_SHORT, item)
    n_options = max(len(_options(site, item)) for item in items)
    heading = [title for column in words["columns"] for title in _titles(column, n_options)]
    told = [replace(item, explanation=feedback(item, export.words)) for item in items]
    table = [list(_row(site, item, n_options)) for item in told]
    return book([heading, *table], title=words["sheet"])


def _titles(column: dict[str, Any], n_options: int) -> list[str]:
    if column["field"] != "options":
        return [column["title"]]
    return [column["title"].format(letter(n)) for n in range(max(n_options, column["least"]))]


def _row(site: str, item: Item, n_options: int) -> Iterator[Cell]:
    for column in dialect(site)["columns"]:
        if column["field"] == "options":
            options = _options(site, item)
            yield from options
            yield from [""] * (max(n_options, column["least"]) - len(options))
        else:
            yield _FIELDS[column["field"]](site, item)


def _options(site: str, item: Item) -> tuple[str, ...]:
    """What stands in the columns of options: nothing of a kind the site doesn't know."""
    known = item.kind in dialect(site)["kinds"] and item.kind != "true-false"
    return item.options if known else ()


def _kind(site: str, item: Item) -> str:
    kinds = dialect(site)["kinds"]
    return kinds.get(item.kind, kinds["short"])


def _stem(site: str, item: Item) -> str:
    known = item.kind in dialect(site)["kinds"]
    return item.stem if known else "\n".join([item.stem, *as_lines(item)])


def _difficulty(site: str, item: Item) -> str:
    return dialect(site)["difficulty"][item.difficulty]


_FIELDS: dict[str, Callable[[str, Item], Cell]] = {
    "kind": _kind,
    "stem": _stem,
    "answer": answer_in,
    "explanation": lambda site, item: item.explanation,
    "difficulty": _difficulty,
    "heading": lambda site, item: " › ".join(item.heading),
    "score": lambda site, item: 1,
}
