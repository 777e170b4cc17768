"""POST /ask: a question, answered at once or as it is written."""

import json
import logging
from collections.abc import Iterator
from itertools import chain
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse

from bot.records import Answer
from ui.api.bodies import AnswerBody, AskRequest, Problem
from ui.api.parts import Parts
from ui.stream import growing

_log = logging.getLogger(__name__)

_EVENTS = {
    "text/event-stream": {
        "schema": {
            "type": "string",
            "description": "event partial: the object so far, any number of times; then"
            " event answer: the whole object; or event error: {detail}",
        }
    }
}


def routes(parts: Parts) -> APIRouter:
    """The route."""
    router = APIRouter(tags=["ask"])

    @router.post(
        "/ask",
        responses={
            200: {"model": AnswerBody, "content": _EVENTS},
            422: {"model": Problem},
            503: {"model": Problem},
        },
    )
    async def ask(asked: AskRequest, request: Request) -> Response:
        """The answer with its citations, or an honest no.

        With `Accept: text/event-stream` it comes as it is written.
        """
        script = asked.script or "auto"
        answers = growing(parts.bot, asked.question, asked.turns, script)
        if "text/event-stream" not in request.headers.get("accept", ""):
            async with parts.line.place():
                *_, (answer, _) = await run_in_threadpool(list, answers)
            return JSONResponse(body_of(answer, asked))
        # What is wrong with the question shows with the first item, when the status can be told.
        async with parts.line.place():
            first = await run_in_threadpool(next, answers)
        events = _events(chain([first], answers), asked)
        return StreamingResponse(
            events, media_type="text/event-stream", headers={"x-accel-buffering": "no"}
        )

    return router


def body_of(answer: Answer, asked: AskRequest) -> dict[str, Any]:
    """The batch contract's object, with the id that was given."""
    return {**answer.to_dict(), "id": asked.id}


def _events(answers: Iterator[tuple[Answer, bool]], asked: AskRequest) -> Iterator[str]:
    try:
        for answer, is_whole in answers:
            yield event("answer" if is_whole else "partial", body_of(answer, asked))
    except Exception:
        _log.exception("an answer broke off")
        yield event("error", {"detail": "something went wrong here; ask again"})


def event(name: str, data: object) -> str:
    """One server-sent event; JSON holds no line break."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
