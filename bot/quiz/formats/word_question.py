"""How a question of each kind stands on the paper, with the place for its answer."""

from collections.abc import Sequence

from bot.quiz.formats.lettered import letter
from bot.quiz.formats.sheet import Sheet
from bot.quiz.formats.words import Words
from bot.quiz.records import Item

_BRACKET = "（　　）"
_LINE = "_" * 16
_MAX_RULES = 8
# Characters of 10.5 points on a line of the page; an option has its letter and a gap as well.
_PER_LINE, _BESIDE = 42, 3


def question(sheet: Sheet, words: Words, number: int, item: Item) -> None:
    """The stem, the options, and where to write."""
    bracketed = item.kind in ("single", "multiple", "true-false")
    stem = item.stem + _BRACKET if bracketed and not _has_bracket(item.stem) else item.stem
    sheet.question(number, stem, keep=item.kind not in ("true-false", "blank"))
    if item.kind in ("single", "multiple", "ordering"):
        _options(sheet, item.options)
    if item.kind == "ordering":
        sheet.line(f"{words['order']}：{_LINE}", indented=True)
    if item.kind == "matching":
        sheet.pairs(_prompts(item), _lettered(item.options))
    if item.kind == "short":
        sheet.rules(min(_MAX_RULES, 2 + len(item.key)))


def _has_bracket(stem: str) -> bool:
    return any(bracket in stem for bracket in ("（　", "（ ", "( ", "（）", "()"))


def _lettered(options: Sequence[str]) -> list[str]:
    return [f"{letter(index)}. {text}" for index, text in enumerate(options)]


def _prompts(item: Item) -> list[str]:
    return [f"{_BRACKET}{number}. {text}" for number, text in enumerate(item.prompts, start=1)]


def _options(sheet: Sheet, options: Sequence[str]) -> None:
    """Four, two or one on a line, as the longest allows."""
    n_columns = _n_columns(options)
    listed = _lettered(options)
    for start in range(0, len(listed), n_columns):
        last = start + n_columns >= len(listed)
        sheet.columns(listed[start : start + n_columns], n_columns, keep=not last)


def _n_columns(options: Sequence[str]) -> int:
    if any("\n" in text for text in options):
        return 1
    widest = max(map(_width, options)) + _BESIDE
    return next((n for n in (4, 2) if widest * n <= _PER_LINE and len(options) >= n), 1)


def _width(text: str) -> float:
    """In full-width characters; Latin letters and digits take half of one."""
    return sum(1 if ord(sign) > 0x2E7F else 0.5 for sign in text)
