"""Question -> answer: the one path every door uses."""

import contextlib
import logging
import re
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.chat import ChatFailed, ChatModel
from bot.compose import compose
from bot.evidence import Evidence
from bot.exhibits import exhibits
from bot.followup import follow_up
from bot.gate import Gate
from bot.generate import NotGood, Writer
from bot.guard import Guard
from bot.instructions import without_instructions
from bot.item_asked import asked_item
from bot.leaning import (
    as_asked,
    asks_nothing,
    leans_on_history,
    names_a_topic,
    own_content,
    picks_up,
    refers_back,
    with_context,
)
from bot.pieces import Draft
from bot.question import Question
from bot.records import Answer, Citation, Turn
from bot.rerank import CrossEncoderReranker, Reranker
from bot.retelling import Retelling
from bot.retrieve import NOTHING, QueryEmbedder, Retriever
from bot.rewrite import in_context
from bot.settings import Settings
from bot.wording import absence, answer_text, decline, topic
from ingest.embed import Embedder
from ingest.errors import XietiaoError
from ingest.index import Index, current_generation
from ingest.milvus_index import MilvusIndex
from ingest.outline import children
from ingest.records import Section

_log = logging.getLogger(__name__)

_N_TOPICS = 3
_SURE = 0.95  # of the next item of a list
_TOLD = 0.85  # of more on what was talked of: it is there, but may not be all that is asked
_N_EXAMPLES = 4
_ANNOUNCED = re.compile(r"[二两兩三四五六七八九十](?:[个個种種项項条條点點]|大)")


class BadQuestion(XietiaoError):
    """The question can't be asked like this; the message says what to change."""


class Bot:
    """Answers questions from one index; safe to share between threads."""

    def __init__(
        self,
        index: Index,
        embedder: QueryEmbedder,
        settings: Settings,
        *,
        gate: Gate | None = None,
        chat: ChatModel | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """Holds an open index and a loaded model; asking changes neither. `chat` writes answers."""
        self.settings = settings
        self.writer = None if chat is None else Writer(chat, Guard(embedder.embed_query))
        self.gate = gate or Gate.load()
        self._embedder = embedder
        self._retriever = Retriever(index, embedder, reranker=reranker)
        self._reload_lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> "Bot":
        """The bot over the index and with the model that `settings` name.

        Raises:
            IndexNotBuilt, IndexOutdated, IndexDamaged, ModelNotFound, LlmNotUsable: saying what
                to do.
        """
        milvus = settings.milvus()
        if milvus is None:  # before the model is loaded: an index's absence shows at once
            current_generation(settings.index_folder)
        chat = ChatModel.open(settings)
        embedder = Embedder.open(settings.model, settings.models_folder)
        if milvus is None:
            index = Index.open(settings.index_folder, model=embedder.name)
        else:
            index = MilvusIndex.open_store(milvus, settings.index_folder, model=embedder.name)
        reranker = CrossEncoderReranker.open(settings.reranker)
        return cls(index, embedder, settings, chat=chat, reranker=reranker)

    @property
    def index(self) -> Index:
        """The index in use; a newer generation on disk is picked up here, between questions."""
        return self.retriever.index

    @property
    def retriever(self) -> Retriever:
        """The retriever over the newest generation; one that can't be opened is left alone."""
        used = self._retriever.index
        with contextlib.suppress(XietiaoError), self._reload_lock:
            newer = used.newer() if self._retriever.index is used else None
            if newer is not None:
                reranker = self._retriever.reranker
                self._retriever = Retriever(newer, self._embedder, reranker=reranker)
        return self._retriever

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        script: str = "auto",
        documents: Sequence[str] = (),
    ) -> Answer:
        """The answer with its citations, or an honest no; from these documents, if any are named.

        Raises:
            BadQuestion: empty, or longer than the settings allow.
            UnknownDocument: one of `documents`, which are ids, is not in the index.
        """
        *_, answer = self.stream(question, history, script, documents)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        script: str = "auto",
        documents: Sequence[str] = (),
    ) -> Iterator[Answer]:
        """The answer as it grows by checked sentences; the last one, and it alone, is whole.

        The last need not go on from those before: where too little of what the LLM writes holds,
        the extractive answer stands in for it. Without an LLM there is only the last.

        Raises:
            BadQuestion: at once; empty, or longer than the settings allow.
        """
        text = question.strip()
        if not text:
            raise BadQuestion("the question is empty; type what you want to know")
        limit = self.settings.max_question_chars
        if len(text) > limit:
            raise BadQuestion(
                f"the question is {len(text):,} characters long; ask in at most {limit:,}"
            )
        wanted = self.settings.script if script == "auto" else script
        asked = Question.of(text, script=wanted, history=history)
        honest = without_instructions(text)
        asked_only = replace(asked, text=honest, documents=tuple(documents))
        if not any(char.isalpha() for char in honest) or asks_nothing(asked_only):
            return iter((self._declined(asked),))
        return self._answers(asked_only)

    def _answers(self, question: Question) -> Iterator[Answer]:
        began = time.perf_counter()
        rewritten = in_context(question, self.writer.chat) if self.writer else None
        evidence = self._evidence(as_asked(question))
        retrieved = time.perf_counter()
        confidence, draft, evidence = self._judged(evidence, rewritten)
        answer = yield from self._written(question, evidence, draft, confidence)
        ended = time.perf_counter()
        answer.timings_ms.update(
            retrieve=1000 * (retrieved - began),
            answer=1000 * (ended - retrieved),
            total=1000 * (ended - began),
        )
        yield answer

    def _evidence(self, question: Question) -> Evidence:
        retriever = self.retriever
        question = question.with_typos_mended(retriever.index.lexical)
        return Evidence(question, retriever.retrieve(question), retriever.index)

    def _written(
        self, question: Question, evidence: Evidence, draft: Draft, confidence: float
    ) -> Generator[Answer, None, Answer]:
        """The answer: the LLM's where there is one and what it writes holds, else the draft's."""
        if self.writer is not None and draft.pieces:
            try:
                return (yield from self._retold(self.writer, question, evidence, draft, confidence))
            except (ChatFailed, NotGood) as failure:
                _log.info("%s: %s; the extractive answer stands in", self.writer.name, failure)
        return self._extracted(question, evidence, draft, confidence)

    def _retold(
        self,
        writer: Writer,
        question: Question,
        evidence: Evidence,
        draft: Draft,
        confidence: float,
    ) -> Generator[Answer, None, Answer]:
        """The LLM's answer, sentence by sentence.

        Raises:
            ChatFailed, NotGood: there is none.
        """
        retelling = Retelling(question.script)
        plain = replace(
            self._extracted(question, evidence, draft, confidence), answerer=writer.name
        )

        def so_far(*, is_whole: bool) -> Answer:
            cited = Draft(tuple(retelling.pieces))
            return replace(
                plain,
                answer=retelling.text,
                citations=self._citations(evidence, cited),
                is_whole=is_whole,
            )

        for sentence in writer.write(question, exhibits(evidence, draft), draft):
            retelling.add(sentence)
            yield so_far(is_whole=False)
        retelling.add_notes(draft)
        return so_far(is_whole=True)

    def _judged(
        self, alone: Evidence, rewritten: Question | None = None
    ) -> tuple[float, Draft, Evidence]:
        """The probability that the texts answer, the draft, and the evidence it is made of.

        The draft is empty where the probability is too low. An item of the list that was just
        given is there, whatever words ask for it.
        """
        question = alone.question
        if not question.history:
            return self.composed(alone)
        confidence = self.gate.probability(alone)
        weak = confidence < self.gate.threshold
        leaning = rewritten or with_context(question, always=weak or picks_up(question))
        if not leaning.context:
            return self.composed(alone, confidence)
        within = self._evidence(leaning)
        followed = follow_up(within, alone if own_content(question) else None, weak=weak)
        if followed is not None:
            return _sureness(followed), followed, within
        stands = names_a_topic(question) and not refers_back(question)
        stands = stands or not leans_on_history(question)
        return self.composed(alone, confidence) if stands else self.composed(within)

    def composed(
        self, evidence: Evidence, confidence: float | None = None
    ) -> tuple[float, Draft, Evidence]:
        """As `_judged`, of a question that leans on nothing; `confidence` where it is known."""
        item = asked_item(evidence)
        if item is not None:
            return _sureness(item), item, evidence
        if confidence is None:
            confidence = self.gate.probability(evidence)
        answered = confidence >= self.gate.threshold
        return confidence, compose(evidence) if answered else Draft(()), evidence

    def _declined(self, question: Question) -> Answer:
        """The answer to a message that asks nothing of the texts: they don't cover it."""
        return self._extracted(question, Evidence(question, NOTHING, self.index), Draft(()), 0.0)

    def _extracted(
        self, question: Question, evidence: Evidence, draft: Draft, confidence: float
    ) -> Answer:
        citations = self._citations(evidence, draft)
        topics: tuple[str, ...] = ()
        if draft.pieces:
            text = answer_text(draft.pieces, range(1, len(citations) + 1), question.script)
        elif draft.absent:
            text = absence(question.script, draft.absent)
        else:
            topics = self._topics(question, evidence)
            text = decline(question.script, topics)
        return Answer(
            question=question.text,
            answer=text,
            script=question.script,
            refused=not draft.pieces,
            reason=None if draft.pieces else "not_covered",
            confidence=confidence,
            citations=citations,
            hits=evidence.hits[: self.settings.top_k],
            answerer="extractive",
            timings_ms=dict.fromkeys(("retrieve", "answer", "total"), 0.0),
            topics=topics,
        )

    def _citations(self, evidence: Evidence, draft: Draft) -> tuple[Citation, ...]:
        return tuple(
            Citation(
                marker=marker,
                doc_id=piece.document.doc_id,
                path=piece.document.path,
                title=piece.document.title,
                heading=evidence.heading(piece.document, piece.start),
                start=piece.start,
                end=piece.end,
                quote=piece.document.text[piece.start : piece.end],
                also=evidence.elsewhere(piece.document, piece.start),
            )
            for marker, piece in enumerate(draft.pieces, start=1)
        )

    def _topics(self, question: Question, evidence: Evidence) -> tuple[str, ...]:
        """The headings nearest to the question, in the reader's script, each once."""
        topics: dict[str, None] = {}
        for hit in evidence.hits:
            document = hit.passage.document
            if hit.passage.heading and len(hit.passage.heading[-1]) <= 40:
                topics[topic(hit.passage.heading[-1], document.script, question.script)] = None
        return tuple(topics)[:_N_TOPICS]

    def examples(self) -> list[str]:
        """Questions that the corpus answers, from its own announced lists, each in its script."""
        by_document = [
            [question for section in _whole_lists(outline) if (question := _asked(section))]
            for outline in map(self.index.outline, (d.doc_id for d in self.index.documents()))
        ]
        in_turn = zip_longest(*by_document)
        return [q for questions in in_turn for q in questions if q is not None][:_N_EXAMPLES]


def _sureness(followed: Draft) -> float:
    """The probability that a follow-up's draft answers: an item is there, or it is not."""
    if followed.section is None:
        return _TOLD
    return _SURE if followed.pieces else 1 - _SURE


def _whole_lists(outline: Sequence[Section]) -> list[Section]:
    """The sections that hold as many items as they announce."""
    return [s for s in outline if s.announced == len(children(outline, s.index))]


def _asked(section: Section) -> str | None:
    """A heading that announces a list, as a question: …三个作用, 是哪三个."""
    heading = section.heading.rstrip("。.:：")
    announced = _ANNOUNCED.search(heading)
    if not section.announced or announced is None or not 6 <= len(heading) <= 26:
        return None
    return f"{heading}，是哪{announced.group()}？"
