"""One reader's word on one answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.records import Turn
from ingest.errors import XietiaoError

Vote = Literal["up", "down"]
Reason = Literal["wrong", "incomplete", "beside", "unclear", "should_answer", "should_refuse"]
REASONS: Mapping[Reason, str] = {
    "wrong": "what it says is not so",
    "incomplete": "something is missing",
    "beside": "it answers another question",
    "unclear": "hard to read or to follow",
    "should_answer": "the texts do say it, and it was refused",
    "should_refuse": "the texts don't say it, and it was answered",
}


class BadFeedback(XietiaoError):
    """The feedback can't be taken like this; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A vote on an answer, as it was given; `answer` is the batch contract's object.

    `generation` names the index that was in use, `at` is UTC in ISO 8601.
    """

    feedback_id: str
    at: str
    question: str
    history: Sequence[Turn]
    answer: Mapping[str, Any]
    vote: Vote
    reason: Reason | None
    comment: str
    generation: str

    def to_dict(self) -> dict[str, Any]:
        """One JSON-ready object."""
        return {
            "id": self.feedback_id,
            "at": self.at,
            "question": self.question,
            "history": [{"role": turn.role, "content": turn.content} for turn in self.history],
            "answer": dict(self.answer),
            "vote": self.vote,
            "reason": self.reason,
            "comment": self.comment,
            "generation": self.generation,
        }
