"""Orderings: the items of a list, to be put in the order of the text."""

from collections.abc import Iterator

from bot.quiz.asking import MAX_ITEMS, MIN_ITEMS, list_span, names_its_items, told
from bot.quiz.draft import Draft
from bot.quiz.material import Material, list_fact, name_facts
from bot.quiz.support import folded


def orderings(material: Material) -> Iterator[Draft]:
    """One for each whole list of at least three items."""
    for source, series in material.series:
        n = len(series.items)
        if series.is_contents or not series.is_whole or not MIN_ITEMS <= n <= MAX_ITEMS:
            continue
        if names_its_items(source, series):
            continue
        names = material.names(source, series)
        label = material.label(source, series.section)
        own = material.voice.own
        yield material.draft(
            source,
            series.section,
            kind="ordering",
            about=f"order {series.section.start}",
            stem=own("请把下列各项按资料论述") + label + own("时的先后顺序排列。"),
            key=names,
            options=sorted(names, key=folded),
            span=list_span(source, series),
            difficulty="medium" if n <= 4 else "hard",
            bloom="remember",
            asks=[list_fact(source, series)],
            tells=name_facts(source, series),
            explanation=told(material, source, series),
        )
