"""Questions from a JSONL file, answers to another: the contract for evaluation scripts."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.answer import BadQuestion, Bot
from bot.records import Turn
from ingest.errors import XietiaoError


class BadBatch(XietiaoError):
    """Lines of the batch that are not questions; every one is named, nothing was answered."""


class Message(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(extra="forbid")
    role: Literal["user", "assistant"]
    content: str


class Asked(BaseModel):
    """One question, as a batch line or a request body; other fields of a line are passed over."""

    model_config = ConfigDict(extra="ignore")
    id: str | int | None = None
    question: str
    history: list[Message] = Field(default_factory=list[Message])
    script: Literal["auto", "hans", "hant-tw", "hant-hk", "en"] | None = None

    def turns(self) -> list[Turn]:
        """The history as the bot takes it."""
        return [Turn(message.role, message.content) for message in self.history]


def read(file: Path) -> list[Asked]:
    """The questions of a JSONL file; blank lines are passed over.

    Raises:
        BadBatch: naming every line that can't be read, and why.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise BadBatch(f"{file} isn't there; give a file of one JSON object a line") from None
    except UnicodeDecodeError:
        raise BadBatch(f"{file} is not UTF-8; save it as UTF-8 JSON lines") from None
    asked: list[Asked] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                asked.append(Asked.model_validate_json(line))
            except ValidationError as error:
                problems.append(f"line {number}: {_problem(error)}")
    if problems:
        raise BadBatch(f"{file}: " + "; ".join(problems[:20]))
    if not asked:
        raise BadBatch(f'{file} has no questions; write {{"id": "1", "question": "…"}} a line')
    return asked


def _problem(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "the line"
    return f"{where}: {first['msg']}"


def answers(bot: Bot, items: Iterable[Asked], *, script: str) -> Iterator[dict[str, Any]]:
    """One answer object a question, in order; a question that can't be asked is refused by name."""
    for item in items:
        wanted = script if item.script in (None, "en") else item.script
        try:
            answer = bot.ask(item.question, item.turns(), wanted).to_dict()
        except BadQuestion as error:
            answer = _unasked(item, str(error), wanted)
        yield {**answer, "id": item.id}


def _unasked(item: Asked, sentence: str, script: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "question": item.question,
        "answer": sentence,
        "script": "hans" if script == "auto" else script,
        "refused": True,
        "reason": "bad_question",
        "confidence": 0.0,
        "citations": [],
        "passages": [],
        "topics": [],
        "answerer": "extractive",
        "timings_ms": {"retrieve": 0.0, "answer": 0.0, "total": 0.0},
    }


def write(objects: Iterable[dict[str, Any]], file: Path) -> int:
    """Writes one JSON object a line beside `file` and renames it there; how many."""
    beside = file.with_name(file.name + ".part")
    n_written = 0
    with beside.open("w", encoding="utf-8") as stream:
        for value in objects:
            stream.write(json.dumps(value, ensure_ascii=False) + "\n")
            n_written += 1
    beside.replace(file)
    return n_written
