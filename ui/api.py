"""The HTTP door: questions and documents as JSON, under the browser chat of `ui.web`.

Bad input gets a 4xx and one sentence in {"error": ...}; a traceback goes to the log only.
"""

import logging
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException

from bot.answer import BadQuestion, Bot
from bot.records import Turn
from ingest.errors import UnknownDocument, XietiaoError
from ingest.records import Document

_log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1_000_000


class Message(BaseModel):
    """One message of the conversation so far."""

    model_config = ConfigDict(extra="forbid", strict=True)

    role: Literal["user", "assistant"]
    content: str


class AskRequest(BaseModel):
    """The batch contract's input; null is as good as absent."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: str
    history: list[Message] | None = Field(default=None, max_length=200)
    script: Literal["auto", "hans", "hant-tw", "hant-hk"] | None = None
    id: str | int | None = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The history as the bot takes it."""
        return tuple(Turn(message.role, message.content) for message in self.history or ())


def create_app(bot: Bot) -> FastAPI:
    """The whole server: /api, /healthz, /readyz, and the browser chat at /."""
    from ui import web  # Gradio takes seconds to import; the API alone does without

    app = FastAPI(title="Xietiao", docs_url=None, redoc_url=None, openapi_url=None)
    _add_health(app, bot)
    app.mount("/api", create_api(bot))
    return web.mount(app, bot)


def create_api(bot: Bot) -> FastAPI:
    """What is under /api: ask, and the documents. Its own app, so that its errors are JSON."""
    # The documentation pages would load their scripts from another host; the schema is enough.
    api = FastAPI(title="Xietiao", docs_url=None, redoc_url=None)
    _add_errors(api)

    @api.post("/ask")
    async def ask(request: Request) -> JSONResponse:
        """The answer with its citations, or an honest no."""
        asked = AskRequest.model_validate_json(await _body(request))
        script = asked.script or "auto"
        answer = await run_in_threadpool(bot.ask, asked.question, asked.turns, script)
        return JSONResponse({**answer.to_dict(), "id": asked.id})

    @api.get("/documents")
    def documents() -> list[dict[str, Any]]:
        """What is in the index, without the texts."""
        return [_summary(document) for document in bot.index.documents()]

    @api.get("/documents/{doc_id:path}")
    def document(doc_id: str) -> dict[str, Any]:
        """One text as received; offsets into it are code points."""
        found = bot.index.document(doc_id)
        masked = [[mask.start, mask.end] for mask in found.masks]
        return {
            **_summary(found),
            "sha256": found.sha256,
            "encoding": found.encoding,
            "masked": masked,
            "text": found.text,
        }

    return api


def _summary(document: Document) -> dict[str, Any]:
    return {
        "doc_id": document.doc_id,
        "path": document.path,
        "title": document.title,
        "script": document.script,
        "chars": len(document.text),
    }


async def _body(request: Request) -> bytes:
    """The request's body, refused as soon as it is too long."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413, f"the body is longer than {MAX_BODY_BYTES:,} bytes")
    return bytes(body)


def _add_health(app: FastAPI, bot: Bot) -> None:
    @app.get("/healthz")
    def healthz() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        """The process is alive."""
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        """Questions can be answered: the index opens and holds something."""
        try:
            n_documents = len(bot.index.documents())
        except XietiaoError as problem:
            return _error(503, str(problem))
        if not n_documents:
            return _error(503, "the index is empty; `xietiao ingest` fills it")
        return JSONResponse({"status": "ready", "documents": n_documents})


def _add_errors(api: FastAPI) -> None:
    """One sentence for each thing that can go wrong."""

    async def invalid(request: Request, problem: Exception) -> JSONResponse:
        assert isinstance(problem, ValidationError)
        first = problem.errors(include_url=False, include_input=False)[0]
        return _error(400 if first["type"] == "json_invalid" else 422, _sentence(dict(first)))

    async def known(request: Request, problem: Exception) -> JSONResponse:
        match problem:
            case BadQuestion():
                status = 422
            case UnknownDocument():
                status = 404
            case _:
                status = 503
        return _error(status, str(problem))

    async def http(request: Request, problem: Exception) -> JSONResponse:
        assert isinstance(problem, HTTPException)
        told = {404: f"there is nothing at {request.url.path}", 405: _wrong_method(request)}
        sentence = told.get(problem.status_code, problem.detail)
        return _error(problem.status_code, sentence, headers=dict(problem.headers or {}))

    async def unforeseen(request: Request, problem: Exception) -> JSONResponse:
        _log.error("%s %s", request.method, request.url.path, exc_info=problem)
        return _error(500, "something went wrong here; the server's log has the details")

    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(XietiaoError, known)
    api.add_exception_handler(HTTPException, http)
    api.add_exception_handler(Exception, unforeseen)


def _wrong_method(request: Request) -> str:
    return f"{request.url.path} does not take {request.method}"


def _sentence(error: dict[str, Any]) -> str:
    """A pydantic error as one sentence that names the field."""
    where = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "json_invalid":
            return f"the body is not valid JSON: {error['ctx']['error']}"
        case "missing":
            return f"the field {where!r} is missing"
        case "extra_forbidden":
            known = ", ".join(AskRequest.model_fields)
            return f"unknown field {where!r}; the fields are {known}"
        case "model_type":
            return "the body must be a JSON object" if not where else f"{where} must be an object"
        case _:
            return f"{where}: {error['msg'][0].lower()}{error['msg'][1:]}"


def _error(status: int, sentence: str, *, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": sentence}, status_code=status, headers=headers)
