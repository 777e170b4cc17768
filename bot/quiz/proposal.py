"""A proposal: one single choice that an LLM made up of a passage, held against the texts.

Its stem asks with one question word. With the key in its place it is a sentence, and the guard
reads that against the quote; with a wrong answer in its place no passage may say it.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.alignment import Said
from bot.guard import Guard
from bot.instructions import without_instructions
from bot.quiz.draft import Draft
from bot.quiz.lints import findings
from bot.quiz.material import Material
from bot.quiz.options import N_WRONG, choose
from bot.quiz.plain import has_pronoun
from bot.quiz.records import Difficulty, Kind
from bot.quiz.source import Source
from bot.quiz.support import covered, folded, letters
from ingest.build import unmasked
from ingest.records import Passage, Section
from ingest.script import has_han, simplify
from ingest.split import heading_path

KIND: Kind = "single"
DIFFICULTY: Difficulty = "medium"
_SLOT = re.compile(
    r"(?P<asks>(?:下列|以下)?(?:哪|何)一?[些个项种类位级条点件]?|什么样?的?|谁|多少|几|怎样|如何)"
    r"(?P<thing>人员|人|部门|单位|科室|领导|岗位|方面|环节|阶段|步骤|原则|内容|方式|方法|做法|行为"
    r"|要求|时间|时候|地方|地点|事项|事|工作|任务|[天日年月周点次个项种条份人])?"
)
_SCOPE = re.compile(r"[^,;:。!?\n]+(?:期间|[前后内外下中时])(?=,)")
"""外出期间, 会后: the guard lets a retelling leave that out; a question would be another one."""
_OPENING = re.compile(
    r"[(]?[0-9一二三四五六七八九十]{1,3}[).、,]|[一二三四五六七八九十]是|第[一二三四五六七八九十],"
    r"|所以|因此|因而|从而|但|然而|不过|而且|并且|同时|此外|另外|其中|首先|其次|再次|最后|否则|不然"
)
"""How a sentence leans on the one before it. Not `stands_alone`: that has 使用 lean, by its 使."""
_WIDE = str.maketrans(",;?!", "，；？！")

_Line = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\r\n<>]+$")]


class Proposed(BaseModel):
    """One item as the LLM has to write it; nothing else may stand in the object."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    stem: Annotated[str, Field(min_length=8, max_length=120, pattern=r"^[^\r\n<>]+$")]
    key: _Line
    distractors: Annotated[list[_Line], Field(min_length=N_WRONG, max_length=N_WRONG)]
    quote: Annotated[str, Field(min_length=6, max_length=300)]


def shown(passage: Passage) -> str:
    """What the LLM reads: the passage in the source's own script, without noise."""
    return unmasked(passage.document, passage.start, passage.end).strip()


class Examined:
    """A proposal held against the texts."""

    def __init__(
        self, material: Material, source: Source, passage: Passage, proposed: Proposed
    ) -> None:
        """`source` holds `passage`, of which `proposed` was made."""
        self.material = material
        self.source = source
        self.passage = passage
        self.proposed = proposed
        self.asked = folded(proposed.stem).rstrip("?")

    def draft(self) -> Draft | None:
        """The draft, where every check lets it through."""
        span = self._span()
        if span is None or not self._is_clear():
            return None
        section = self._section(span)
        if not self._is_supported(span, heading_path(self.source.outline, section.index)):
            return None
        draft = self._drafted(span, section)
        return draft if draft is not None and not findings(draft.item) else None

    def _drafted(self, span: tuple[int, int], section: Section) -> Draft | None:
        """The item as the paper shows it; None where a wrong answer is not wrong, or not alike."""
        own = self.material.voice.own
        key = own(simplify(self.proposed.key))
        stem = own(simplify(self.proposed.stem.translate(_WIDE)))
        offered = [own(simplify(wrong)) for wrong in self.proposed.distractors]
        subjects = (folded(self.material.heading(self.source, section)), self._rest)
        wrong = choose(stem, [key], offered, is_right=lambda text: self._is_right(text, subjects))
        if not wrong:
            return None
        facts = [*self.source.facts(*span), f"{self.source.document.doc_id}:{span[0]}"]
        return self.material.draft(
            self.source,
            section,
            kind=KIND,
            about=f"proposed {span[0]} {self.proposed.stem}",
            stem=stem,
            options=[key, *wrong],
            key=[key],
            span=span,
            difficulty=DIFFICULTY,
            bloom="understand",
            asks=facts,
            tells=facts,
        )

    def _section(self, span: tuple[int, int]) -> Section:
        """The innermost one of a span of whole sentences."""
        sentence = next(s for s in self.source.sentences if s.end > span[0])
        return self.source.outline[sentence.section]

    def _span(self) -> tuple[int, int] | None:
        """The whole sentences that hold the quote, which stands there character by character.

        Whole ones, since half of one may lack the 不得 that turns it.
        """
        quote, text = self.proposed.quote, self.passage.text
        at = text.find(quote)
        if at < 0 or quote not in shown(self.passage):
            return None
        start = self.passage.start + at
        end = start + len(quote)
        held = [s for s in self.source.sentences if s.start < end and start < s.end]
        if not held:
            return None
        span = min(held[0].start, start), max(held[-1].end, end)
        masks = self.source.document.masks
        return None if any(m.start < span[1] and span[0] < m.end for m in masks) else span

    def _is_clear(self) -> bool:
        """Whether it is Chinese, asks one thing, stands on its own and gives no orders."""
        said = (self.proposed.stem, self.proposed.key, *self.proposed.distractors)
        return (
            len(list(_SLOT.finditer(self.asked))) == 1
            and has_han(self.proposed.stem)
            and not has_pronoun(self.asked)
            and not _OPENING.match(self.asked)
            and all(without_instructions(text) == text for text in said)
        )

    def _is_supported(self, span: tuple[int, int], heading: tuple[str, ...]) -> bool:
        """Whether the quote has the key, and says of it what the stem asks."""
        if letters(self.proposed.key) not in letters(self.proposed.quote):
            return False
        if any(
            scope not in self.asked for scope in _SCOPE.findall(self.source.plain[slice(*span)])
        ):
            return False
        said = Said(self.source.document.text[slice(*span)], heading)
        return any(
            self._guard.check(claim, [said]).supported for claim in self._claims(self.proposed.key)
        )

    def _is_right(self, wrong: str, subjects: Sequence[str]) -> bool:
        """Whether this passage, or any that is on what the stem asks, bears out a wrong answer."""
        plain, support = folded(wrong), self.material.support
        here = folded(self.passage.text)
        return (
            letters(plain) in letters(here)
            or covered(plain, here)
            or any(support.says(subject, plain) for subject in subjects)
            or any(self._is_said(claim) for claim in self._claims(wrong))
        )

    def _is_said(self, claim: str) -> bool:
        here = Said(self.passage.text, self.passage.heading)
        return self._guard.check(claim, [here]).supported or self.material.support.says_whole(claim)

    def _claims(self, answer: str) -> list[str]:
        """The stem with an answer for its question word: for 几天 3天 or 3, as the answer is."""
        slot = _SLOT.search(self.asked)
        assert slot is not None
        ends = dict.fromkeys((slot.end(), slot.end("asks")))
        return [self.asked[: slot.start()] + folded(answer) + self.asked[end:] for end in ends]

    @property
    def _rest(self) -> str:
        return _SLOT.sub("", self.asked)

    @cached_property
    def _guard(self) -> Guard:
        return Guard()
