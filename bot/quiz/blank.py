"""Blanks: a name left out of its list, a coined term left out of its sentence, parallel ends."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.quiz.asking import MAX_ITEMS, MIN_ITEMS, list_span, names_its_items, the_list, told
from bot.quiz.draft import Draft
from bot.quiz.material import Material, name_fact, name_facts
from bot.quiz.records import BLANK
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.voice import GAP
from ingest.words import is_word

_TERM = re.compile(r"[“\"]([㐀-鿿]{2,6})[”\"]")
_CLAUSE = re.compile(r"[^,;:、。“”\"‘’]+")
_RUN = re.compile(r"[㐀-鿿]+(?:、[㐀-鿿]{2,6}){2,8}、[㐀-鿿]+")
_MIN_RUN, _MAX_RUN = 3, 5
_MIN_CONTEXT = 12  # characters of a sentence beside its blanks
_ORDINARY = 2  # characters of a word in quotation marks that is not coined
_HARD = 2  # blanks of one stem


def blanks(material: Material) -> Iterator[Draft]:
    """Those of lists, then those of sentences."""
    yield from _of_lists(material)
    for source in material.sources:
        for statement in source.statements:
            spans = _parallel_ends(statement) or _term(statement) or _last_of_all(statement)
            if spans and len(statement.plain) - sum(b - a for a, b in spans) >= _MIN_CONTEXT:
                yield _of_sentence(material, source, statement, spans)


def _of_lists(material: Material) -> Iterator[Draft]:
    for source, series in material.series:
        n = len(series.items)
        if series.is_contents or not series.is_whole or not MIN_ITEMS <= n <= MAX_ITEMS:
            continue
        if names_its_items(source, series):
            continue
        names = material.names(source, series)
        left_out = 1 + (series.section.start % (n - 1))  # never the first: it opens the series
        shown = [*names[:left_out], BLANK, *names[left_out + 1 :]]
        joined = "；".join(f"（{place}）{name}" for place, name in enumerate(shown, start=1))
        yield material.draft(
            source,
            series.section,
            kind="blank",
            about=f"name {series.section.start} {left_out}",
            stem=f"{the_list(material, source, series)}{material.voice.own('依次是：')}{joined}。",
            key=[names[left_out]],
            span=list_span(source, series),
            difficulty="medium",
            bloom="remember",
            asks=[name_fact(source, series, left_out)],
            tells=set(name_facts(source, series)) - {name_fact(source, series, left_out)},
            explanation=told(material, source, series),
        )


def _of_sentence(
    material: Material, source: Source, statement: Statement, spans: Sequence[tuple[int, int]]
) -> Draft:
    document = statement.document
    text, at = "", statement.start
    for start, end in spans:
        text += document.text[at:start] + GAP
        at = end
    section = source.outline[statement.section]
    shown = material.voice.text(text + document.text[at : statement.end], document)
    return material.draft(
        source,
        section,
        kind="blank",
        about=f"blank {statement.start}",
        stem=material.voice.title(document)
        + material.voice.own("中指出：")
        + shown.replace(GAP, BLANK)
        + "。",
        key=[material.voice.words(document, *span) for span in spans],
        span=(statement.start, statement.end),
        difficulty="hard" if len(spans) > _HARD else "medium",
        bloom="remember",
        asks=[statement.fact],
        tells=[statement.fact],
    )


def _last_of_all(statement: Statement) -> list[tuple[int, int]]:
    """The last whole one of several things of one length: 人力、精力、物力、时间抓紧抓好.

    Of the first and the last it does not show where they begin and end.
    """
    for run in _RUN.finditer(statement.plain):
        items = run.group().split("、")
        inner = items[1:-1]
        at = run.end() - len(items[-1]) - 1
        word = inner[-1]
        if (
            len(inner) > 1
            and len({len(i) for i in inner}) == 1
            and statement.plain.count(word) == 1
        ):
            return [(statement.start + at - len(word), statement.start + at)]
    return []


def _term(statement: Statement) -> list[tuple[int, int]]:
    """The one coined term of a sentence, where it stands in quotation marks.

    A word of two characters in them ("出格", "尺度") is an ordinary one: others would fit as well.
    """
    terms = list(_TERM.finditer(statement.plain))
    if terms and len(terms[0].group(1)) <= _ORDINARY and is_word(terms[0].group(1)):
        return []
    if len(terms) != 1 or statement.plain.count(terms[0].group(1)) != 1:
        return []
    start, end = terms[0].span(1)
    return [(statement.start + start, statement.start + end)]


def _parallel_ends(statement: Statement) -> list[tuple[int, int]]:
    """What follows the shared word in clauses that run alike: 办文要准，办事要稳，情况要实."""
    clauses = [m.span() for m in _CLAUSE.finditer(statement.plain)]
    run: list[tuple[int, int]] = []
    for before, after in pairwise([(0, 0), *clauses]):
        pivot = _pivot(statement.plain, before, after)
        if pivot and not run:
            run.append(before)
        if pivot:
            run.append(after)
        elif len(run) >= _MIN_RUN:
            break
        else:
            run = []
    if not _MIN_RUN <= len(run) <= _MAX_RUN:
        return []
    return _ends(statement, run)


def _pivot(plain: str, before: tuple[int, int], after: tuple[int, int]) -> int:
    """Where the one word ends that two clauses of one length share; 0 where there is none."""
    a, b = plain[slice(*before)], plain[slice(*after)]
    same = [i for i in range(min(len(a), len(b)) - 1) if a[i] == b[i]]
    if len(a) == len(b) and 4 <= len(a) <= 7 and len(same) == 1 and same[0] > 0:
        return same[0] + 1
    alike = len(a) == len(b) and 3 <= len(a) <= 5 and same == [0]
    return 1 if alike else 0


def _ends(statement: Statement, run: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    pivots = {_pivot(statement.plain, a, b) for a, b in pairwise(run)}
    if len(pivots) != 1:
        return []
    pivot = pivots.pop()
    ends = [(start + pivot, end) for start, end in run[1:]]  # the first one shows the pattern
    words = [statement.plain[a:b] for a, b in ends]
    if len(set(words)) != len(words) or not all(len(w) == 1 or is_word(w) for w in words):
        return []
    return [(statement.start + a, statement.start + b) for a, b in ends]
