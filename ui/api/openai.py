"""/v1: what OpenAI's clients speak, so that programs made for them can ask here.

The citations are in the message's annotations. What a language model would do with the other
parameters (temperature, tools, ...) has no meaning here: they are passed over.
"""

import json
import logging
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from bot.answer import BadQuestion
from bot.records import Answer, Turn
from ingest.errors import XietiaoError
from ui.api.annotations import annotations
from ui.api.bodies import Body
from ui.api.errors import explain
from ui.api.parts import Parts
from ui.stream import additions, growing

_log = logging.getLogger(__name__)

MODEL = "xietiao"
_OPEN = ConfigDict(extra="allow", strict=True)


class TextPart(BaseModel):
    """A piece of a message; pieces that are not text are passed over."""

    model_config = _OPEN
    type: str
    text: str = ""


class ChatMessage(BaseModel):
    """One message; only what users and assistants said is read."""

    model_config = _OPEN
    role: Literal["developer", "system", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class ChatRequest(Body):
    """A chat completion asked for."""

    model_config = _OPEN
    messages: list[ChatMessage] = Field(min_length=1, max_length=400)
    model: str = MODEL
    stream: bool | None = False
    n: Literal[1] | None = None

    @property
    def question(self) -> str:
        """The last message.

        Raises:
            BadQuestion: it is not a user's.
        """
        last = self.messages[-1]
        if last.role != "user":
            raise BadQuestion(f"the last message is from the role {last.role}; it must be a user's")
        return last.text

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation before it; instructions and tools have no part in it."""
        return tuple(
            Turn(message.role, message.text)
            for message in self.messages[:-1]
            if message.role in ("user", "assistant") and message.text.strip()
        )


@dataclass(frozen=True, slots=True)
class _Completion:
    """One answer in OpenAI's shape; every piece of it carries the same id and time."""

    base_url: str
    completion_id: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer) -> dict[str, Any]:
        message = {
            "role": "assistant",
            "content": answer.answer,
            "refusal": None,
            "annotations": annotations(answer, self.base_url),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return self._object("chat.completion", choice)

    def pieces(self, growth: Iterator[tuple[Answer, bool]]) -> Iterator[str]:
        """The events of a stream; the annotations come with the last delta."""
        yield self._chunk({"role": "assistant", "content": ""})
        n_said = 0
        try:
            for text, answer in additions(growth):
                n_said += len(text)
                if text:
                    yield self._chunk({"content": text})
                if answer is not None:
                    before = n_said - len(answer.answer)
                    told = annotations(answer, self.base_url, offset=before)
                    yield self._chunk({"annotations": told}, finish="stop")
        except Exception:
            _log.exception("an answer broke off")
            yield _data(_problem("something went wrong here; ask again", "server_error"))
            return
        yield "data: [DONE]\n\n"

    def _chunk(self, delta: dict[str, Any], *, finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _data(self._object("chat.completion.chunk", choice))

    def _object(self, kind: str, choice: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self.completion_id,
            "object": kind,
            "created": self.created,
            "model": MODEL,
            "choices": [choice],
        }


def create(parts: Parts) -> FastAPI:
    """What is under /v1; its own app, since its errors have OpenAI's shape."""
    app = FastAPI(title="Xietiao for OpenAI's clients", docs_url=None, redoc_url=None)
    _add_errors(app)

    @app.post("/chat/completions")
    async def completions(asked: ChatRequest, request: Request) -> Response:
        """The answer to the last message, its citations as annotations."""
        growth = growing(parts.bot, asked.question, asked.turns, "auto")
        completion = _Completion(_base_url(request))
        if not asked.stream:
            async with parts.line.place():
                *_, (answer, _) = await run_in_threadpool(list, growth)
            return JSONResponse(completion.whole(answer))
        async with parts.line.place():
            first = await run_in_threadpool(next, growth)
        pieces = completion.pieces(chain([first], growth))
        return StreamingResponse(
            pieces, media_type="text/event-stream", headers={"x-accel-buffering": "no"}
        )

    @app.get("/models")
    def models() -> dict[str, Any]:
        """The one model there is."""
        return {"object": "list", "data": [_model()]}

    @app.get("/models/{name}")
    def model(name: str) -> dict[str, Any]:
        """The one model there is, by its name."""
        if name != MODEL:
            raise HTTPException(404, f"there is no model {name!r}; there is {MODEL!r}")
        return _model()

    return app


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": "xietiao"}


def _base_url(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _data(value: object) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def _problem(sentence: str, kind: str) -> dict[str, Any]:
    return {"error": {"message": sentence, "type": kind, "param": None, "code": None}}


def _add_errors(app: FastAPI) -> None:
    async def told(request: Request, problem: Exception) -> JSONResponse:
        status, sentence, headers = explain(request, problem)
        if isinstance(problem, HTTPException) and request.url.path.startswith("/v1/models/"):
            sentence = str(problem.detail)
        kind = "invalid_request_error" if status < 500 else "server_error"
        return JSONResponse(_problem(sentence, kind), status, headers)

    for kind in (RequestValidationError, XietiaoError, HTTPException, Exception):
        app.add_exception_handler(kind, told)
