"""Proposals: single choices that an LLM makes up of a passage, kept where the texts bear them out.

A stem asks with one question word. With the key in its place it is a sentence, and the guard reads
that against the quote; with a wrong answer in its place no passage may say it.
"""

import logging
import math
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.alignment import Said
from bot.chat import ChatFailed, ChatModel
from bot.guard import Guard
from bot.instructions import without_instructions
from bot.prompts import ITEMS, ITEMS_OF
from bot.quiz.choices import Choices
from bot.quiz.draft import Draft
from bot.quiz.lints import findings
from bot.quiz.material import Material
from bot.quiz.options import N_WRONG, choose
from bot.quiz.plain import has_pronoun
from bot.quiz.records import Difficulty, Kind
from bot.quiz.source import Source
from bot.quiz.support import covered, folded, letters
from ingest.build import unmasked
from ingest.index import Index
from ingest.records import Passage, Section
from ingest.script import has_han, simplify
from ingest.split import heading_path

_log = logging.getLogger(__name__)

_KIND: Kind = "single"
_DIFFICULTY: Difficulty = "medium"
_SHARE = 0.25  # of a paper, at most: what is made of the texts alone can be made again
_MOST_CALLS = 8
_PER_PASSAGE = 2
_MIN_CHARS = 20  # of a passage; a shorter one is a heading
_MAX_REPLY = 1500
_FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)
_SLOT = re.compile(
    r"(?P<asks>(?:下列|以下)?(?:哪|何)一?[些个项种类位级条点件]?|什么样?的?|谁|多少|几|怎样|如何)"
    r"(?P<thing>人员|人|部门|单位|科室|领导|岗位|方面|环节|阶段|步骤|原则|内容|方式|方法|做法|行为"
    r"|要求|时间|时候|地方|地点|事项|事|工作|任务|[天日年月周点次个项种条份人])?"
)
_SCOPE = re.compile(r"[^,;:。!?\n]+(?:期间|[前后内外下中时])(?=,)")
"""外出期间, 会后: the guard lets a retelling leave that out; a question would be another one."""

_Line = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\r\n<>]+$")]


class Proposed(BaseModel):
    """One item as the LLM has to write it; nothing else may stand in the object."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    stem: Annotated[str, Field(min_length=8, max_length=120, pattern=r"^[^\r\n<>]+$")]
    key: _Line
    distractors: Annotated[list[_Line], Field(min_length=N_WRONG, max_length=N_WRONG)]
    quote: Annotated[str, Field(min_length=6, max_length=300)]


_LISTED = TypeAdapter(list[Proposed])


@dataclass(frozen=True, slots=True)
class Proposals:
    """The drafts that passed every check; `notes` say why there are none, or no more."""

    drafts: tuple[Draft, ...] = ()
    notes: tuple[str, ...] = ()


def propose(index: Index, choices: Choices, chat: ChatModel) -> Proposals:
    """What the LLM proposes of passages drawn by the paper's seed; `choices.docs` are whole ids.

    At most a quarter of the paper, in at most eight requests and, all in all, in the time that the
    settings give one reply. A model that fails is not asked again for this paper.
    """
    own = (material := Material(index, choices.script)).voice.own
    if not _are_wanted(choices):
        return Proposals(notes=(own("LLM只拟中等难度的单选题，与所选的不合；卷中没有它拟的题。"),))
    passages = _passages(index, choices)
    found: dict[str, Draft] = {}
    try:
        for draft in _drafts(material, passages, chat):
            if choices.takes(draft.item):
                found.setdefault(draft.item.id, draft)
            if len(found) >= math.ceil(_SHARE * choices.n):
                break
    except ChatFailed:
        said = f"只用了它先拟好的{len(found)}道" if found else "卷中没有它拟的题"
        return Proposals(tuple(found.values()), (own(f"LLM没有给出完整的答复；{said}。"),))
    if passages and not found:
        return Proposals(notes=(own("LLM拟的题没有一道通过检查；卷中没有它拟的题。"),))
    return Proposals(tuple(found.values()))


def _are_wanted(choices: Choices) -> bool:
    return (not choices.kinds or _KIND in choices.kinds) and (
        not choices.difficulties or _DIFFICULTY in choices.difficulties
    )


def _passages(index: Index, choices: Choices) -> list[Passage]:
    """The passages that are asked about, of the chosen documents and sections."""
    names = choices.docs or [document.doc_id for document in index.documents()]
    usable = [
        passage
        for name in names
        for passage in index.passages(name)
        if len(_shown(passage)) >= _MIN_CHARS and choices.is_within(*_paths(index, passage))
    ]
    return random.Random(choices.seed).sample(usable, min(_MOST_CALLS, len(usable)))


def _paths(index: Index, passage: Passage) -> list[tuple[str, ...]]:
    """The headings over each part of a passage: a short text's sections share one."""
    outline = index.outline(passage.document.doc_id)
    return [
        heading_path(outline, section.index)
        for section in outline
        if section.start < passage.end and passage.start < section.end
    ]


def _shown(passage: Passage) -> str:
    """What the LLM reads: the passage in the source's own script, without noise."""
    return unmasked(passage.document, passage.start, passage.end).strip()


def _drafts(material: Material, passages: list[Passage], chat: ChatModel) -> Iterator[Draft]:
    """The sound drafts, passage by passage, until the time is up.

    Raises:
        ChatFailed: the model gave no whole reply.
    """
    deadline = time.monotonic() + chat.timeout_s
    sources: dict[str, Source] = {}
    for n_asked, passage in enumerate(passages):
        left = deadline - time.monotonic()
        if left <= 0:
            return
        proposed = _asked(chat, passage, left, may_rest=n_asked == 0)  # later ones get less time
        document = passage.document
        if proposed and document.doc_id not in sources:
            sources[document.doc_id] = Source.of(material.index, document)
        for one in proposed:
            draft = _Examined(material, sources[document.doc_id], passage, one).draft()
            if draft is not None:
                yield replace(draft, item=replace(draft.item, by=f"llm:{chat.name}"))


def _asked(
    chat: ChatModel, passage: Passage, timeout_s: float, *, may_rest: bool
) -> list[Proposed]:
    """The items of one reply; none where it is anything but the JSON that was asked for."""
    heading = " > ".join(passage.heading)
    messages = [
        ("system", ITEMS.format(n=_PER_PASSAGE)),
        ("human", ITEMS_OF.format(heading=heading, text=_shown(passage))),
    ]
    reply = chat.complete(messages, max_chars=_MAX_REPLY, timeout_s=timeout_s, may_rest=may_rest)
    fenced = _FENCED.fullmatch(reply)
    try:
        return _LISTED.validate_json(fenced.group(1) if fenced else reply)[:_PER_PASSAGE]
    except ValidationError:
        _log.info("the LLM %s wrote no list of items", chat.name)
        return []


class _Examined:
    """One proposal under examination."""

    def __init__(
        self, material: Material, source: Source, passage: Passage, proposed: Proposed
    ) -> None:
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
        own = self.material.voice.own
        key = own(simplify(self.proposed.key))
        stem = own(simplify(self.proposed.stem.replace("?", "？")))
        offered = [own(simplify(wrong)) for wrong in self.proposed.distractors]
        subjects = (folded(self.material.heading(self.source, section)), self._rest)
        wrong = choose(stem, [key], offered, is_right=lambda text: self._is_right(text, subjects))
        facts = [*self.source.facts(*span), f"{self.source.document.doc_id}:{span[0]}"]
        draft = self.material.draft(
            self.source,
            section,
            kind=_KIND,
            about=f"proposed {span[0]} {self.proposed.stem}",
            stem=stem,
            options=[key, *wrong],
            key=[key],
            span=span,
            difficulty=_DIFFICULTY,
            bloom="understand",
            asks=facts,
            tells=facts,
        )
        return draft if wrong and not findings(draft.item) else None

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
        if at < 0 or quote not in _shown(self.passage):
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
