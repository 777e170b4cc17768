"""Data sets of questions: the schema, reading it, and every fault of a file at once.

The schema is documented for authors in eval/datasets/README.md.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.sources import Sources
from eval.spans import Span
from ingest.errors import XietiaoError
from ingest.records import Script

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
_Model = TypeVar("_Model", bound=BaseModel)


class BadDataset(XietiaoError):
    """The data set can't be used as it is; the message names every line, field and expectation."""

    def __init__(self, file: Path, problems: Iterable[str]) -> None:
        """`problems` are sentences without the file's name."""
        self.problems = tuple(problems)
        super().__init__(f"{file} can't be used; fix these:\n" + "\n".join(self.problems))


class Message(BaseModel):
    """One message of the conversation before the question."""

    model_config = _STRICT
    role: Literal["user", "assistant"]
    content: str = Field(min_length=1)


class Evidence(BaseModel):
    """A span that an answer must rest on: `quote` is the document's text at `start:end`."""

    model_config = _STRICT
    path: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    quote: str = Field(min_length=1)

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.path, self.start, self.end)


class KeyPoint(BaseModel):
    """One thing a whole answer says, and the wordings that count as saying it."""

    model_config = _STRICT
    text: str = Field(min_length=1)
    accept: tuple[str, ...] = Field(min_length=1)


class Case(BaseModel):
    """One question with what a good answer says and rests on."""

    model_config = _STRICT
    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    script: Script
    history: tuple[Message, ...] = ()
    answerable: bool
    evidence: tuple[Evidence, ...]
    also: tuple[Evidence, ...] = ()
    """Spans that a citation may also rightly point at, though a whole answer doesn't need them."""
    key_points: tuple[KeyPoint, ...]
    ordered: bool = False
    note: str = ""

    @property
    def spans(self) -> list[Span]:
        """The evidence as spans."""
        return [evidence.span for evidence in self.evidence]

    @property
    def citable(self) -> list[Span]:
        """Every span that a citation may rightly point at: the evidence, then `also`."""
        return [evidence.span for evidence in (*self.evidence, *self.also)]


def load_cases(path: Path, sources: Sources | None = None) -> list[Case]:
    """The cases of a JSONL file, in order; quotes are verified where `sources` are given.

    Raises:
        BadDataset: with every fault of the file, each with its line and field.
    """
    cases, problems = read_lines(path, Case)
    problems += _repeated(cases)
    for number, case in cases:
        problems += [f"line {number}: {fault}" for fault in faults(case, sources)]
    if not cases and not problems:
        problems = ["line 1: expected one JSON object a line, found an empty file"]
    if problems:
        raise BadDataset(path, sorted(problems, key=_line_number))
    return [case for _, case in cases]


def read_lines(
    path: Path, model: type[_Model], context: Callable[[str], str] = lambda problem: problem
) -> tuple[list[tuple[int, _Model]], list[str]]:
    """The valid lines of a JSONL file with their numbers from 1, and a sentence for each fault.

    Raises:
        BadDataset: the file can't be read at all.
    """
    found: list[tuple[int, _Model]] = []
    problems: list[str] = []
    for number, line in _lines(path):
        try:
            found.append((number, model.model_validate_json(line)))
        except ValidationError as error:
            problems += [f"line {number}: {context(text)}" for text in _sentences(error)]
    return found, problems


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    # Not splitlines(): U+2028 may stand inside a JSON string.
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadDataset(path, ["the file isn't there; name a JSONL file"]) from None
    except IsADirectoryError:
        raise BadDataset(path, ["this is a folder; name a JSONL file in it"]) from None
    except UnicodeDecodeError as error:
        raise BadDataset(path, [f"byte {error.start}: expected UTF-8"]) from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _sentences(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False):
        where = ".".join(str(part) for part in problem["loc"]) or "the line"
        given = "" if problem["type"] in ("missing", "json_invalid") else _shown(problem["input"])
        yield f"{where}: {problem['msg']}{given}"


def _shown(value: object) -> str:
    text = repr(value)
    return f" (found {text if len(text) <= 60 else text[:57] + '...'})"


def _repeated(cases: Iterable[tuple[int, Case]]) -> list[str]:
    first: dict[str, int] = {}
    return [
        f"line {number}: id: expected an id used once, {case.id!r} stands in line {first[case.id]}"
        for number, case in cases
        if first.setdefault(case.id, number) != number
    ]


def faults(case: Case, sources: Sources | None) -> Iterator[str]:
    """What its fields alone don't show to be wrong with a case: a sentence each, field first."""
    if case.answerable and not case.evidence:
        yield "evidence: expected at least one span for an answerable question"
    if case.answerable and not case.key_points:
        yield "key_points: expected at least one for an answerable question"
    if not case.answerable and case.also:
        yield "also: expected none for an unanswerable question"
    if not case.answerable and case.key_points:
        yield "key_points: expected none for an unanswerable question"
    for i, evidence in enumerate(case.evidence):
        yield from (f"evidence.{i}.{fault}" for fault in _span_faults(evidence, sources))
    for i, also in enumerate(case.also):
        yield from (f"also.{i}.{fault}" for fault in _span_faults(also, sources))
    for i, point in enumerate(case.key_points):
        for j, accept in enumerate(point.accept):
            if not any(char.isalnum() for char in accept):
                yield f"key_points.{i}.accept.{j}: expected letters or digits, found {accept!r}"


def _span_faults(evidence: Evidence, sources: Sources | None) -> Iterator[str]:
    if evidence.end - evidence.start != len(evidence.quote):
        yield (
            f"end: expected start + {len(evidence.quote)} characters of the quote ="
            f" {evidence.start + len(evidence.quote)}, found {evidence.end}"
        )
        return
    if sources is None:
        return
    if sources.text(evidence.path) is None:
        yield f"path: expected a document of the index, found {evidence.path!r}"
    elif (there := sources.quote(evidence.span)) != evidence.quote:
        yield f"quote: expected the text at {evidence.start}:{evidence.end}, {there!r}"


def _line_number(problem: str) -> int:
    return int(problem.removeprefix("line ").partition(":")[0])
