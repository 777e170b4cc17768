"""Matching: the items of a list, each to what is said under it."""

from collections.abc import Iterator

from bot.quiz.asking import MIN_ITEMS
from bot.quiz.draft import Draft
from bot.quiz.gloss import glosses
from bot.quiz.material import Material, list_fact, name_fact, name_facts
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import folded

_MAX_PAIRS = 5
_MAX_CHARS = 48
_MIN_PART = 4  # characters before and after 是


def matchings(material: Material) -> Iterator[Draft]:
    """One for each list with at least three items that something is said of."""
    for source, series in material.series:
        pairs = list(_pairs(material, source, series))[:_MAX_PAIRS]
        if len(pairs) >= MIN_ITEMS and series.section.index:
            yield _matching(material, source, series, pairs)
        yield from _of_names(material, source, series)


def _of_names(material: Material, source: Source, series: Series) -> Iterator[Draft]:
    """What each heading of a list says that a thing is: …是做好工作的前提, …的基础, …的关键."""
    split = [_split(source.plain, span) for span in series.names]
    pairs = [pair for pair in split if pair is not None]
    prompts = [material.voice.words(source.document, *prompt) for prompt, _ in pairs]
    key = [material.voice.words(source.document, *said) for _, said in pairs]
    if len(pairs) < MIN_ITEMS or len(set(prompts)) < len(pairs) or len(set(key)) < len(pairs):
        return
    own = material.voice.own
    label = material.label(source, series.section)
    yield material.draft(
        source,
        series.section,
        kind="matching",
        about=f"headings {series.section.start}",
        stem=own("在") + label + own("中，下列各项分别“是”什么？请一一对应。"),
        prompts=prompts[:_MAX_PAIRS],
        options=sorted(key[:_MAX_PAIRS], key=folded),
        key=key[:_MAX_PAIRS],
        span=(series.names[0][0], series.names[-1][1]),
        difficulty="medium",
        bloom="understand",
        asks=name_facts(source, series),
        tells=name_facts(source, series),
        explanation="；".join(material.names(source, series)) + "。",
    )


def _split(plain: str, span: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The name's parts before and after its only 是."""
    start, end = span
    if plain.count("是", start, end) != 1:
        return None
    at = plain.index("是", start, end)
    return ((start, at), (at + 1, end)) if min(at - start, end - at - 1) >= _MIN_PART else None


def _pairs(material: Material, source: Source, series: Series) -> Iterator[tuple[int, Statement]]:
    for place in range(len(series.items)):
        said = [
            s
            for s in glosses(material, source, series, place)
            if s.end - s.start <= _MAX_CHARS
            and not _is_elsewhere(material, source, series, place, s)
        ]
        if said:
            yield place, said[0]


def _is_elsewhere(
    material: Material, source: Source, series: Series, place: int, statement: Statement
) -> bool:
    """Whether another item of the list says near the same: it could be matched to that as well."""
    return any(
        material.theme.is_as_well_in(statement, source, item)
        for at, item in enumerate(series.items)
        if at != place
    )


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
            list_fact(source, series),
            *(name_fact(source, series, place) for place, _ in pairs),
        ],
        explanation="；".join(
            f"{names[place]}——{material.say(statement)}" for place, statement in pairs
        )
        + "。",
    )
