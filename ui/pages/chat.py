"""What the page Ask does: asks, keeps, votes. It holds nothing; conversations are in a database."""

import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import gradio as gr
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from bot.feedback.records import Reason, Vote
from bot.neighbours import neighbours
from bot.records import Answer
from ingest.errors import XietiaoError
from ingest.records import Script
from ingest.script import detect
from ui.api.parts import Parts
from ui.guard import client_of
from ui.problems import explained
from ui.rail import rail_html
from ui.reader import answers_in, interface
from ui.render import (
    answered_html,
    examples_in,
    failed_html,
    growing_html,
    pending_html,
    turns_html,
    welcome_html,
)
from ui.stream import growing
from ui.strings import words
from ui.talks import Talks, TalksNotKept, Told, history, owner_of

_log = logging.getLogger(__name__)

MAX_TURNS = 100
"""A page shows the last turns of a conversation; the bot looks at fewer."""


class Chat:
    """The handlers; whose conversation it is, the request says."""

    def __init__(self, parts: Parts) -> None:
        """Everything is the server's own."""
        self._bot = parts.bot
        self._feedback = parts.feedback
        self._votes = parts.votes
        self._line = parts.line
        self._offered: tuple[Path, Sequence[str]] | None = None
        self._talks = Talks(parts.bot.settings.data / "talks.sqlite")

    async def ask(
        self, typed: str, talk: str, request: gr.Request, event: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """The question at once, then its answer as it grows; then the box is empty."""
        skip = gr.skip()
        question = _said(event, "question") or typed
        reader, owner = interface(request), _owner(request)
        if not question.strip():
            yield (skip,) * 5
            return
        before = await run_in_threadpool(self._turns, owner, talk)
        past = turns_html(before, reader) if before else ""
        yield past, pending_html(question, reader), "", skip, skip
        try:
            script = _script(question, reader, answers_in(request))
            growth = growing(self._bot, question, history(before), script)
            async with self._line.place():
                first = await run_in_threadpool(next, growth)
            async for answer, is_whole in iterate_in_threadpool(chain([first], growth)):
                if not is_whole:
                    yield skip, growing_html(answer, reader), skip, skip, skip
                    continue
                kept = await run_in_threadpool(self._kept, owner, talk, answer, reader)
                yield skip, *kept
        except Exception as problem:
            if not isinstance(problem, XietiaoError):
                _log.exception("a question could not be answered")
            reason = explained(str(problem), reader) if isinstance(problem, XietiaoError) else ""
            yield skip, failed_html(question, reason, reader), question, skip, skip

    def _kept(self, owner: str, talk: str, answer: Answer, reader: Script) -> tuple[Any, ...]:
        """The whole answer, which is kept first; now, question, talk, rail."""
        told = Told(0, answer)
        with contextlib.suppress(TalksNotKept):
            talk, told = self._talks.add(owner, talk, answer)
        shown = answered_html(told, reader, self._further(answer))
        return shown, gr.skip(), talk, self._rail(owner, talk, reader)

    def _further(self, answer: Answer) -> Sequence[str]:
        """What to go on with: headings nearby, or some questions where nothing was found."""
        if answer.reason == "not_covered" and not answer.topics:
            return examples_in(self._examples(), answer.script)
        return neighbours(self._bot.index, answer)

    def dress(self, request: gr.Request) -> tuple[Any, ...]:
        """The page on arrival, with the conversation that its address names."""
        say = words("ask", interface(request))
        asked = request.query_params.get("talk", "")
        box = gr.Textbox(placeholder=say.placeholder, label=say.question)
        return box, gr.Button(say.ask), *self._opened(asked, request)

    def start_anew(self, request: gr.Request) -> tuple[Any, ...]:
        """An empty conversation."""
        return self._opened("", request)

    def open(self, request: gr.Request, event: gr.EventData) -> tuple[Any, ...]:
        """Another conversation."""
        return self._opened(_said(event, "talk"), request)

    def rename(self, talk: str, request: gr.Request, event: gr.EventData) -> str:
        """The list with the new name."""
        owner = _owner(request)
        with contextlib.suppress(TalksNotKept):
            self._talks.rename(owner, _said(event, "talk"), _said(event, "name"))
        return self._rail(owner, talk, interface(request))

    def remove(self, talk: str, request: gr.Request, event: gr.EventData) -> tuple[Any, ...]:
        """The list without it; where it was open, an empty conversation."""
        owner, gone = _owner(request), _said(event, "talk")
        with contextlib.suppress(TalksNotKept):
            self._talks.remove(owner, gone)
        if gone == talk:
            return self._opened("", request)
        skip = gr.skip()
        return skip, skip, skip, self._rail(owner, talk, interface(request))

    def vote(self, talk: str, request: gr.Request, event: gr.EventData) -> str:
        """What is said of the vote: thanks, or that it was not kept."""
        say = words("ask", interface(request))
        try:
            self._vote(talk, request, event)
        except (XietiaoError, StopIteration) as problem:
            _log.info("a vote was not kept: %s", problem)
            return f"<p>{say.not_kept}</p>"
        return f"<p>{say.thanks}</p>"

    def _vote(self, talk: str, request: gr.Request, event: gr.EventData) -> None:
        owner = _owner(request)
        turns = self._talks.turns(owner, talk)
        told = next(told for told in turns if str(told.n) == _said(event, "n"))
        vote: Vote = "up" if _said(event, "vote") == "up" else "down"
        reason = next((r for r in get_args(Reason) if r == _said(event, "reason")), None)
        comment = _said(event, "comment")[:1000]
        if told.feedback_id:
            self._feedback.amend(told.feedback_id, vote, reason, comment)
            kept_as = told.feedback_id
        else:
            kept_as = self._add_vote(turns, told, vote, request)
        self._talks.vote(owner, talk, told, vote, kept_as)

    def _add_vote(self, turns: list[Told], told: Told, vote: Vote, request: gr.Request) -> str:
        if request.request is not None:
            address = client_of(request.request)
            self._votes.check(address)
            self._votes.note(address, secrets.token_hex())  # every vote counts
        return self._feedback.add(
            told.answer.question,
            history(turns[: turns.index(told)]),
            told.answer.to_dict(),
            vote,
            generation=self._bot.index.folder.name,
        ).feedback_id

    def _opened(self, talk: str, request: gr.Request) -> tuple[str, str, str, str]:
        """Past, now, talk, rail."""
        reader, owner = interface(request), _owner(request)
        turns = self._turns(owner, talk)
        rail = self._rail(owner, talk if turns else "", reader)
        if turns:
            further = self._further(turns[-1].answer)
            past = turns_html(turns[:-1], reader) if turns[1:] else ""
            return past, answered_html(turns[-1], reader, further), talk, rail
        documents = self._bot.index.documents()
        return welcome_html(documents, self._examples(), language=reader), "", "", rail

    def _examples(self) -> Sequence[str]:
        """Questions of the index in use, worked out once for each: outlines are read for it."""
        folder = self._bot.index.folder
        if self._offered is None or self._offered[0] != folder:
            self._offered = folder, self._bot.examples()
        return self._offered[1]

    def _turns(self, owner: str, talk: str) -> list[Told]:
        if not talk:
            return []
        try:
            return self._talks.turns(owner, talk)[-MAX_TURNS:]
        except TalksNotKept:
            return []

    def _rail(self, owner: str, talk: str, reader: Script) -> str:
        try:
            talks = self._talks.of(owner)
        except TalksNotKept:
            talks = []
        return rail_html(talks, talk, reader)


def _script(question: str, reader: Script, chosen: str) -> str:
    """The script of the answer; a Traditional question doesn't tell Hong Kong from Taiwan."""
    is_open = chosen == "auto" and reader == "hant-hk"
    return "hant-hk" if is_open and detect(question) == "hant-tw" else chosen


def _owner(request: gr.Request) -> str:
    """Whose conversations; where the browser keeps no cookies, those of this page alone."""
    return owner_of(request) or f"page-{request.session_hash}"


def _said(event: gr.EventData, name: str) -> str:
    """What the page's script sent with the event under that name; empty where it did not."""
    data: object = getattr(event, "_data", None)
    value: object = data.get(name) if isinstance(data, Mapping) else None  # pyright: ignore
    return value if isinstance(value, str) else ""
