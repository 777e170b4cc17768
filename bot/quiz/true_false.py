"""True or false: a statement as it stands or turned; in its own text or item, or in another."""

import re
from collections.abc import Iterator, Sequence

from bot.quiz.draft import Draft
from bot.quiz.gloss import gloss_span, gloss_told, glosses
from bot.quiz.material import Material, name_fact
from bot.quiz.plain import absolute, demands, requires
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import FALSE, TRUE
from bot.quiz.theme import shares_words
from bot.quiz.turned import turned
from bot.quiz.voice import GAP, quoted
from ingest.records import Section

_PER_ITEM = 3
_MIN_CHARS = 14  # of a statement that is judged by itself: shorter ones could stand anywhere
_MIN_ELSEWHERE = 18  # of one that is said to be of another text
_IS = re.compile(r"是|可以|可(?!能)|应")


def true_false(material: Material) -> Iterator[Draft]:
    """Each statement both true and false, so that a paper may choose; it takes one of them."""
    for source, series in material.series:
        for place in range(len(series.items)):
            yield from _under_items(material, source, series, place)
    for source in material.sources:
        for statement in source.statements:
            yield from _as_it_stands(material, source, statement)


def _under_items(material: Material, source: Source, series: Series, place: int) -> Iterator[Draft]:
    """…中“…”一项时指出: of the item, and of one that says nothing near it."""
    names = material.names(source, series)
    item = series.items[place]
    own = material.voice.own
    for statement in glosses(material, source, series, place)[:_PER_ITEM]:
        for named in (place, *_elsewhere(material, source, series, place, statement)):
            stem = (
                own("资料在论述")
                + material.label(source, series.section)
                + own("中的")
                + quoted(names[named])
                + own("一项时指出：")
                + f"{quoted(material.say(statement))}。"
            )
            yield _judged(
                material, source, item, statement, stem,
                is_true=named == place,
                span=gloss_span(series, place, statement),
                explanation=gloss_told(material, names[place], statement),
                tells=[statement.fact, name_fact(source, series, named)],
                asks=_pair(source, item, series.items[named]),
            )  # fmt: skip


def _pair(source: Source, item: Section, named: Section) -> list[str]:
    """That one item is not another is asked once, whatever stands under it."""
    return [f"{source.document.doc_id} {item.index}>{named.index}"] if named is not item else []


def _elsewhere(
    material: Material, source: Source, series: Series, place: int, statement: Statement
) -> list[int]:
    """The item of the list that is farthest from a statement, where it says nothing near it."""
    theme = material.theme
    far = [
        (theme.nearest(statement, source, item), at)
        for at, item in enumerate(series.items)
        if at != place and not theme.is_in_section(statement, source, item)
    ]
    return [min(far)[1]] if far else []


def _as_it_stands(material: Material, source: Source, statement: Statement) -> Iterator[Draft]:
    """…中指出：“…”: as it stands, turned where one word has a contrary, and of another text."""
    says = demands(statement.plain) or _IS.search(statement.plain)
    if absolute(statement.plain) or not says or len(statement.plain) < _MIN_CHARS:
        return
    words = material.say(statement)
    said = [(source, words)]
    change = turned(statement.plain)
    if change is not None and not _is_said(material, source, statement, change):
        said.append((source, _said(material, statement, change)))
    others = _other_texts(material, source, statement)
    if len(said) == 1 and not others and not requires(statement.plain):
        return
    said += [(other, words) for other in others]
    for named, shown in said:
        yield _judged(
            material, source, source.outline[statement.section], statement,
            material.voice.title(named.document)
            + material.voice.own("中指出：")
            + f"{quoted(shown)}。",
            is_true=named is source and shown == words,
            span=(statement.start, statement.end),
            explanation=_from(material, statement),
            tells=[statement.fact],
            about="" if named is source else f" {named.document.doc_id}",
        )  # fmt: skip


def _from(material: Material, statement: Statement) -> str:
    """The sentence under the name of the text that it stands in."""
    document = statement.document
    said = material.voice.sentence(document, statement.start, statement.end)
    return f"{material.voice.title(document)}：{said}"


def _other_texts(material: Material, source: Source, statement: Statement) -> list[Source]:
    """The texts on like matters that say nothing near a statement, and hide nothing.

    Of their titles none lacks words of the statement that the right one has.
    """
    if len(statement.plain) < _MIN_ELSEWHERE:
        return []
    title = source.plain_title
    return [
        other
        for other in material.akin(source)
        if not other.hides
        and not shares_words(statement.plain, title, other.plain_title)
        and not material.theme.is_in_text(statement, other)
    ]


def _is_said(
    material: Material, source: Source, statement: Statement, change: tuple[int, int, str]
) -> bool:
    """Whether a passage says the turned statement all the same."""
    start, end, other = change
    section = source.outline[statement.section]
    heading = source.plain[section.heading_start : section.heading_end]
    wrong = statement.plain[:start] + other + statement.plain[end:]
    return material.support.says(heading, wrong)


def _said(material: Material, statement: Statement, change: tuple[int, int, str]) -> str:
    """The turned statement in the reader's script."""
    start, end, other = change
    document = statement.document
    whole = material.voice.words(document, statement.start, statement.end)
    before = document.text[statement.start : statement.start + start]
    after = document.text[statement.start + end : statement.end]
    written = material.voice.text(before + GAP + after, document)
    return written.replace(GAP, material.voice.own(_wide(other))) if whole else ""


def _wide(text: str) -> str:
    return text.replace(",", "，").replace(";", "；")


def _judged(
    material: Material,
    source: Source,
    section: Section,
    statement: Statement,
    stem: str,
    *,
    is_true: bool,
    span: tuple[int, int],
    explanation: str,
    tells: list[str],
    asks: Sequence[str] = (),
    about: str = "",
) -> Draft:
    own = material.voice.own
    return material.draft(
        source,
        section,
        kind="true-false",
        about=f"{is_true} {statement.start} {span[0]}{about}",
        stem=stem,
        options=[own(TRUE), own(FALSE)],
        key=[own(TRUE if is_true else FALSE)],
        span=span,
        difficulty="easy" if is_true else "medium",
        bloom="understand",
        asks=[statement.fact, source.sentence_fact(statement.start), *asks],
        tells=tells,
        explanation=explanation,
    )
