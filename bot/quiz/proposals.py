"""Proposals: what an LLM makes up of some passages, as far as the texts bear it out."""

import logging
import math
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import TypeAdapter, ValidationError

from bot.chat import ChatFailed, ChatModel
from bot.prompts import ITEMS, ITEMS_OF
from bot.quiz.choices import Choices
from bot.quiz.draft import Draft
from bot.quiz.material import Material
from bot.quiz.proposal import DIFFICULTY, KIND, Examined, Proposed, shown
from bot.quiz.source import Source
from ingest.index import Index
from ingest.records import Passage
from ingest.split import heading_path

_log = logging.getLogger(__name__)

_SHARE = 0.25  # of a paper, at most: what is made of the texts alone can be made again
_MOST_CALLS = 8
_PER_PASSAGE = 2
_MIN_CHARS = 20  # of a passage; a shorter one is a heading
_MAX_REPLY = 1500
_FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)
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
    return (not choices.kinds or KIND in choices.kinds) and (
        not choices.difficulties or DIFFICULTY in choices.difficulties
    )


def _passages(index: Index, choices: Choices) -> list[Passage]:
    """The passages that are asked about, of the chosen documents and sections."""
    names = choices.docs or [document.doc_id for document in index.documents()]
    usable = [
        passage
        for name in names
        for passage in index.passages(name)
        if len(shown(passage)) >= _MIN_CHARS
        and (not choices.sections or choices.is_within(*_paths(index, passage)))
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
            draft = Examined(material, sources[document.doc_id], passage, one).draft()
            if draft is not None:
                yield replace(draft, item=replace(draft.item, by=f"llm:{chat.name}"))


def _asked(
    chat: ChatModel, passage: Passage, timeout_s: float, *, may_rest: bool
) -> list[Proposed]:
    """The items of one reply; none where it is anything but the JSON that was asked for."""
    heading = " > ".join(passage.heading)
    messages = [
        ("system", ITEMS.format(n=_PER_PASSAGE)),
        ("human", ITEMS_OF.format(heading=heading, text=shown(passage))),
    ]
    reply = chat.complete(messages, max_chars=_MAX_REPLY, timeout_s=timeout_s, may_rest=may_rest)
    fenced = _FENCED.fullmatch(reply)
    try:
        return _LISTED.validate_json(fenced.group(1) if fenced else reply)[:_PER_PASSAGE]
    except ValidationError:
        _log.info("the LLM %s wrote no list of items", chat.name)
        return []
