"""Matching: the items of a list, each to what is said under it."""

from collections.abc import Iterator

from bot.quiz.asking import MIN_ITEMS
from bot.quiz.draft import Draft
from bot.quiz.gloss import glosses
from bot.quiz.material import Material, name_fact
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import folded

_MAX_PAIRS = 5
_MAX_CHARS = 48


def matchings(material: Material) -> Iterator[Draft]:
    """One for each list with at least three items that something is said of."""
    for source, series in material.series:
        pairs = list(_pairs(material, source, series))[:_MAX_PAIRS]
        if len(pairs) >= MIN_ITEMS and series.section.index:
            yield _matching(material, source, series, pairs)


def _pairs(material: Material, source: Source, series: Series) -> Iterator[tuple[int, Statement]]:
    for place in range(len(series.items)):
        said = [
            s for s in glosses(material, source, series, place) if s.end - s.start <= _MAX_CHARS
        ]
        if said:
            yield place, said[0]


def _matching(
    material: Material, source: Source, series: Series, pairs: list[tuple[int, Statement]]
) -> Draft:
    names = material.names(source, series)
    key = [material.say(statement) for _, statement in pairs]
    label = material.label(source, series.section)
    own = material.voice.own
    first = series.items[pairs[0][0]]
    return material.draft(
        source,
        series.section,
        kind="matching",
        about=f"pairs {series.section.start}",
        stem=own("资料论述") + label + own("时，对下列各项分别是怎样说的？请一一对应。"),
        prompts=[names[place] for place, _ in pairs],
        options=sorted(key, key=folded),
        key=key,
        span=(first.heading_start, max(statement.end for _, statement in pairs)),
        difficulty="medium",
        bloom="understand",
        asks=[statement.fact for _, statement in pairs],
        tells=[
            *(statement.fact for _, statement in pairs),
            *(name_fact(source, series, place) for place, _ in pairs),
        ],
        explanation="；".join(
            f"{names[place]}——{material.say(statement)}" for place, statement in pairs
        )
        + "。",
    )
