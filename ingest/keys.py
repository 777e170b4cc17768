"""Questions as keys: everyday questions that editors attach to the spans that answer them.

Read from `questions.jsonl` beside the texts, one JSON object a line:
`{"file", "start", "end", "quote", "question"}`, where `quote` holds the first characters of the
span, so that a key whose text has changed is noticed. Keys are searched, never shown as evidence.
A line without `start`, `end` and `quote` is a question near that text which no text answers.
Source: Nogueira, Yang, Lin & Cho 2019, "Document Expansion by Query Prediction".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

FILE = "questions.jsonl"


@dataclass(frozen=True, slots=True)
class Key:
    """A question that `text[start:end]` of the document at `path` answers.

    Where the span is empty the question is an open one: nothing answers it.
    """

    path: str
    start: int
    end: int
    question: str

    @property
    def is_open(self) -> bool:
        """Whether the texts leave the question open."""
        return self.start == self.end


class KeyLine(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(extra="forbid")
    file: str
    start: int = Field(default=0, ge=0)
    end: int = Field(default=0, ge=0)
    quote: str = ""
    question: str = Field(min_length=1, max_length=400)

    @model_validator(mode="after")
    def _whole(self) -> "KeyLine":
        if bool(self.end) != bool(self.quote) or self.end < self.start:
            raise ValueError("a span needs start, end and quote; an open question has none of them")
        return self


def read_keys(folder: Path) -> tuple[dict[str, list[KeyLine]], list[str]]:
    """File name -> its lines in `folder`/questions.jsonl, and a sentence for each bad line."""
    return read_lines(folder / FILE)


def read_lines(file: Path) -> tuple[dict[str, list[KeyLine]], list[str]]:
    """The field `file` -> the lines of `file` that have it, and a sentence for each bad line."""
    if not file.is_file():
        return {}, []
    lines: dict[str, list[KeyLine]] = {}
    problems: list[str] = []
    for number, line in enumerate(file.read_text("utf-8-sig", "replace").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            read = KeyLine.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the line"
            problems.append(f"{file}, line {number}: {where}: {first['msg']}")
            continue
        lines.setdefault(read.file, []).append(read)
    return lines, problems


def keys_of(path: str, text: str, lines: Iterable[KeyLine]) -> tuple[list[Key], int]:
    """The keys of the text at `path` in order, each once; how many lines no longer fit it."""
    keys: set[tuple[int, int, str]] = set()
    n_stale = 0
    for line in lines:
        if line.end <= len(text) and text.startswith(line.quote, line.start):
            keys.add((line.start, line.end, line.question))
        else:
            n_stale += 1
    return [Key(path, *key) for key in sorted(keys)], n_stale
