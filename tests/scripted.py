"""A real HTTP server that speaks OpenAI's streaming protocol and says what a test tells it to."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

Reply = Callable[[dict[str, Any]], Response]
"""From the request's body to what is answered."""


class Scripted:
    """The server's address, what it was sent, and what it says next."""

    def __init__(self, port: int) -> None:
        self.base_url = f"http://127.0.0.1:{port}/v1"
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self._replies: list[Reply] = []

    def says(self, *replies: Reply | str) -> None:
        """The replies to come, one a request; the last one is given again and again."""
        self.bodies.clear()
        self.keys.clear()
        self._replies = [says(reply) if isinstance(reply, str) else reply for reply in replies]

    @property
    def prompt(self) -> str:
        """All that the last request said."""
        return "\n".join(str(message["content"]) for message in self.bodies[-1]["messages"])

    async def answer(self, request: Request) -> Response:
        body = json.loads(await request.body())
        self.bodies.append(body)
        self.keys.append(request.headers.get("authorization", ""))
        reply = self._replies[min(len(self.bodies), len(self._replies)) - 1]
        return reply(body)


@contextmanager
def scripted_server() -> Generator[Scripted]:
    """A server on a free port of this machine, in a thread, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    scripted = Scripted(port)
    app = Starlette(routes=[Route("/v1/chat/completions", scripted.answer, methods=["POST"])])
    config = uvicorn.Config(
        app, port=port, log_level="critical", lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield scripted
    finally:
        server.should_exit = True
        thread.join(timeout=5)


def says(text: str, *, n_chars: int = 3, pause_s: float = 0.0) -> Reply:
    """A good stream of `text`, some characters a chunk."""

    async def stream() -> AsyncIterator[bytes]:
        for i in range(0, len(text), n_chars):
            yield chunk(text[i : i + n_chars])
            await asyncio.sleep(pause_s)
        yield chunk("", finish="stop")
        yield b"data: [DONE]\n\n"

    return lambda body: _stream(stream())


def endless(text: str) -> Reply:
    """`text` again and again, without an end."""

    async def stream() -> AsyncIterator[bytes]:
        while True:
            yield chunk(text)
            await asyncio.sleep(0.001)

    return lambda body: _stream(stream())


def silence(*, seconds: float = 5.0, before: bytes = b"") -> Reply:
    """Nothing, after headers and maybe a beginning; comments keep the line open."""

    async def stream() -> AsyncIterator[bytes]:
        yield before
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            yield b": still there\n\n"
            await asyncio.sleep(0.05)

    return lambda body: _stream(stream())


def broken(beginning: str) -> Reply:
    """A beginning, then what is no JSON."""

    async def stream() -> AsyncIterator[bytes]:
        yield chunk(beginning)
        yield b'data: {"choices": [{"delta": {"content": \n\n'

    return lambda body: _stream(stream())


def breaks_off(beginning: str) -> Reply:
    """A beginning, then the connection is gone."""

    async def stream() -> AsyncIterator[bytes]:
        yield chunk(beginning)
        raise ConnectionResetError

    return lambda body: _stream(stream())


def status(code: int, message: str = "no") -> Reply:
    """An error status."""
    return lambda body: JSONResponse({"error": {"message": message}}, status_code=code)


def chunk(text: str, *, finish: str | None = None) -> bytes:
    """One server-sent event of a chat completion."""
    event = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}],
    }
    return f"data: {json.dumps(event)}\n\n".encode()


def _stream(events: AsyncIterator[bytes]) -> Response:
    return StreamingResponse(events, media_type="text/event-stream")
