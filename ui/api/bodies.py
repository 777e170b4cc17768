"""The objects that the doors take and give."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.records import Turn

_STRICT = ConfigDict(extra="forbid", strict=True)
_OPEN = ConfigDict(extra="allow", strict=True)

ScriptChoice = Literal["auto", "hans", "hant-tw", "hant-hk"]
Offset = Annotated[int, Field(ge=0, le=2**53, description="code points into the text")]
Text = Annotated[str, Field(max_length=100_000)]


class Body(BaseModel):
    """A request's body: whatever it holds can be written as JSON again."""

    @model_validator(mode="before")
    @classmethod
    def _can_be_told(cls, value: Any) -> Any:
        """Python reads NaN and half of a surrogate pair where JSON in UTF-8 has neither."""
        if not isinstance(value, dict):
            return value
        try:
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError):
            raise ValueError("the body holds what is no JSON in UTF-8: NaN, or half a character")  # noqa: B904
        return value


class Message(BaseModel):
    """One message of the conversation so far."""

    model_config = _STRICT
    role: Literal["user", "assistant"]
    content: str

    @property
    def turn(self) -> Turn:
        """The message as the bot takes it."""
        return Turn(self.role, self.content)


class AskRequest(Body):
    """The batch contract's input; null is as good as absent."""

    model_config = _STRICT
    question: str
    history: list[Message] | None = Field(default=None, max_length=200)
    script: ScriptChoice | None = None
    id: str | int | None = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The history as the bot takes it."""
        return tuple(message.turn for message in self.history or ())


class CitationBody(BaseModel):
    """Marker [n] of an answer: `quote` is the text at `start:end`, verbatim."""

    model_config = _OPEN
    marker: int
    doc_id: str
    path: str
    title: str
    heading: list[str]
    start: Offset
    end: Offset
    quote: str


class PassageBody(BaseModel):
    """A passage that was found, best first."""

    model_config = _OPEN
    rank: int
    doc_id: str
    path: str
    heading: list[str]
    start: Offset
    end: Offset
    text: str
    score: float


class AnswerBody(BaseModel):
    """The batch contract's output."""

    model_config = _OPEN
    id: str | int | None = None
    question: Text
    answer: Text
    script: Literal["hans", "hant-tw", "hant-hk", "en"]
    refused: bool
    reason: str | None = None
    confidence: float = Field(ge=0, le=1)
    citations: list[CitationBody] = Field(max_length=200)
    passages: list[PassageBody] = Field(default_factory=list[PassageBody], max_length=200)
    topics: list[str] = Field(default_factory=list[str])
    answerer: str = ""
    timings_ms: dict[str, float] = Field(default_factory=dict[str, float])


class Problem(BaseModel):
    """What went wrong, and what to do."""

    detail: str
