"""A stop ends the server, whatever still holds on to it."""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn

from ui.line import Line
from ui.serve import _Patient  # pyright: ignore[reportPrivateUsage]

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def never_closing(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """An application that starts, and then does not come to its end."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await asyncio.Event().wait()


def stopped(line: Line) -> float:
    """Seconds that a server of `never_closing` takes to stop."""
    config = uvicorn.Config(never_closing, log_config=None, lifespan="on", ws="none")
    server = _Patient(config, line)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        began = time.monotonic()
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()
    return time.monotonic() - began


def test_an_application_that_does_not_close_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr("ui.serve._CLOSING_S", 0.3)
    with caplog.at_level(logging.WARNING, "ui.serve"):
        assert 0.3 <= stopped(Line(1, 1, 1.0)) < 5
    assert "stopped without waiting any longer for" in caplog.text


def test_an_answer_at_work_is_waited_for_and_not_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.serve._CLOSING_S", 0.1)
    monkeypatch.setattr("ui.serve._LAST_ANSWERS_S", 0.6)
    line = Line(1, 1, 1.0)
    line.n_at_work = 1
    assert 0.7 <= stopped(line) < 5
