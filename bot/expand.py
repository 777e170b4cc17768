"""An LLM's everyday questions for each passage, kept where they lead back to it and it answers.

Source: Nogueira, Yang, Lin & Cho 2019, "Document Expansion by Query Prediction"; filtered as in
Gospodinov, MacAvaney & Macdonald 2023, "Doc2Query--: When Less is More".
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answer import Bot
from bot.chat import ChatFailed
from bot.evidence import Evidence
from bot.instructions import without_instructions
from bot.prompts import EXPAND, EXPANDED
from bot.question import Question
from bot.understand import understood
from ingest.build import unmasked
from ingest.generated import Generated, add_generated, read_generated
from ingest.records import Passage
from ingest.script import has_han, simplify

_N_QUESTIONS = 3
_MIN_CHARS = 20  # of a passage; a shorter one is a heading
_MAX_REPLY = 400
_LENGTHS = range(5, 61)  # of a question
_BULLET = re.compile(r"^\s*(?:[-*•·]|[(（]?\d{1,2}[.、．)）]|问[:：])?\s*")


@dataclass(frozen=True, slots=True)
class Expansion:
    """What came of it; `stopped` says why it did not come to the end, if it did not."""

    n_passages: int
    n_proposed: int
    n_kept: int
    stopped: str = ""

    @property
    def sentence(self) -> str:
        """For a person."""
        counts = (
            f"{self.n_passages} passages, {self.n_proposed} questions proposed, {self.n_kept} kept"
        )
        again = f"; stopped: the LLM: {self.stopped}; run it again to go on" if self.stopped else ""
        return f"expand: {counts}{again}"


OnProgress = Callable[[int, int, str], None]
"""Called with (passages done, passages in all, path of the one at hand)."""


def expand(bot: Bot, folder: Path, *, on_progress: OnProgress) -> Expansion:
    """Asks the bot's LLM for questions for every passage that has none from it yet.

    What is kept goes to the generated questions in `folder`; an ingest makes keys of it.
    """
    assert bot.writer is not None
    by = bot.writer.name
    known = {(one.path, one.quote) for one in read_generated(folder) if one.by == by}
    todo = [
        passage
        for document in bot.index.documents()
        for passage in bot.index.passages(document.doc_id)
        if (document.path, passage.text) not in known and len(_text(passage)) >= _MIN_CHARS
    ]
    n_proposed = n_kept = 0
    for done, passage in enumerate(todo):
        on_progress(done, len(todo), passage.document.path)
        try:
            proposed = list(_proposed(bot, passage))
        except ChatFailed as failure:
            return Expansion(done, n_proposed, n_kept, str(failure))
        kept = tuple(question for question in proposed if _leads_back(bot, question, passage))
        n_proposed, n_kept = n_proposed + len(proposed), n_kept + len(kept)
        span = (passage.start, passage.end)
        add_generated(
            folder,
            Generated(
                path=passage.document.path,
                start=span[0],
                end=span[1],
                quote=passage.text,
                by=by,
                questions=kept,
            ),
        )
    on_progress(len(todo), len(todo), "")
    return Expansion(len(todo), n_proposed, n_kept)


def _text(passage: Passage) -> str:
    return simplify(unmasked(passage.document, passage.start, passage.end)).strip()


def _proposed(bot: Bot, passage: Passage) -> Iterator[str]:
    """The lines of the model's reply that are questions, each once.

    Raises:
        ChatFailed: the model gave no whole reply.
    """
    assert bot.writer is not None
    heading = simplify(" > ".join(passage.heading))
    asked = EXPANDED.format(heading=heading, text=_text(passage))
    messages = [("system", EXPAND.format(n=_N_QUESTIONS)), ("human", asked)]
    reply = bot.writer.chat.complete(messages, max_chars=_MAX_REPLY)
    lines = dict.fromkeys(_BULLET.sub("", line).strip() for line in reply.splitlines())
    fitting = [line for line in lines if len(line) in _LENGTHS and has_han(line)]
    yield from [line for line in fitting if without_instructions(line) == line][:_N_QUESTIONS]


def _leads_back(bot: Bot, question: str, passage: Passage) -> bool:
    """Whether the question finds this passage first, and is answered from it."""
    asked = understood(Question.of(question), bot.index)
    found = bot.retriever.retrieve(asked)
    if not found.hits or found.hits[0].passage.passage_id != passage.passage_id:
        return False
    _, draft, _ = bot.composed(Evidence(asked, found, bot.index))
    return any(
        piece.document.doc_id == passage.document.doc_id
        and piece.start < passage.end
        and passage.start < piece.end
        for piece in draft.pieces
    )
