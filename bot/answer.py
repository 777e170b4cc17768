"""Question -> answer: the one path every door uses."""

import contextlib
import logging
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from bot.chat import ChatFailed, ChatModel
from bot.compose import compose
from bot.conversation import Talk
from bot.evidence import Evidence
from bot.examples import examples
from bot.exhibits import exhibits
from bot.followup import follow_up
from bot.garbage import settle_again
from bot.gate import Gate
from bot.generate import NotGood, Writer
from bot.guard import Guard
from bot.instructions import without_instructions
from bot.item_asked import asked_item
from bot.leaning import (
    answered,
    as_asked,
    asks_nothing,
    leaned_on,
    leans_on_history,
    names_a_topic,
    own_content,
    picks_up,
    refers_back,
    with_context,
)
from bot.order import is_order, subject
from bot.pieces import Draft
from bot.question import Question
from bot.recap import wanted
from bot.records import Answer, Turn
from bot.remark import remark_of
from bot.rerank import CrossEncoderReranker, Reranker
from bot.retelling import Retelling
from bot.retrieve import NOTHING, QueryEmbedder, Retriever
from bot.rewrite import in_context
from bot.settings import Settings
from bot.shelf import is_on_texts, shelf_draft
from bot.telling import cited, told
from bot.trace import note, step, steps
from bot.understand import understood
from bot.wording import no_talk
from ingest.embed import Embedder
from ingest.errors import XietiaoError
from ingest.generation import current_generation
from ingest.index import Index
from ingest.milvus_index import MilvusIndex

_log = logging.getLogger(__name__)

_SURE = 0.95  # of the next item of a list
_TOLD = 0.85  # of more on what was talked of: it is there, but may not be all that is asked


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
        if self._reload_lock.acquire(blocking=False):  # else it is being opened: seconds of a large
            try:
                self._take_newer()
            finally:
                self._reload_lock.release()
        return self._retriever

    def _take_newer(self) -> None:
        with contextlib.suppress(XietiaoError):
            newer = self._retriever.index.newer()
            if newer is not None:
                reranker = self._retriever.reranker
                self._retriever = Retriever(newer, self._embedder, reranker=reranker)
                settle_again()

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
        reader = self.settings.script if script == "auto" else script
        asked = Question.of(text, script=reader, history=history)
        asked = replace(asked, documents=tuple(documents)) if documents else asked
        own = self._unsearched(asked)
        if own is not None:
            return iter((self._told_at_once(asked, own),))
        if wanted(asked) is not None:
            return steps("question", self._answers(asked))
        honest = without_instructions(text)
        if is_order(asked.folded) or not any(char.isalpha() for char in honest):
            return iter((self._declined_order(asked),))
        asked = asked if honest == asked.text else replace(asked, text=honest)
        return steps("question", self._answers(asked))

    def _unsearched(self, question: Question) -> Draft | None:
        """The draft of a message that needs no search: a courtesy, or what texts there are."""
        remark = remark_of(question)
        if remark is not None:
            said = remark.reply(question.script, self.index.documents(), self.examples())
            return Draft((), reply=said, reason="remark")
        on_texts = shelf_draft(question, self.index) if is_on_texts(question) else None
        if on_texts is not None:
            return on_texts
        if wanted(question) is not None and not answered(question.history):
            return Draft((), reply=no_talk(question.script), reason="no_talk")
        return Draft(()) if asks_nothing(question) else None

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
        note(answerer=answer.answerer, refused=answer.refused, confidence=float(confidence))
        yield answer

    def _evidence(self, question: Question) -> Evidence:
        with step("retrieve"):
            retriever = self.retriever
            question = understood(question, retriever.index)
            return Evidence(question, retriever.retrieve(question), retriever.index)

    def _probability(self, evidence: Evidence) -> float:
        with step("gate"):
            return self.gate.probability(evidence)

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
            return replace(
                plain,
                answer=retelling.text,
                citations=cited(evidence, Draft(tuple(retelling.pieces))),
                is_whole=is_whole,
            )

        for sentence in steps("generate", writer.write(question, exhibits(evidence, draft), draft)):
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
        confidence = self._probability(alone)
        weak = confidence < self.gate.threshold
        always = weak or picks_up(question) or wanted(question) is not None
        leaning = rewritten or with_context(question, always=always)
        if not leaning.context:
            return self.composed(_going_on(alone), confidence)
        within = self._evidence(leaning)
        followed = follow_up(within, alone if own_content(question) else None, weak=weak)
        if followed is not None:
            return _sureness(followed), followed, within
        stands = names_a_topic(question) and not refers_back(question)
        stands = stands or not leans_on_history(question)
        if stands:
            return self.composed(_going_on(alone), confidence)
        return self.composed(_going_on(within), self._probability(within))

    def composed(
        self, evidence: Evidence, confidence: float | None = None
    ) -> tuple[float, Draft, Evidence]:
        """As `_judged`, of a question that leans on nothing; `confidence` where it is known."""
        item = asked_item(evidence)
        if item is not None:
            return _sureness(item), item, evidence
        if confidence is None:
            confidence = self._probability(evidence)
        if confidence < self.gate.threshold:
            return confidence, Draft(()), evidence
        with step("compose"):
            return confidence, compose(evidence), evidence

    def _told_at_once(self, question: Question, draft: Draft) -> Answer:
        """The answer that no search is needed for."""
        confidence = _SURE if draft.pieces else 0.0
        return self._extracted(question, Evidence(question, NOTHING, self.index), draft, confidence)

    def _declined_order(self, question: Question) -> Answer:
        """The answer to an order to do other work: what the texts have of its subject."""
        about = subject(question.folded) if is_order(question.folded) else ""
        if not about:
            return self._told_at_once(question, Draft((), reason="order"))
        evidence = self._evidence(Question.of(about, script=question.script))
        return self._extracted(question, evidence, Draft((), reason="order"), 0.0)

    def _extracted(
        self, question: Question, evidence: Evidence, draft: Draft, confidence: float
    ) -> Answer:
        return told(question, evidence, draft, confidence, n_hits=self.settings.top_k)

    def examples(self) -> list[str]:
        """Questions that the corpus answers, from its own announced lists, each in its script."""
        return examples(self.index)


def _going_on(evidence: Evidence) -> Evidence:
    """The evidence of a question that is asked after what was said last."""
    return evidence.after(Talk(evidence, leaned_on(evidence.question, always=True)).focus)


def _sureness(followed: Draft) -> float:
    """The probability that a follow-up's draft answers: an item is there, or it is not."""
    if followed.section is None:
        return _TOLD
    return _SURE if followed.pieces else 1 - _SURE
