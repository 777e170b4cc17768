"""Evidence -> an answer in a model's words, each sentence checked before it is said.

A sentence that its evidence does not support is replaced by the evidence itself, or dropped.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from bot.alignment import Said
from bot.chat import ChatFailed, ChatModel
from bot.claims import Claim, ClaimReader
from bot.exhibits import Exhibit, listed
from bot.guard import Guard, Verdict
from bot.pieces import Draft
from bot.prompts import ANSWER, QUESTION
from bot.question import Question
from bot.trace import step
from bot.wording import DECLINE
from ingest.lexical import tokenize
from ingest.script import fold_same_length, has_han

_MAX_CHARS = 1500  # of a reply; one that goes on has lost its thread
_MAX_REPEATS = 2
_MAX_UNSUPPORTED = 4  # in a row from the start; what follows such a start is no better
_MIN_SUPPORTED = 0.5  # of the claims; else the source's own sentences in their order read better
_ALIKE = 0.5  # share of a claim's tokens in the exhibit that may stand in its place
_N_CANDIDATES = 3  # exhibits tried for a claim that cites none, or the wrong one


class NotGood(Exception):
    """The reply is not worth showing; the message says why."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A checked sentence of the answer, the exhibits it rests on, its number in a list.

    `is_verbatim` says that the exhibit's own words stand in for the model's.
    """

    text: str
    rests_on: tuple[Exhibit, ...]
    number: int | None = None
    is_verbatim: bool = False


class Writer:
    """Writes answers with a chat model, held to the evidence."""

    def __init__(self, chat: ChatModel, guard: Guard) -> None:
        """Both may be shared between threads."""
        self.chat = chat
        self.guard = guard

    @property
    def name(self) -> str:
        """As an answer says it: llm:<name>."""
        return f"llm:{self.chat.name}"

    def write(
        self, question: Question, shown: Sequence[Exhibit], draft: Draft
    ) -> Generator[Sentence]:
        """The sentences of the answer, each as soon as it was checked.

        Raises:
            ChatFailed: the model gave no whole reply.
            NotGood: too little of it holds; what was given so far is to be taken back.
        """
        reply = _Reply(self.guard, shown, is_english=question.script == "en")
        claims = ClaimReader()
        stream = self.chat.stream(_messages(question, shown))
        try:
            for text in stream:
                yield from reply.take(claims.feed(text), len(text))
        finally:
            stream.close()
        yield from reply.take(claims.close(), 0)
        reply.judge(draft)


def _messages(question: Question, shown: Sequence[Exhibit]) -> list[tuple[str, str]]:
    language = "en" if question.script == "en" else "zh"
    asked = f"{question.context} {question.text}".strip()
    return [
        ("system", ANSWER[language]),
        ("human", QUESTION[language].format(evidence=listed(shown), question=asked)),
    ]


class _Reply:
    """One reply as it comes in: what of it was said, and what was not worth it."""

    def __init__(self, guard: Guard, shown: Sequence[Exhibit], *, is_english: bool) -> None:
        self.guard = guard
        self.shown = shown
        self.is_english = is_english
        self.said: list[Sentence] = []
        self.claims: list[str] = []
        self.n_supported = 0
        self.n_repeats = 0
        self.n_chars = 0

    def take(self, claims: Sequence[Claim], n_chars: int) -> Iterator[Sentence]:
        """What may be said of these claims.

        Raises:
            NotGood: the reply has become too long, repeats itself, declines, or is made up.
        """
        self.n_chars += n_chars
        if self.n_chars > _MAX_CHARS * (3 if self.is_english else 1):
            raise NotGood("it does not come to an end")
        for claim in claims:
            if claim.text in DECLINE.values():
                raise NotGood("it found no answer in the evidence")
            if self._is_repeat(claim.text):
                continue
            self.claims.append(claim.text)
            sentence = self._checked(claim)
            if sentence is not None:
                self.said.append(sentence)
                yield sentence
            elif not self.said and len(self.claims) >= _MAX_UNSUPPORTED:
                raise NotGood("the evidence supports nothing of it")

    def _is_repeat(self, text: str) -> bool:
        if text not in self.claims:
            return False
        self.n_repeats += 1
        if self.n_repeats > _MAX_REPEATS:
            raise NotGood("it repeats itself")
        return True

    def _checked(self, claim: Claim) -> Sentence | None:
        """The claim, or the evidence in its place, or nothing."""
        cited = [e for e in self.shown if e.number in claim.cited]
        likely = self._likely(claim.text)
        tried = [cited, *([exhibit] for exhibit in likely if [exhibit] != cited), likely[:2]]
        for exhibits in tried:
            rests_on = self._support(claim.text, sorted(exhibits, key=lambda e: e.number))
            if rests_on:
                self.n_supported += 1
                return Sentence(claim.text, rests_on, claim.number)
        return None if self.is_english else self._repaired(claim, [*cited, *likely])

    def _support(self, text: str, exhibits: Sequence[Exhibit]) -> tuple[Exhibit, ...]:
        with step("guard"):
            verdict = self._verdict(text, [exhibit.said for exhibit in exhibits])
        return tuple(exhibits[i] for i in verdict.rests_on) if verdict.supported else ()

    def _verdict(self, text: str, evidence: Sequence[Said]) -> Verdict:
        if self.is_english:
            return self.guard.check_english(text, evidence)
        if not has_han(text):
            return Verdict(False, "it is not Chinese")
        return self.guard.check(text, evidence)

    def _likely(self, text: str) -> list[Exhibit]:
        """The exhibits that hold most of a claim's tokens, best first; all for English ones."""
        if self.is_english:
            return list(self.shown)
        ranked = sorted(self.shown, key=lambda e: (-_alike(text, e.said.text), e.number))
        return [e for e in ranked[:_N_CANDIDATES] if _alike(text, e.said.text) > 0.2]

    def _repaired(self, claim: Claim, candidates: Sequence[Exhibit]) -> Sentence | None:
        """The exhibit that the claim was made of, unless it was given already."""
        if not candidates:
            return None
        best = max(candidates, key=lambda e: _alike(claim.text, e.said.text))
        given = any(best in sentence.rests_on for sentence in self.said)
        if given or _alike(claim.text, best.said.text) < _ALIKE:
            return None
        return Sentence(best.said.text, (best,), claim.number, is_verbatim=True)

    def judge(self, draft: Draft) -> None:
        """Whether what was said will do.

        Raises:
            NotGood: nothing or too little is left, or a list has lost an item.
        """
        if not self.n_supported or self.n_supported < _MIN_SUPPORTED * len(self.claims):
            raise NotGood(
                f"the evidence supports {self.n_supported} of {len(self.claims)} sentences"
            )
        if draft.section is not None and not all(
            self._is_given(e) for e in self.shown if e.piece.number is not None
        ):
            raise NotGood("it leaves out an item of the list")

    def _is_given(self, item: Exhibit) -> bool:
        """Whether an item of the list was said: cited, or named."""
        name = fold_same_length(item.said.headings[-1] if item.said.headings else item.said.text)
        tokens = set(tokenize(name[:20]))
        return any(
            item in sentence.rests_on
            or (bool(tokens) and tokens <= set(tokenize(fold_same_length(sentence.text))))
            for sentence in self.said
        )


def _alike(text: str, exhibit: str) -> float:
    """Share, 0 to 1, of the tokens of `text` that the exhibit holds."""
    tokens = set(tokenize(fold_same_length(text).lower()))
    held = set(tokenize(fold_same_length(exhibit).lower()))
    return len(tokens & held) / len(tokens) if tokens else 0.0


__all__ = ["ChatFailed", "NotGood", "Sentence", "Writer"]
