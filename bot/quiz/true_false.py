"""True or false: what is said under an item, given to it or to the item beside it."""

from collections.abc import Iterator

from bot.quiz.draft import Draft
from bot.quiz.gloss import gloss_span, glosses
from bot.quiz.material import Material, name_fact
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.support import FALSE, TRUE
from bot.quiz.voice import quoted


def true_false(material: Material) -> Iterator[Draft]:
    """One for each item of a list, true and false in turn."""
    n = 0
    for source, series in material.series:
        if series.section.index == 0:
            continue
        for place in range(len(series.items)):
            for draft in _of_item(material, source, series, place, is_true=n % 2 == 0):
                n += 1
                yield draft


def _of_item(
    material: Material, source: Source, series: Series, place: int, *, is_true: bool
) -> Iterator[Draft]:
    told = list(glosses(source, series, place))
    if not told:
        return
    statement = told[-1]
    named = place if is_true else (place + 1) % len(series.items)
    names = material.names(source, series)
    own = material.voice.own
    stem = (
        own("在")
        + material.label(source, series.section)
        + own("这一部分：")
        + quoted(names[named])
        + own("之下讲的是")
        + f"{quoted(material.say(statement))}。"
    )
    key = own(TRUE if is_true else FALSE)
    yield material.draft(
        source,
        series.items[place],
        kind="true-false",
        about=f"truth {statement.start}",
        stem=stem,
        options=[own(TRUE), own(FALSE)],
        key=[key],
        span=gloss_span(series, place, statement),
        difficulty="easy",
        bloom="understand",
        asks=[statement.fact],
        tells=[statement.fact, name_fact(source, series, named)],
    )
