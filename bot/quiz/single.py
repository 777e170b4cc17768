"""Single choice: which item of a list is meant, what an item demands, what the text warns of."""

from collections.abc import Iterator

from bot.quiz.asking import MIN_ITEMS
from bot.quiz.demands import demanded, warned
from bot.quiz.draft import Draft
from bot.quiz.gloss import gloss_span, gloss_told, glosses
from bot.quiz.material import Material, list_fact, name_fact
from bot.quiz.options import N_WRONG, choose
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.support import alike, covered, folded
from bot.quiz.theme import is_broad
from bot.quiz.voice import quoted

_PER_ITEM = 2
_FEWEST = 2  # wrong answers of which nothing supports what is asked
_MIN_MARGIN = -0.05  # of nearness: what might as well stand under another item asks for too much


def singles(material: Material) -> Iterator[Draft]:
    """All of them."""
    for source, series in material.series:
        if len(series.items) >= MIN_ITEMS:
            for place in range(len(series.items)):
                yield from _which_item(material, source, series, place)
                yield from _what_demanded(material, source, series, place)
    for source in material.sources:
        yield from _what_warned(material, source)


def _which_item(material: Material, source: Source, series: Series, place: int) -> Iterator[Draft]:
    """“…”说的是哪一项？ The options are the items of the list."""
    names = material.names(source, series)
    own = material.voice.own
    for statement in glosses(material, source, series, place)[:_PER_ITEM]:
        stem = (
            quoted(material.say(statement))
            + own("这句话，资料是在论述")
            + material.label(source, series.section)
            + own("中的哪一项时说的？" if series.section.index else "中的哪一部分时说的？")
        )
        others = [
            names[at]
            for at, item in enumerate(series.items)
            if at != place and not material.theme.is_as_well_in(statement, source, item)
        ]
        n_wrong = min(N_WRONG, len(others))
        if n_wrong < _FEWEST:
            continue
        wrong = choose(stem, [names[place]], others, n=n_wrong)
        if wrong:
            shown = [names.index(name) for name in (names[place], *wrong)]
            yield material.draft(
                source,
                series.items[place],
                kind="single",
                about=f"which {statement.start}",
                stem=stem,
                options=[names[place], *wrong],
                key=[names[place]],
                span=gloss_span(series, place, statement),
                difficulty="easy" if n_wrong < N_WRONG else "medium",
                bloom="understand",
                asks=[statement.fact, source.sentence_fact(statement.start)],
                tells=[
                    statement.fact,
                    list_fact(source, series),
                    *(name_fact(source, series, at) for at in shown),
                ],
                explanation=gloss_told(material, names[place], statement),
            )


def _what_demanded(
    material: Material, source: Source, series: Series, place: int
) -> Iterator[Draft]:
    """…提出了什么要求？ The options are demands of the items beside it."""
    item = series.items[place]
    label = material.label(source, item)
    own = material.voice.own
    stem = own("资料在论述") + label + own("时，提出的是下列哪一项要求？")
    others = [other for other in series.items if other is not item]
    broad = is_broad(source.plain[slice(*series.names[place])], source.plain_title)
    mine = [
        s
        for s in demanded(source, item)
        if item.announced is None
        and not broad
        and material.nearness.margin(s, item, others) > _MIN_MARGIN
    ]
    theirs = [
        material.say(s)
        for other in others
        for s in demanded(source, other)
        if material.nearness.margin(s, other, [item]) > _MIN_MARGIN
        and not material.theme.is_in_section(s, source, item)
    ]
    for statement in mine[:_PER_ITEM]:
        key = material.say(statement)
        subject = folded(material.heading(source, item))
        wrong = choose(
            stem,
            [key],
            theirs,
            least=2,
            is_right=lambda text, subject=subject: (
                any(alike(folded(text), other.plain) for other in mine)
                or material.support.says(subject, folded(text))
            ),
        )
        if wrong:
            yield material.draft(
                source,
                item,
                kind="single",
                about=f"demand {statement.start}",
                stem=stem,
                options=[key, *wrong],
                key=[key],
                span=gloss_span(series, place, statement),
                difficulty="hard",
                bloom="understand",
                asks=[statement.fact, f"{label} demands"],
                tells=[statement.fact, name_fact(source, series, place)],
                explanation=gloss_told(material, material.heading(source, item), statement),
            )


def _what_warned(material: Material, source: Source) -> Iterator[Draft]:
    """资料反对哪一种做法？ The other options are what the same text warns of elsewhere.

    What it asks for would not do: the one bad thing among good ones is known without the text.
    """
    own = material.voice.own
    warnings = list(warned(source))
    for section, warning in warnings:
        where = material.place(source, section)
        label = material.label(source, where)
        stem = own("在") + label + own("这一部分，资料明确【反对】的是下列哪一种做法？")
        key = material.voice.words(source.document, warning.start, warning.end)
        here = source.plain[where.start : where.end]
        others = [
            material.voice.words(source.document, other.start, other.end)
            for _, other in warnings
            if not where.start <= other.start < where.end
        ]
        wrong = choose(
            stem, [key], others, least=2, is_right=lambda t, here=here: covered(folded(t), here)
        )
        if wrong:
            yield material.draft(
                source,
                section,
                kind="single",
                about=f"warning {warning.start}",
                stem=stem,
                options=[key, *wrong],
                key=[key],
                span=warning.sentence,
                difficulty="medium",
                bloom="understand",
                asks=[warning.fact, f"{label} warns", *source.facts(*warning.sentence)],
                tells=[warning.fact, *source.facts(*warning.sentence)],
            )
