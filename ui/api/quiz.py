"""POST /quiz: a paper; POST /quiz/export: a list of items, edited or not, as a file."""

import tempfile
from dataclasses import replace
from operator import eq
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import ConfigDict, Field

from bot.quiz import BadPaper, Bloom, Choices, Difficulty, Item, Kind, make_paper
from bot.quiz.formats import FORMATS, UnknownFormat, write
from bot.quiz.lints.of_item import one_best_answer
from bot.quiz.support import letters
from bot.records import Citation
from ui.api.bodies import Body, CitationBody, Problem, ScriptChoice
from ui.api.parts import Parts
from ui.api.roles import only
from ui.guard import Role
from ui.quiz import as_json, required, script_of

_STRICT = ConfigDict(extra="forbid", strict=True)
_MANY = 1000
_CITED = set(CitationBody.model_fields)
Words = Annotated[str, Field(max_length=200)]
Line = Annotated[str, Field(max_length=10_000)]


class PaperRequest(Body):
    """What is chosen of a paper; null or empty is every one."""

    model_config = _STRICT
    n: int = Field(default=20, ge=1, le=_MANY)
    types: list[Kind] = Field(default_factory=list[Kind])
    difficulty: list[Difficulty] = Field(default_factory=list[Difficulty])
    docs: list[Words] = Field(default_factory=list[str], max_length=200)
    sections: list[Words] = Field(default_factory=list[str], max_length=200)
    script: ScriptChoice = "auto"
    seed: int = Field(default=0, ge=-(2**53), le=2**53)
    without: list[Words] = Field(default_factory=list[str], max_length=10_000)
    beside: list[Words] = Field(default_factory=list[str], max_length=_MANY)
    llm: bool = False

    def choices(self, parts: Parts) -> Choices:
        """The choices as the quiz takes them."""
        chosen = Choices(
            n=self.n,
            kinds=tuple(self.types),
            difficulties=tuple(self.difficulty),
            docs=tuple(self.docs),
            sections=tuple(self.sections),
            seed=self.seed,
            without=frozenset(self.without),
            beside=frozenset(self.beside),
        )
        if self.script != "auto":
            return replace(chosen, script=self.script)
        return replace(chosen, script=script_of(parts.bot.index, chosen))


class ItemBody(Body):
    """One item, as POST /quiz gives it, edited or not."""

    model_config = _STRICT
    id: Words
    kind: Kind
    stem: Line
    options: list[Line] = Field(max_length=20)
    key: list[Line] = Field(min_length=1, max_length=40)
    explanation: Line
    citation: CitationBody
    heading: list[Line] = Field(max_length=20)
    difficulty: Difficulty
    bloom: Bloom
    prompts: list[Line] = Field(default_factory=list[str], max_length=20)
    by: Words = ""

    def item(self) -> Item:
        """The item as formats take it.

        Raises:
            BadPaper: its key does not fit its options.
        """
        fields: dict[str, Any] = {
            **self.citation.model_dump(include=_CITED),
            "heading": tuple(self.citation.heading),
            "also": tuple(map(str, (self.citation.model_extra or {}).get("also", ()))),
        }
        citation = Citation(**fields)
        item = Item(
            self.id, self.kind, self.stem, tuple(self.options), tuple(self.key), self.explanation,
            citation, tuple(self.heading), self.difficulty, self.bloom, tuple(self.prompts),
            self.by,
        )  # fmt: skip
        if wrong := one_best_answer(item):
            raise BadPaper(f"the item {item.stem[:30]!r} can't be exported: {wrong}")
        return item


class AnswersRequest(Body):
    """What was typed into the blanks of an item, and its key."""

    model_config = _STRICT
    given: list[Line] = Field(max_length=40)
    key: list[Line] = Field(max_length=40)


class ExportRequest(Body):
    """The items of a file, in order."""

    model_config = _STRICT
    items: list[ItemBody] = Field(min_length=1, max_length=_MANY)


def role_for(parts: Parts) -> Role:
    """Whom quizzes are for: trainers where they have a password, else readers."""
    return "trainer" if parts.passwords.opens("trainer") else "reader"


def routes(parts: Parts) -> APIRouter:
    """The routes; for trainers where they have a password, else for readers."""
    guarded = [only("trainer", parts.passwords)] if role_for(parts) == "trainer" else []
    router = APIRouter(tags=["quiz"], dependencies=guarded)

    @router.post("/quiz", responses={404: {"model": Problem}, 422: {"model": Problem}})
    def paper(request: PaperRequest) -> dict[str, Any]:
        """The items, what could not be had, and how often each section is asked about."""
        chat = required(parts.bot.writer and parts.bot.writer.chat) if request.llm else None
        return as_json(make_paper(parts.bot.index, request.choices(parts), chat=chat))

    @router.post("/quiz/same")
    def same(request: AnswersRequest) -> dict[str, bool]:
        """Whether answers typed into blanks are the key's, in either script and with any marks."""
        given, key = map(letters, request.given), map(letters, request.key)
        return {"same": len(request.given) == len(request.key) and all(map(eq, given, key))}

    @router.post("/quiz/export", responses={422: {"model": Problem}}, response_class=Response)
    def export(
        request: ExportRequest, file_format: Annotated[str, Query(alias="format", max_length=40)]
    ) -> Response:
        """The items as a file of this format.

        The header X-Quiz-Notes says what it can't carry: sentences, a line each, percent-encoded.
        """
        items = [body.item() for body in request.items]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / file_name(file_format)
            notes = write(file_format, items, file)
            content = file.read_bytes()
        headers = {
            "content-disposition": f'attachment; filename="{file.name}"',
            "x-quiz-notes": quote("\n".join(notes)),
        }
        return Response(content, media_type=FORMATS[file_format].media_type, headers=headers)

    return router


def file_name(file_format: str) -> str:
    """What a file of the format is called.

    Raises:
        UnknownFormat: there is none of that name.
    """
    if file_format not in FORMATS:
        raise UnknownFormat(f"unknown format {file_format!r}; choose {', '.join(FORMATS)}")
    return f"quiz{FORMATS[file_format].suffix}"
