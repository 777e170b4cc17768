"""Answers of any system in the batch contract, read with every fault of the file at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from eval.cases import BadDataset, read_lines
from eval.spans import Span

_LENIENT = ConfigDict(frozen=True, extra="ignore")


class Cited(BaseModel):
    """A citation: marker [n] of the answer, where it points, and the words it shows."""

    model_config = _LENIENT
    marker: int
    path: str
    start: int
    end: int
    quote: str
    title: str = ""

    @property
    def span(self) -> Span:
        """Where it points."""
        return Span(self.path, self.start, self.end)


class Ranked(BaseModel):
    """A passage the system found, rank 1 first."""

    model_config = _LENIENT
    rank: int = Field(ge=1)
    path: str
    start: int
    end: int
    text: str = ""
    score: float | None = None

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.path, self.start, self.end)


class GivenAnswer(BaseModel):
    """One answer; what a system doesn't give (None) leaves its measures undefined."""

    model_config = _LENIENT
    id: str = Field(coerce_numbers_to_str=True)
    answer: str
    refused: bool
    script: str | None = None
    reason: str | None = None
    confidence: float | None = Field(default=None, ge=0, le=1)
    citations: tuple[Cited, ...] = ()
    passages: tuple[Ranked, ...] | None = None
    answerer: str = "unknown"
    timings_ms: dict[str, float] = Field(default_factory=dict[str, float])

    @property
    def ranking(self) -> list[Span] | None:
        """The passages as spans, best first."""
        if self.passages is None:
            return None
        return [passage.span for passage in sorted(self.passages, key=lambda p: p.rank)]


def of_dict(answer: Mapping[str, Any]) -> GivenAnswer:
    """The answer in one object of the batch contract.

    Raises:
        pydantic.ValidationError: it isn't one.
    """
    return GivenAnswer.model_validate(answer)


def load_answers(path: Path, ids: Sequence[str] | None = None) -> dict[str, GivenAnswer]:
    """The answers of a JSONL file by id; `ids` are the questions that must each have one.

    Raises:
        BadDataset: with every fault of the file, ids without an answer among them.
    """
    found, problems = read_lines(path, GivenAnswer)
    answers: dict[str, GivenAnswer] = {}
    for number, answer in found:
        if answer.id in answers:
            problems.append(f"line {number}: id: expected an id used once, found {answer.id!r}")
        answers[answer.id] = answer
    missing = [name for name in ids or () if name not in answers]
    if missing and not problems:
        shown = ", ".join(missing[:10]) + (", ..." if len(missing) > 10 else "")
        problems.append(
            f"id: expected an answer to each question, {len(missing)} lack one: {shown}"
        )
    if problems:
        raise BadDataset(path, problems)
    return answers
