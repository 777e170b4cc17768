"""Belonging: which of these a list has, and under which item of a list a smaller one stands."""

from collections.abc import Iterator, Sequence

from bot.quiz.asking import MIN_ITEMS, list_span, told
from bot.quiz.draft import Draft
from bot.quiz.material import Material, list_fact, name_fact
from bot.quiz.options import N_WRONG, choose
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import covered, folded, letters
from bot.quiz.theme import shares_words
from bot.quiz.voice import quoted

_MIN_NAME = 4  # characters of a name that says by itself what it is about
_MAX_SPAN = 700
_MIN_MARGIN = 0.0  # of nearness: below, a reader would look for it under another item

_COMMON = frozenset("的了是要和与对有为在中")


def belongings(material: Material) -> Iterator[Draft]:
    """Of each list one for each item, and one for each item of a list within a list."""
    for source, series in material.series:
        if series.section.index and series.is_whole and not series.is_contents:
            for place in range(len(series.items)):
                yield from _is_one_of(material, source, series, place)
    for source, outer in material.series:
        for place, item in enumerate(outer.items):
            for inner in source.series:
                if inner.section.index == item.index and _can_be_asked(outer):
                    yield from _stands_under(material, source, outer, place, inner)


def _is_one_of(material: Material, source: Source, series: Series, place: int) -> Iterator[Draft]:
    """…包括下列哪一项？ The others are items of other lists of the text."""
    names = material.names(source, series)
    whole = source.plain[series.section.start : series.section.end]
    subject = folded(material.heading(source, series.section))
    stem = _asking_for_one(material, source, series)
    wrong = choose(
        stem,
        [names[place]],
        _names_elsewhere(material, source, series),
        is_right=lambda text: (
            shares_words(folded(text), subject)
            or covered(folded(text), whole)
            or folded(text) in whole
            or material.support.says(subject, folded(text))
        ),
    )
    if wrong and not _echoes(material.heading(source, series.section), names[place], wrong):
        yield material.draft(
            source,
            series.items[place],
            kind="single",
            about=f"belongs {series.items[place].start}",
            stem=stem,
            options=[names[place], *wrong],
            key=[names[place]],
            span=list_span(source, series),
            difficulty="easy",
            bloom="remember",
            asks=[name_fact(source, series, place)],
            tells=[name_fact(source, series, place)],
            explanation=told(material, source, series),
        )


def _can_be_asked(outer: Series) -> bool:
    """Whether it is a list, and not only how a text is divided (篇1, 篇2)."""
    return len(outer.items) >= MIN_ITEMS and outer.is_whole and not outer.is_contents


def _asking_for_one(material: Material, source: Source, series: Series) -> str:
    """“三项原则”包括…; what a heading says without counting is a part of the text."""
    label, own = material.label(source, series.section), material.voice.own
    if series.counted:
        return label + own("包括下列哪一项？")
    return own("在") + label + own("这一部分，资料提出了下列哪一项？")


def _echoes(heading: str, key: str, wrong: Sequence[str]) -> bool:
    """Whether the heading shares a character with the key alone: 敏 and 有敏锐的洞察力.

    Words are what the lints compare; a list's name often stands within its items' words.
    """
    rest = set(folded("".join(wrong)))
    return bool(set(letters(heading)) & set(letters(key)) - rest - _COMMON)


def _names_elsewhere(material: Material, source: Source, series: Series) -> list[str]:
    """The names of the lists of the text that neither hold this one nor stand within it."""
    section = series.section
    return [
        name
        for other in source.series
        if other.section.index
        and (other.section.end <= section.start or section.end <= other.section.start)
        for name in material.names(source, other)
    ]


def _stands_under(
    material: Material, source: Source, outer: Series, place: int, inner: Series
) -> Iterator[Draft]:
    """“…”是在哪一项之下提出的？ Of the names of the list within item `place`."""
    names = material.names(source, outer)
    others = [name for at, name in enumerate(names) if at != place]
    own = material.voice.own
    for at, said in enumerate(material.names(source, inner)):
        start, end = inner.names[at]
        span = (outer.items[place].heading_start, end)
        if len(said) < _MIN_NAME or span[1] - span[0] > _MAX_SPAN:
            continue
        if not _fits_here(material, source, outer, place, (start, end)):
            continue
        stem = (
            own("资料论述")
            + material.label(source, outer.section)
            + own("时，")
            + quoted(said)
            + own("是在哪一项之下提出的？")
        )
        wrong = choose(stem, [names[place]], others, n=min(N_WRONG, len(others)))
        if wrong:
            shown = [names.index(name) for name in (names[place], *wrong)]
            yield material.draft(
                source,
                outer.items[place],
                kind="single",
                about=f"under {start}",
                stem=stem,
                options=[names[place], *wrong],
                key=[names[place]],
                span=span,
                difficulty="medium",
                bloom="understand",
                asks=[f"{name_fact(source, inner, at)} stands"],
                tells=[
                    list_fact(source, outer),
                    name_fact(source, inner, at),
                    *(name_fact(source, outer, n) for n in shown),
                ],
                explanation=f"{names[place]}：{said}。",
            )


def _fits_here(
    material: Material, source: Source, outer: Series, place: int, span: tuple[int, int]
) -> bool:
    """Whether a name is nearer to this item than to the others, and none of them has its words."""
    item = outer.items[place]
    others = [other for other in outer.items if other is not item]
    plain = source.plain[slice(*span)]
    if any(covered(plain, source.plain[other.start : other.end]) for other in others):
        return False
    named = Statement(source.document, *span, item.index, plain)
    return material.nearness.margin(named, item, others) > _MIN_MARGIN
