"""Short answers: the items of a list, each a key point."""

from collections.abc import Iterator

from bot.quiz.asking import MAX_ITEMS, MIN_ITEMS, list_span, the_list, told
from bot.quiz.draft import Draft
from bot.quiz.material import Material, list_fact


def short_answers(material: Material) -> Iterator[Draft]:
    """One for each list that is whole; announced ones whatever their length."""
    for source, series in material.series:
        n = len(series.items)
        if (
            series.is_contents
            or not series.is_whole
            or not (series.is_announced or MIN_ITEMS <= n <= MAX_ITEMS)
        ):
            continue
        yield material.draft(
            source,
            series.section,
            kind="short",
            about=f"list {series.section.start}",
            stem=the_list(material, source, series) + material.voice.own("依次是什么？"),
            key=material.names(source, series),
            span=list_span(source, series),
            difficulty="medium" if n <= 4 else "hard",
            bloom="remember",
            asks=[list_fact(source, series)],
            explanation=told(material, source, series),
        )
