"""Short answers: the items of a list, or what is asked for under a heading, each a key point."""

import re
from collections.abc import Iterator, Sequence

from bot.quiz.asking import MAX_ITEMS, MIN_ITEMS, list_span, names_its_items, the_list, told
from bot.quiz.cases import Case, cases_of
from bot.quiz.definition import Definition, definition_stem, definitions_of
from bot.quiz.demands import demanded
from bot.quiz.draft import Draft
from bot.quiz.material import Material, list_fact
from bot.quiz.plain import demands
from bot.quiz.series import Series, numeral
from bot.quiz.situation import situation_stem
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import alike, folded
from ingest.records import Section
from ingest.words import cut_known, tag

_FEWEST, _MOST = 2, 3  # key points under a heading
_MAX_SPAN = 420
_MEANS = 12  # characters of a meaning that says more than its term, where it has that too
_VERBAL = ("v", "d", "i", "l")
_IS = re.compile(
    r"^[^,;:。]{2,12}(?:就是|也是|正是|是|即)(?!否|非)[^,;:。]+的[^,;:。]{2,8}(?:$|[,;])"
)
"""X是Y的集中反映 says what a thing is: it asks for nothing."""
_PART = re.compile(r"[^;。!?\n]+")
_CLAUSE = re.compile(r"[^,:;。!?\s][^,:;。!?\n]*")


def short_answers(material: Material) -> Iterator[Draft]:
    """Those of lists, then those of headings."""
    yield from _of_lists(material)
    for source in material.sources:
        for section in source.named:
            yield from _of_demands(material, source, section)
        for case in cases_of(source):
            yield _of_case(material, case)
    for definition in (d for source in material.sources for d in definitions_of(source)):
        yield from _of_definition(material, definition)


def _of_case(material: Material, case: Case) -> Draft:
    """What is to be done when; one key point."""
    facts = [case.fact, *case.source.facts(*case.span)]
    return material.draft(
        case.source,
        case.section,
        kind="short",
        about=f"case {case.given[0]}",
        stem=situation_stem(material, case),
        key=[material.voice.words(case.source.document, *case.action)],
        span=case.span,
        difficulty="hard",
        bloom="apply",
        asks=facts,
        tells=facts,
    )


def _of_definition(material: Material, definition: Definition) -> Iterator[Draft]:
    """What a thing is; one key point, unless it hardly says more than the term (实: 实事求是)."""
    document = definition.source.document
    plain = definition.source.plain
    meaning = plain[slice(*definition.meaning)]
    if len(meaning) < _MEANS and plain[slice(*definition.term)] in meaning:
        return
    facts = [f"{document.doc_id}:{definition.term[0]}", *definition.source.facts(*definition.span)]
    yield material.draft(
        definition.source,
        definition.section,
        kind="short",
        about=f"definition {definition.term[0]}",
        stem=definition_stem(material, definition),
        key=[material.voice.words(document, *definition.meaning)],
        span=definition.span,
        difficulty="medium",
        bloom="understand",
        asks=facts,
        tells=facts,
    )


def _of_demands(material: Material, source: Source, section: Section) -> Iterator[Draft]:
    """…提出了哪些要求？ Where all that is asked for under a heading can be key points."""
    if any(other.parent == section.index for other in source.outline):
        return
    asked = demanded(source, section)
    if any(_IS.search(s.plain) for s in asked):
        return
    points = [material.say(statement) for statement in asked]
    apart = not any(alike(folded(a), folded(b)) for i, a in enumerate(points) for b in points[:i])
    if not _FEWEST <= len(points) <= _MOST or not apart:
        return
    if asked[-1].end - asked[0].start > _MAX_SPAN or _asks_for_more(source, section, asked):
        return
    own = material.voice.own
    n = "两" if len(points) == 2 else numeral(len(points))
    yield material.draft(
        source,
        section,
        kind="short",
        about=f"demands {section.start}",
        stem=own("资料在论述")
        + material.label(source, section)
        + own(f"时，提出了哪些要求（答出{n}点）？"),
        key=points,
        span=(asked[0].start, asked[-1].end),
        difficulty="hard",
        bloom="understand",
        asks=[f"{material.label(source, section)} demands", *(s.fact for s in asked)],
        tells=[s.fact for s in asked],
    )


def _asked(material: Material, source: Source, series: Series) -> str:
    own = material.voice.own
    if series.is_outermost:
        n = "两" if len(series.items) == 2 else series.quantity
        return material.voice.title(source.document) + own(f"分{n}个部分，标题依次是什么？")
    return the_list(material, source, series) + own("依次是什么？")


def _are_all_parts(source: Source, series: Series) -> bool:
    """Whether the items are the parts of the whole text, and it has no others."""
    parts = [section for section in source.outline[1:] if section.parent == 0]
    return series.is_outermost and len(parts) == len(series.items)


def _asks_for_more(source: Source, section: Section, asked: Sequence[Statement]) -> bool:
    """Whether a sentence there asks for something that is no key point: then they are not all.

    A clause that begins with a verb asks for what it says, 要 or not: 从严要求、从优服务.
    """
    held = [(s.start, s.end) for s in asked]
    for sentence in source.sentences:
        if sentence.start < section.heading_end or sentence.end > section.end:
            continue
        for part in _PART.finditer(source.plain, sentence.start, sentence.end):
            rest = _untold(part, held)
            if any(map(demands, rest)) or (len(rest) == _clauses(part) and any(map(_bids, rest))):
                return True
    return False


def _untold(part: re.Match[str], held: Sequence[tuple[int, int]]) -> list[str]:
    """The clauses of a part of a sentence that no key point holds."""
    clauses = _CLAUSE.finditer(part.string, *part.span())
    return [
        clause.group().strip()
        for clause in clauses
        if not any(start < clause.end() and clause.start() < end for start, end in held)
    ]


def _clauses(part: re.Match[str]) -> int:
    return len(_CLAUSE.findall(part.string, *part.span()))


def _bids(clause: str) -> bool:
    """Whether a folded clause has no subject: it begins with a verb, or with 不."""
    return tag(cut_known(clause)[0])[:1] in _VERBAL


def _of_lists(material: Material) -> Iterator[Draft]:
    """One for each list that is whole; announced ones whatever their length."""
    for source, series in material.series:
        n = len(series.items)
        if (
            (series.is_contents and not _are_all_parts(source, series))
            or (names_its_items(source, series) and not series.is_announced)
            or not series.is_whole
            or not (series.is_announced or MIN_ITEMS <= n <= MAX_ITEMS)
        ):
            continue
        yield material.draft(
            source,
            series.section,
            kind="short",
            about=f"list {series.section.start}",
            stem=_asked(material, source, series),
            key=material.names(source, series),
            span=list_span(source, series),
            difficulty="medium" if n <= 4 else "hard",
            bloom="remember",
            asks=[list_fact(source, series)],
            explanation=told(material, source, series),
        )
