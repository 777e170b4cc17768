"""Plain text as Chinese quiz sites read it: numbered questions, 答案：, 解析：."""

from collections.abc import Iterator, Sequence

from bot.quiz.formats.dialect import answer_in, as_lines, dialect
from bot.quiz.formats.export import NO_LEVELS, ONE_LINE, RARE_KIND, Export
from bot.quiz.formats.feedback import feedback
from bot.quiz.formats.markup import one_line
from bot.quiz.formats.words import Words
from bot.quiz.records import Item


def plain(items: Sequence[Item], export: Export) -> bytes:
    """UTF-8; a blank line between questions, and none inside one."""
    export.say(NO_LEVELS)
    return "\n".join(_question(n, item, export) for n, item in enumerate(items, start=1)).encode()


def _question(number: int, item: Item, export: Export) -> str:
    if item.kind in ("ordering", "matching"):
        export.note(RARE_KIND, item)
    lines = list(_lines(number, item, export.words))
    if any("\n" in line for line in lines[:-1]) or "\n" in item.explanation:
        export.note(ONE_LINE, item)
    return "".join(f"{one_line(line)}\n" for line in lines)


def _lines(number: int, item: Item, words: Words) -> Iterator[str]:
    yield f"{number}. {item.stem}[{dialect('txt')['kinds'][item.kind]}]"
    if item.kind != "true-false":
        yield from as_lines(item)
    yield f"答案：{answer_in('txt', item)}"
    yield f"解析：{feedback(item, words)}"
