"""Demands: what a text asks for, and what it warns of, as things to do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.quiz.plain import absolute, has_pronoun, requires, stands_alone
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from ingest.records import Section
from ingest.words import cut_known, is_word, tag

_MIN, _MAX = 4, 24
_FORBID = re.compile(
    r"(?:绝|决|切|更|千万)?(?:不能|不得|不可|不要|不应该?|不应当|不宜|(?<![应知])不该(?!知道|[做说]的)|不准|不许)|切忌|切勿|严禁|禁止|避免|防止|力戒"
)
_ASK = re.compile(
    r"(?:必须要?|应当|应该|务必|需要|要善于|要注意|善于|注意|(?<![主重需首必只想不])要|应|须)"
)
_CLAUSE = re.compile(r"[^,;:。!?\n]+")
_COUNTS = re.compile(r"[二三四五六七八九十][个项种条点字不心勤关]")
_UNFIT = re.compile(
    r"[的地得了时后前中上下里]$|^[是有把被和与及或的地得了]|^不|^(?:[少多低高大小早晚迟]于|超过|超出)|[?]|因为|由于|但|而|就|才"
)
_LED = re.compile(r"(?:通过|按照?|根据|依照?|为了|随着|经过|对于?|从|受|向|在|由)")
"""How and where, not what: 按照职责分工 is done of nothing."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do or to leave, at `start:end`; `sentence` is the span it is said in."""

    doc_id: str
    start: int
    end: int
    sentence: tuple[int, int]
    section: int

    @property
    def fact(self) -> str:
        """What this says, as a name."""
        return f"{self.doc_id}:{self.start}"


def demanded(source: Source, section: Section) -> list[Statement]:
    """The statements under a section that say what is to be done."""
    return [s for s in source.under(section) if requires(s.plain) and not absolute(s.plain)]


def warned(source: Source) -> Iterator[tuple[Section, Action]]:
    """What the text warns of, without the words that forbid it, with the section it stands in."""
    for action in _actions(source, _FORBID):
        yield source.outline[action.section], action


def _actions(source: Source, marker: re.Pattern[str]) -> Iterator[Action]:
    for statement in source.statements:
        for clause in _CLAUSE.finditer(statement.plain):
            for start, end in _after(clause.group(), marker):
                left = statement.start + clause.start() + start
                right = statement.start + clause.start() + end
                if marker is _FORBID:
                    right = statement.start + _run_on(statement.plain, clause.start() + end)
                if is_action(source.plain[left:right]):
                    span = (statement.start, statement.end)
                    yield Action(statement.document.doc_id, left, right, span, statement.section)


def _run_on(plain: str, end: int) -> int:
    """Where set phrases end that follow what is warned of: 不可独断专行，为所欲为."""
    for clause in _CLAUSE.finditer(plain, end):
        joined = plain[end : end + 1] == "," and clause.start() == end + 1
        if not joined or len(clause.group()) != 4 or _FORBID.search(clause.group()):
            break
        if not tag(clause.group()).startswith(("i", "l")) and not is_word(clause.group()):
            break
        end = clause.end()
    return end


def _after(clause: str, marker: re.Pattern[str]) -> list[tuple[int, int]]:
    """The span behind the only marker of a clause."""
    found = list(marker.finditer(clause))
    if len(found) != 1 or (marker is _ASK and _FORBID.search(clause)):
        return []
    return [(found[0].end(), len(clause))]


@lru_cache(maxsize=8192)
def is_action(text: str) -> bool:
    """Whether a folded phrase is something to do: it begins with a verb or a set phrase."""
    if (
        not _MIN <= len(text) <= _MAX
        or _COUNTS.search(text)
        or _UNFIT.search(text)
        or has_pronoun(text)
    ):
        return False
    first = cut_known(text)[0]
    verbal = tag(first).startswith(("v", "i", "l", "a", "d")) and not _LED.match(text)
    return verbal and stands_alone(text) and not absolute(text)
