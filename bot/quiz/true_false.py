"""True or false: a statement as it stands or turned; one under its own item or under another."""

from collections.abc import Iterator

from bot.quiz.draft import Draft
from bot.quiz.gloss import gloss_span, gloss_told, glosses
from bot.quiz.material import Material, name_fact
from bot.quiz.plain import absolute, demands
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import FALSE, TRUE
from bot.quiz.turned import turned
from bot.quiz.voice import GAP, quoted
from ingest.records import Section


def true_false(material: Material) -> Iterator[Draft]:
    """Each statement both true and false, so that a paper may choose; it takes one of them."""
    for source, series in material.series:
        if series.section.index:
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
    for statement in glosses(material, source, series, place)[:1]:
        for named in (place, (place + 1) % len(names)):
            stem = (
                own("资料在论述")
                + material.label(source, series.section)
                + own("中的")
                + quoted(names[named])
                + own("一项时指出：")
                + f"{quoted(material.say(statement))}。"
            )
            tells = [
                statement.fact,
                *([name_fact(source, series, named)] if named == place else []),
            ]
            yield _judged(
                material, source, item, statement, stem,
                is_true=named == place,
                span=gloss_span(series, place, statement),
                explanation=gloss_told(material, names[place], statement),
                tells=[*tells, name_fact(source, series, named)],
            )  # fmt: skip


def _as_it_stands(material: Material, source: Source, statement: Statement) -> Iterator[Draft]:
    """资料在论述…时指出：“…”: as it stands, and turned."""
    change = turned(statement.plain)
    if change is None or absolute(statement.plain) or not demands(statement.plain):
        return
    start, end, other = change
    section = material.place(source, source.outline[statement.section])
    wrong = statement.plain[:start] + other + statement.plain[end:]
    if material.support.says(source.plain[section.heading_start : section.heading_end], wrong):
        return
    own = material.voice.own
    lead = own("资料在论述") + material.label(source, section) + own("时指出：")
    for is_true in (True, False):
        said = material.say(statement) if is_true else _said(material, statement, change)
        yield _judged(
            material, source, section, statement, f"{lead}{quoted(said)}。",
            is_true=is_true,
            span=(statement.start, statement.end),
            explanation=material.voice.sentence(
                statement.document, statement.start, statement.end
            ),
            tells=[statement.fact],
        )  # fmt: skip


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
