"""Cases: what a sentence says is to be done, and when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.quiz.plain import absolute, demands, has_pronoun, stands_alone
from bot.quiz.source import Source
from ingest.mend import mend
from ingest.records import Section, Sentence
from ingest.words import cut_known, tag

_ON = re.compile(r"(?:对于?|针对)(?P<thing>[^,;:。对]{3,32})$")
_MEETS = re.compile(
    r"(?:如|若|凡是?|当|一旦|即便|即使)?(?:遇到|遇上|碰到|面对|遇)(?P<meets>[^,;:。]{4,30}?)(?:的?时候?)?$"
)
_IF = re.compile(
    r"(?:即便|即使)?(?:如果|如|若|倘若|假如|凡是?|一旦|当|万一)(?P<case>[^,;:。]{4,30}?)(?:的?时候?|的?情况下?)?$"
)
_WHEN = re.compile(r"(?:在|当)?(?P<case>[^,;:。]{4,30}?)(?:的?时候?|的?情况下|(?:的)?过程中)$")
_AROUND = re.compile(r"在(?P<time>[^,;:。]{4,30}?(?:之前|之后|以前|以后|前|后))$")
_WHOSE = re.compile(r"(?P<case>[^,;:。是]{3,24})的$")
_JOINED = re.compile(
    r"在(?P<time>[^,;:。]{4,28}?(?:之前|之后|以前|以后|前|后))(?=[^,;:。]{0,10}(?:要(?!求)|应|必须|须|可以))"
)
_FORMS = (_ON, _MEETS, _IF, _WHEN, _AROUND, _WHOSE)
_DUTY = re.compile(
    r"(?:(?:(?!要|应|必须|须|可以)[^,;:。]){0,12}(?:人员|主任|干部|办公室|秘书|员工|职工|同志|负责人|领导|单位))?(?:就|也|都|还|方|则)?"
    r"(?:必须要?|一定要|应当|应该|务必|需要|需|要(?!求)|应(?![用付对变急邀])|须|可以|可(?!能))?"
)
_HAS_DUTY = re.compile(
    r"必须|应当|应该|务必|需要|要(?!求)|应(?![用付对变急邀])|须|可(?!能)|立即|及时|马上|^先"
)
_STOP = re.compile(
    r"(?:但|否则|不然|以便|以防|以免|以求|从而|使|这样|让|确保|保证|绝|更不|不[能可得要]|力求|因为|免得|既|就会|才能|也就|做到|最好|那么)"
)
_WHY = re.compile(
    r"以便|以防|以免|以求|以保|从而|使|让|确保|保证|力求|这样|因为|免得|就会|才能|也就|否则|不然|做到|为|那么"
)
"""What follows with these is no part of what is to be done; 不能含糊其辞 is its other half."""
_NUMBER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百\d]+条|[（(][一二三四五六七八九十\d]+[)）]|\d+\s*[.、。)）]|[一二三四五六七八九十]+、)\s*"
)
_CLAUSE = re.compile(r"[^,;:。!?]+")
_MIN, _MAX, _MAX_CLAUSES = 4, 34, 3
_ENOUGH = 12  # characters of what is to be done: more clauses only make the key stand out
_NO_ACTION = re.compile(
    r"^(?:[是有会能把被将不]|往往|容易|常常|难免|由于|因为|可能|一定|一律|切忌)|[时后前中]$|可能|也就|[二三四五六七八九十][个项]"
)
_NO_CASE = re.compile(r"^(?:要|应|也|就)|什么|怎么|[是]|一样|来讲|来说|方面|关系|同时")


@dataclass(frozen=True, slots=True)
class Case:
    """`given` and `action` are spans of the document; `form` says how the case is put."""

    source: Source
    section: Section
    form: str
    given: tuple[int, int]
    action: tuple[int, int]
    span: tuple[int, int]

    @property
    def fact(self) -> str:
        """What this says, as a name."""
        return f"{self.source.document.doc_id}:{self.given[0]}"


def cases_of(source: Source) -> Iterator[Case]:
    """The cases of a document, in order."""
    for sentence in source.sentences:
        if not any(
            m.start < sentence.end and sentence.start < m.end for m in sentence.document.masks
        ):
            yield from _of_sentence(source, sentence)


def _of_sentence(source: Source, sentence: Sentence) -> Iterator[Case]:
    text = source.plain[sentence.start : sentence.end]
    number = _NUMBER.match(text)
    clauses = [m.span() for m in _CLAUSE.finditer(text, number.end() if number else 0)]
    section = source.outline[sentence.section]
    for n, clause in enumerate(clauses):
        for form, given, rest in _given(text, clause, clauses[n + 1 :]):
            action = _action(text, rest)
            at = sentence.start
            if action is not None and _is_sound(form, text[slice(*given)], text[slice(*action)]):
                first = sentence.start + clause[0]
                yield Case(
                    source, section, form,
                    (at + given[0], at + given[1]),
                    (at + action[0], at + action[1]),
                    (first, at + action[1]),
                )  # fmt: skip


def _given(
    text: str, clause: tuple[int, int], after: list[tuple[int, int]]
) -> Iterator[tuple[str, tuple[int, int], list[tuple[int, int]]]]:
    """How the case is put, its span, and the clauses that may say what is to be done."""
    said = text[slice(*clause)]
    if joined := _JOINED.match(said):
        start, end = joined.span("time")
        yield "time", (clause[0] + start, clause[0] + end), [(clause[0] + end, clause[1]), *after]
        return
    for pattern in _FORMS:
        if matched := pattern.match(said):
            (form,) = pattern.groupindex
            start, end = matched.span(form)
            if after and text[clause[1]] == ",":
                yield form, (clause[0] + start, clause[0] + end), after
            return


def _action(text: str, clauses: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The span of what is to be done; None where the clauses do not say so."""
    start, end = clauses[0]
    if not _HAS_DUTY.search(text[start:end][:14]):
        return None
    duty = _DUTY.match(text, start, end)
    start = duty.end() if duty else start
    for n, (a, b) in enumerate(clauses[1:], start=1):
        stops = text[end] not in ",、" or _STOP.match(text, a, b) or _begins_case(text[a:b])
        if n == _MAX_CLAUSES or b - start > _MAX or end - start > _ENOUGH or stops:
            break
        end = b
    return None if _is_cut(text, end, clauses) else (start, end)


def _is_cut(text: str, end: int, clauses: list[tuple[int, int]]) -> bool:
    """Whether the sentence goes on after what is to be done with more than why it is to be done."""
    stop = min((at for mark in ";。!?" if (at := text.find(mark, end)) >= 0), default=len(text))
    rest = [clause for clause in clauses if end <= clause[0] < stop]
    if not rest or text[end] not in ",、":
        return False
    said = [text[a:b] for a, b in rest]
    further = any(demands(clause) for clause in said if not _WHY.match(clause))
    return further or not (_WHY.match(said[0]) or _begins_case(said[0]))


def _begins_case(clause: str) -> bool:
    return any(pattern.match(clause) for pattern in _FORMS[:5])


def _is_sound(form: str, given: str, action: str) -> bool:
    """Whether both stand on their own, and the second is something to do."""
    if not _MIN <= len(action) <= _MAX or _NO_ACTION.search(action) or absolute(action):
        return False
    verbal = tag(cut_known(action)[0]).startswith(("v", "i", "l", "a", "d", "p", "b", "c", "z"))
    whole = mend(given).text == given and mend(action).text == action
    asked = not has_pronoun(given) and stands_alone(action) and not _NO_CASE.search(given)
    balanced = all(part.count("“") == part.count("”") for part in (given, action))
    nominal = form != "thing" or tag(cut_known(given)[-1]).startswith(("n", "v"))
    return nominal and verbal and whole and asked and balanced
