"""Situations: what to do when something comes up, from the sentences that say it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.quiz.demands import is_action, warned
from bot.quiz.draft import Draft
from bot.quiz.material import Material
from bot.quiz.options import choose
from bot.quiz.plain import absolute
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import covered, folded
from ingest.records import Section

_WHEN = re.compile(
    r"^(?:(?P<on>对于?|面对)(?P<thing>[^,;:。]{4,40}?)|(?:如果|如遇|如|若|倘若|假如|凡是|凡|一旦|当|万一|遇到|碰到|遇|即便|即使)(?P<case>[^,;:。]{4,30}?)"
    r"(?:时|的时候|的情况下|之时)?|在?(?P<time>[^,;:。]{4,30}?)(?:时|的时候|的情况下|情况下|之前|以前|之后|以后|过程中))"
    r"[,](?P<rest>.+)$"
)
_SUBJECT = re.compile(
    r"^(?:[^,;:。]{0,12}(?:人员|主任|干部|办公室|秘书|员工|职工|同志|负责人|领导))?(?:就|也|都|还)?"
    r"(?:必须要?|一定要|应当|应该|务必|需要|要|应|须|可以?|得)"
)
_CLAUSE = re.compile(r"[^,;:。]+")
_STOP = re.compile(
    r"^(?:但|否则|不然|以便|以防|以免|从而|使|这样|让|确保|绝|更不|不能|不可|不得|不要|力求|因为|免得)"
)
_MIN, _MAX = 6, 34
_N_ACTION = 3
_FORBIDDEN = r"(?:不能|不得|不可|不要|不应|不宜|不该|不准|不许|切忌|切勿|严禁|禁止|避免|防止|力戒)"


@dataclass(frozen=True, slots=True)
class Case:
    """What a statement says is to be done, and when: spans of the document.

    `form` says how the case is put: a thing, a case, a time.
    """

    source: Source
    statement: Statement
    form: str
    given: tuple[int, int]
    action: tuple[int, int]


def situations(material: Material) -> Iterator[Draft]:
    """One for each sentence that says what to do in a case."""
    cases = [case for source in material.sources for case in _cases(source)]
    for case in cases:
        yield from _situation(material, case, [other for other in cases if other is not case])


def _cases(source: Source) -> Iterator[Case]:
    for statement in source.statements:
        parsed = _parse(statement)
        if parsed is not None:
            form, *spans = parsed
            at = statement.start
            given, action = ((at + start, at + end) for start, end in spans)
            yield Case(source, statement, form, given, action)


def _parse(statement: Statement) -> tuple[str, tuple[int, int], tuple[int, int]] | None:
    """How the case is put (on, case, time), its span, and the span of what is to be done."""
    matched = _WHEN.match(statement.plain)
    if matched is None or absolute(statement.plain):
        return None
    form = next(name for name in ("thing", "case", "time") if matched[name])
    rest_start, rest = matched.start("rest"), matched["rest"]
    subject = _SUBJECT.match(rest)
    start = rest_start + (subject.end() if subject else 0)
    end = _action_end(statement.plain, start)
    if subject is None or not is_action_run(statement.plain[start:end]):
        return None
    return form, matched.span(form), (start, end)


def _action_end(plain: str, start: int) -> int:
    """Where what is to be done ends: after its first clauses, before a purpose or a warning."""
    end = start
    for n, clause in enumerate(_CLAUSE.finditer(plain, start)):
        too_long = n and clause.end() - start > _MAX
        if n == _N_ACTION or too_long or (n and _STOP.match(clause.group())):
            break
        end = clause.end()
        if plain[end : end + 1] in ";:。":
            break
    return end


def is_action_run(text: str) -> bool:
    """Whether clauses are something to do: their first one is."""
    return _MIN <= len(text) <= _MAX and is_action(_CLAUSE.findall(text)[0][:24].ljust(4, "。"))


def _situation(material: Material, case: Case, others: Sequence[Case]) -> Iterator[Draft]:
    source, statement = case.source, case.statement
    given = material.voice.words(source.document, *case.given)
    key = material.voice.words(source.document, *case.action)
    stem = material.voice.own(_STEMS[case.form]).format(given)
    section = source.outline[statement.section]
    wrong = choose(
        stem,
        [key],
        _wrong_ways(material, case, others),
        is_right=lambda text: _is_right(material, case, section, folded(text)),
    )
    if wrong:
        yield material.draft(
            source,
            section,
            kind="single",
            about=f"situation {statement.start}",
            stem=stem,
            options=[key, *wrong],
            key=[key],
            span=(statement.start, statement.end),
            difficulty="medium",
            bloom="apply",
            asks=[statement.fact],
            tells=[statement.fact],
        )


def _wrong_ways(material: Material, case: Case, others: Sequence[Case]) -> Iterator[str]:
    """What the texts warn of, then what they say is to be done in other cases."""
    for source in (case.source, *(s for s in material.sources if s is not case.source)):
        for _, action in warned(source):
            yield material.voice.words(source.document, action.start, action.end)
    for other in others:
        yield material.voice.words(other.source.document, *other.action)


def _is_right(material: Material, case: Case, section: Section, text: str) -> bool:
    """Whether the section, or any passage on the case, says that this is to be done."""
    here = case.source.plain[section.start : section.end]
    plain = case.source.plain[slice(*case.given)]
    if text in here and re.search(_FORBIDDEN + re.escape(text), here):
        return False
    return covered(text, here) or material.support.says(plain, text)


_STEMS = {
    "thing": "情境：工作中，你面对的是{}。按资料的要求，应当怎样做？",
    "case": "情境：工作中，{}。按资料的要求，这时应当怎样做？",
    "time": "情境：在{}这一环节，按资料的要求，应当怎样做？",
}
