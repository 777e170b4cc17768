"""The server's log: one event a line, with the request's id, and nothing that nobody may read."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.answer import Bot
from bot.settings import Settings
from ingest.embed import Embedder
from tests.ui.offices import ADMIN, READER, client_of, office, open_bot
from ui.logs import noted, start


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged from here on."""
    stream = io.StringIO()
    before, level = logging.root.handlers[:], logging.root.level
    yield stream
    logging.root.handlers[:] = before
    logging.root.setLevel(level)
    for name in ("ui", "bot", "ingest", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def events(log: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_an_event_is_one_line_of_json(log: io.StringIO):
    start(Settings(log="json"), log)
    with noted(request_id="r1"):
        logging.getLogger("ui.x").warning("协调 %s", "a")
    (told,) = events(log)
    assert told["event"] == "协调 a"
    assert (told["level"], told["logger"], told["request_id"]) == ("warning", "ui.x", "r1")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", told["timestamp"])


@pytest.mark.parametrize("form", ["json", "text"])
def test_nobody_can_forge_a_line_of_the_log(log: io.StringIO, form: str):
    start(Settings(log=form), log)  # type: ignore[arg-type]
    forged = '/x\n{"event": "signed in", "role": "admin"}\r\x1b[2J\x9b2J\u2028\u202eadmin'
    logging.getLogger("ui.x").error("GET %s", forged)
    text = log.getvalue()
    assert text.count("\n") == 1 and text.endswith("\n")
    assert not set(text[:-1]) & set("\n\r\x1b\x9b\u2028\u202e")


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_traceback_can_forge_none_either(log: io.StringIO, form: str):
    start(Settings(log=form), log)  # type: ignore[arg-type]
    try:
        raise ValueError("a\n2026-11-22 info signed in role=admin")
    except ValueError:
        logging.getLogger("ui.x").exception("it failed")
    lines = log.getvalue().splitlines()
    assert len(lines) == 1 or all(line.startswith("    | ") for line in lines[1:])
    assert "Traceback" in log.getvalue()


def test_no_secret_is_logged_whoever_logs_it(log: io.StringIO):
    key = SecretStr("sk-verysecret")
    start(Settings(log="json", admin_password=SecretStr(ADMIN), llm_api_key=key), log)
    logging.getLogger("httpx").warning("Authorization: Bearer sk-verysecret")
    try:
        raise RuntimeError(f"wrong: {ADMIN}")
    except RuntimeError:
        logging.getLogger("ui.x").exception("it failed")
    assert ADMIN not in log.getvalue() and "sk-very" not in log.getvalue()
    assert "Bearer ***" in log.getvalue() and "wrong: ***" in log.getvalue()


class Broken(Bot):
    """Something nobody thought of goes wrong."""

    def stream(self, *args: object, **kwargs: object):
        raise RuntimeError(f"the settings were {READER}")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    return office(tmp_path_factory.mktemp("office"), models)


def test_a_request_is_logged_with_its_id_and_without_what_was_asked(
    place: Path, embedder: Embedder, log: io.StringIO
):
    bot = open_bot(place, embedder, log="json", password=READER)
    with client_of(bot, READER) as client:
        start(bot.settings, log)
        told = client.get("/api/search?q=公章", headers={"x-request-id": "abc-1"})
        anew = client.get("/api/documents", headers={"x-request-id": "a b"})
        client.post("/sign-in", data={"password": "a wrong guess"})
        client.get("/api/session", headers={"authorization": "Bearer guessed wrong"})
        client.get("/healthz")
    assert told.headers["x-request-id"] == "abc-1"
    assert re.fullmatch(r"[0-9a-f]{16}", anew.headers["x-request-id"])
    requests = [event for event in events(log) if event["event"] == "request"]
    assert requests[0] | {"ms": 0, "timestamp": ""} == {
        "event": "request", "request_id": "abc-1", "door": "/api/search", "method": "GET",
        "status": 200, "ms": 0, "client": "127.0.0.1", "role": "reader", "level": "info",
        "logger": "ui.requests", "timestamp": "",
    }  # fmt: skip
    assert len(requests) == 4
    for hidden in ("公章", "%E5%85%AC", READER, "a wrong guess", "guessed wrong"):
        assert hidden not in log.getvalue()


def test_what_went_wrong_is_found_by_the_id_of_the_response(
    place: Path, embedder: Embedder, log: io.StringIO
):
    bot = open_bot(place, embedder, log="json", password=READER)
    with client_of(Broken(bot.index, embedder, bot.settings), READER) as client:
        start(bot.settings, log)
        response = client.post("/api/ask", json={"question": "公章由谁保管？"})
    assert response.status_code == 500 and "Traceback" not in response.text
    (told,) = [event for event in events(log) if "exception" in event]
    assert told["request_id"] == response.headers["x-request-id"]
    assert "RuntimeError" in told["exception"] and READER not in log.getvalue()


def test_who_asks_too_often_is_told_when_to_ask_again(place: Path, embedder: Embedder):
    bot = open_bot(place, embedder, requests_per_minute=5)
    with client_of(bot) as client:
        responses: list[httpx.Response] = [client.get("/api/documents") for _ in range(7)]
        assert [r.status_code for r in responses] == [200] * 5 + [429] * 2
        assert 1 <= int(responses[-1].headers["retry-after"]) <= 60
        assert "too many requests from one address; try again in" in responses[-1].text
        assert client.get("/readyz").status_code == 200
