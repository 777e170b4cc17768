"""One sentence for each thing that can go wrong, and the status it goes with."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from bot.answer import BadQuestion
from bot.feedback import BadFeedback, UnknownFeedback
from bot.library import BadUpload, NameTaken, NotUploaded, OnlyDocument
from bot.quiz import BadPaper
from bot.quiz.formats import UnknownFormat
from bot.quiz.formats.registry import NothingToWrite
from ingest.attached import BadKey
from ingest.errors import UnknownDocument, XietiaoError
from ui.api.roles import NotAllowed
from ui.guard import TooMany
from ui.line import Busy
from ui.requests import WENT_WRONG
from ui.show import BadSpan

_STATUS: Mapping[type[XietiaoError], int] = {
    BadQuestion: 422,
    BadFeedback: 422,
    BadKey: 422,
    BadPaper: 422,
    UnknownFormat: 422,
    NothingToWrite: 422,
    BadSpan: 422,
    BadUpload: 422,
    UnknownDocument: 404,
    UnknownFeedback: 404,
    NameTaken: 409,
    NotUploaded: 409,
    OnlyDocument: 409,
    TooMany: 429,
}


def add_errors(api: FastAPI) -> None:
    """Makes every error of `api` a status and {"detail": one sentence}."""

    async def told(request: Request, problem: Exception) -> JSONResponse:
        status, sentence, headers = explain(request, problem)
        return JSONResponse({"detail": sentence}, status, headers)

    for kind in (RequestValidationError, XietiaoError, HTTPException, Exception):
        api.add_exception_handler(kind, told)


def add_unreadable(app: FastAPI) -> None:
    """Makes what can't be read of a request one sentence; FastAPI would repeat all of it."""

    async def told(request: Request, problem: Exception) -> JSONResponse:
        status, sentence, headers = explain(request, problem)
        return JSONResponse({"detail": sentence}, status, headers)

    app.add_exception_handler(RequestValidationError, told)


def explain(request: Request, problem: Exception) -> tuple[int, str, dict[str, str]]:
    """Status, sentence and headers of the answer to a request that went wrong."""
    match problem:
        case RequestValidationError():
            first = dict(problem.errors()[0])
            return 400 if first["type"] == "json_invalid" else 422, sentence_of(first), {}
        case NotAllowed():
            return problem.status, str(problem), {}
        case TooMany() | Busy():
            wait = {"retry-after": str(problem.retry_after_s)}
            return 429 if isinstance(problem, TooMany) else 503, str(problem), wait
        case XietiaoError():
            return _STATUS.get(type(problem), 503), str(problem), {}
        case HTTPException():
            sentence = _of_http(request, problem)
            return problem.status_code, sentence, dict(problem.headers or {})
        case _:
            return 500, WENT_WRONG, {}  # raised again, and logged by `ui.requests`


def _of_http(request: Request, problem: HTTPException) -> str:
    told = {
        400: f"the body can't be read: {str(problem.detail).rstrip('.').lower()}",
        404: f"there is nothing at {request.url.path}",
        405: f"{request.url.path} does not take {request.method}",
    }
    return told.get(problem.status_code, str(problem.detail))


def sentence_of(error: Mapping[str, Any]) -> str:
    """An error of pydantic's as one sentence that names the field."""
    source, *path = error["loc"] or ("body",)
    where = ".".join(str(part) for part in path)
    match error["type"]:
        case "json_invalid":
            return f"the body is not valid JSON: {error['ctx']['error']}"
        case "value_error":
            return error["msg"].removeprefix("Value error, ")
        case "missing":
            return f"the field {where!r} is missing" if where else "the body is missing"
        case "extra_forbidden":
            return f"unknown field {where!r}; /api/openapi.json lists the fields"
        case "model_type" | "model_attributes_type" if not where:
            return "the body must be a JSON object, sent as application/json"
        case "model_type" | "model_attributes_type":
            return f"{where} must be an object"
        case _:
            return f"{where or source}: {error['msg'][0].lower()}{error['msg'][1:]}"
