"""What flows through the bot: hits, citations, answers."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ingest.records import Passage, Script

Reason = Literal["not_covered", "remark", "order", "no_talk"]
"""Why an answer cites nothing: the texts don't say; nothing was asked (谢谢); an order to do other
work (翻译); or it leans on a conversation in which nothing was answered."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its fused score (higher is better) and the score of each leg."""

    passage: Passage
    score: float
    legs: dict[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class Citation:
    """Marker [n] of an answer: `quote` is the document's text at `start:end`, verbatim."""

    marker: int
    doc_id: str
    path: str
    title: str
    heading: tuple[str, ...]
    start: int
    end: int
    quote: str
    also: tuple[str, ...] = ()
    """Paths of other documents that hold nearly the same passage: 另见."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets, and what it rests on.

    `confidence` is the probability, 0 to 1, that the texts answer the question. A refused
    answer has no citations; `topics` are then the nearest things the texts do cover.
    """

    question: str
    answer: str
    script: Script
    refused: bool
    reason: Reason | None
    confidence: float
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    answerer: str
    timings_ms: dict[str, float]
    topics: tuple[str, ...] = ()
    is_whole: bool = True
    """False while more of it may come, or it may still be taken back: see `Bot.stream`."""

    def to_dict(self, *, question_id: str | None = None) -> dict[str, Any]:
        """The batch contract: one JSON-ready object."""
        return {
            "id": question_id,
            "question": self.question,
            "answer": self.answer,
            "script": self.script,
            "refused": self.refused,
            "reason": self.reason,
            "confidence": round(self.confidence, 4),
            "citations": [_cited(citation) for citation in self.citations],
            "passages": [_ranked(rank, hit) for rank, hit in enumerate(self.hits, start=1)],
            "topics": list(self.topics),
            "answerer": self.answerer,
            "timings_ms": {name: round(ms, 2) for name, ms in self.timings_ms.items()},
        }


def _cited(citation: Citation) -> dict[str, Any]:
    """The batch contract's fields; `also` only where the passage stands elsewhere too."""
    fields = asdict(citation)
    if not citation.also:
        del fields["also"]
    return fields


def _ranked(rank: int, hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "rank": rank,
        "doc_id": passage.document.doc_id,
        "path": passage.document.path,
        "heading": list(passage.heading),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": round(hit.score, 6),
    }
