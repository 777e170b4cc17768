"""What is said under an item of a list, where it says which item that is, and no other does."""

from collections.abc import Iterator

from bot.quiz.clues import clue_words
from bot.quiz.plain import absolute
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import covered

_MAX_SPAN = 420  # characters of a citation, from the item's name to what is said


def glosses(source: Source, series: Series, place: int) -> Iterator[Statement]:
    """The statements under item `place`, nearest to its name first, that fit no other item."""
    item = series.items[place]
    name = source.plain[slice(*series.names[place])]
    others = [source.plain[slice(*s)] for i, s in enumerate(series.names) if i != place]
    for statement in source.under(item):
        near = statement.end - item.heading_start <= _MAX_SPAN
        tells = not clue_words(statement.plain, [name], others) and name not in statement.plain
        if (
            near
            and tells
            and not absolute(statement.plain)
            and not _fits_another(source, series, place, statement)
        ):
            yield statement


def _fits_another(source: Source, series: Series, place: int, statement: Statement) -> bool:
    """Whether another item's section, or its name, says the same."""
    return any(
        covered(statement.plain, source.plain[item.start : item.end])
        for i, item in enumerate(series.items)
        if i != place
    )


def gloss_span(series: Series, place: int, statement: Statement) -> tuple[int, int]:
    """From the item's name to the end of what is said."""
    return series.items[place].heading_start, statement.end
