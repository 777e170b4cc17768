"""True or false: a statement as it stands or turned; one under its own item or under another."""

import re
from collections.abc import Iterator

from bot.quiz.draft import Draft
from bot.quiz.gloss import gloss_span, gloss_told, glosses
from bot.quiz.material import Material, name_fact
from bot.quiz.plain import absolute, demands, requires
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import FALSE, TRUE
from bot.quiz.turned import turned
from bot.quiz.voice import GAP, quoted
from ingest.records import Section

_PER_ITEM = 3
_MIN_CHARS = 14  # of a statement that is judged by itself: shorter ones could stand anywhere
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
    """“…”是…中“…”一项的内容: of the item, and of the one after it."""
    names = material.names(source, series)
    item = series.items[place]
    own = material.voice.own
    for statement in glosses(material, source, series, place)[:_PER_ITEM]:
        for named in (place, (place + 1) % len(names)):
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
            )  # fmt: skip


def _as_it_stands(material: Material, source: Source, statement: Statement) -> Iterator[Draft]:
    """…中指出：“…”: as it stands, and turned where one word has a contrary."""
    says = demands(statement.plain) or _IS.search(statement.plain)
    if absolute(statement.plain) or not says or len(statement.plain) < _MIN_CHARS:
        return
    lead = material.voice.title(source.document) + material.voice.own("中指出：")
    said = [(True, material.say(statement))]
    change = turned(statement.plain)
    if change is not None and not _is_said(material, source, statement, change):
        said.append((False, _said(material, statement, change)))
    elif not requires(statement.plain):
        return
    for is_true, words in said:
        yield _judged(
            material, source, source.outline[statement.section], statement,
            f"{lead}{quoted(words)}。",
            is_true=is_true,
            span=(statement.start, statement.end),
            explanation=material.voice.sentence(
                statement.document, statement.start, statement.end
            ),
            tells=[statement.fact],
        )  # fmt: skip


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
) -> Draft:
    own = material.voice.own
    return material.draft(
        source,
        section,
        kind="true-false",
        about=f"{is_true} {statement.start} {span[0]}",
        stem=stem,
        options=[own(TRUE), own(FALSE)],
        key=[own(TRUE if is_true else FALSE)],
        span=span,
        difficulty="easy" if is_true else "medium",
        bloom="understand",
        asks=[statement.fact],
        tells=tells,
        explanation=explanation,
    )
