"""/library/questions: everyday questions that administrators attach to spans."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field, model_validator

from ingest.keys import KeyLine
from ui.api.bodies import Body, Offset, Problem
from ui.api.parts import Parts
from ui.api.roles import only

_REFUSED: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem} for code in (401, 403, 404, 422)
}


class Attachment(Body):
    """A question, or the one of some feedback; the section of the outline or the span it meant."""

    model_config = ConfigDict(extra="forbid", strict=True)
    question: str | None = Field(default=None, max_length=400)
    feedback_id: str | None = Field(default=None, max_length=100)
    doc_id: str
    section: int | None = None
    start: Offset | None = None
    end: Offset | None = None

    @model_validator(mode="after")
    def _is_told_once(self) -> "Attachment":
        if (self.question is None) == (self.feedback_id is None):
            raise ValueError("give a question or a feedback_id")
        spans = (self.start is not None, self.end is not None)
        if spans not in ((True, True), (False, False)) or all(spans) == (self.section is not None):
            raise ValueError("give a section, or start and end")
        return self


def routes(parts: Parts) -> APIRouter:
    """The routes."""
    router = APIRouter(
        prefix="/library/questions",
        tags=["library"],
        dependencies=[only("admin", parts.passwords)],
        responses=_REFUSED,
    )
    library = parts.library

    @router.get("")
    def attached() -> list[KeyLine]:
        """The questions that were attached here, by document; `file` is its path."""
        return library.attached()

    @router.post("", status_code=202)
    def attach(asked: Attachment) -> dict[str, Any]:
        """Attaches a question; it helps to find its span with the next index generation."""
        question = asked.question or parts.feedback.get(asked.feedback_id or "").question
        if asked.section is not None:
            start, end = library.section_span(asked.doc_id, asked.section)
        else:
            start, end = asked.start or 0, asked.end or 0
        line, run = library.attach(question, asked.doc_id, start, end)
        return {"attached": line.model_dump(), "run": run.to_dict()}

    @router.delete("", status_code=202)
    def detach(line: KeyLine) -> JSONResponse:
        """Takes an attached question away again."""
        run = library.detach(line)
        if run is None:
            return JSONResponse({"detail": "no such question is attached"}, 404)
        return JSONResponse(run.to_dict(), 202)

    return router
