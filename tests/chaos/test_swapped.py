"""The index is swapped, the clock jumps, the LLM hangs, while people ask."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest

from bot.answer import Bot
from bot.chat import ChatModel
from ingest.embed import Embedder
from tests.chaos.servers import indexed
from tests.scripted import scripted_server, silence
from tests.ui.offices import ADMIN, READER, SEALS, client_of, office, open_bot

pytestmark = pytest.mark.slow

ASK = {"question": "公章由谁保管？"}
ROOMS = ("机要室", "档案室")


@pytest.fixture
def place(tmp_path: Path, models: Path) -> Path:
    return office(tmp_path, models)


def test_every_answer_is_of_one_generation_while_the_index_is_swapped(
    place: Path, embedder: Embedder
):
    over, seen = Event(), set[str]()

    def ask_on() -> int:
        n = 0
        while not over.is_set():
            answer = client.post("/api/ask", json=ASK).json()
            (room,) = [room for room in ROOMS if room in answer["answer"]]
            for cited in answer["citations"]:
                text = SEALS.replace(ROOMS[0], room)
                assert text[cited["start"] : cited["end"]] == cited["quote"]
            seen.add(room)
            n += 1
        return n

    with client_of(open_bot(place, embedder)) as client, ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask_on) for _ in range(4)]
        try:
            for n in range(8):
                text = SEALS.replace(ROOMS[0], ROOMS[n % 2])
                (place / "texts" / "seals.txt").write_text(text, encoding="utf-8")
                indexed(place, embedder)
        finally:
            over.set()
        assert sum(done.result() for done in asking) > 20
    assert seen == set(ROOMS)


def test_a_clock_that_jumps_signs_people_out_and_stops_nobody(
    place: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
):
    bot = open_bot(place, embedder, password=READER, admin_password=ADMIN)
    now = time.time
    with client_of(bot) as client:
        client.post("/api/session", json={"password": READER})
        same = {"origin": str(client.base_url).rstrip("/")}
        for years in (10, -10):
            monkeypatch.setattr(time, "time", lambda years=years: now() + years * 31_557_600)
            assert client.post("/api/ask", json=ASK, headers=same).status_code == 401
            token = {"authorization": f"Bearer {READER}"}
            assert client.post("/api/ask", json=ASK, headers=token).status_code == 200
        monkeypatch.undo()
        assert client.post("/api/ask", json=ASK, headers=same).status_code == 200


@pytest.fixture
def hanging(place: Path, embedder: Embedder) -> Iterator[httpx.Client]:
    """A server whose LLM says nothing and keeps the line open."""
    with scripted_server() as llm:
        llm.says(silence(seconds=30))
        settings = {"llm": "openai:x", "llm_base_url": llm.base_url, "llm_timeout_s": 1.0}
        bot = open_bot(place, embedder, **settings)
        chat = ChatModel.open(bot.settings)
        with client_of(Bot(bot.index, embedder, bot.settings, chat=chat)) as client:
            yield client


def test_an_llm_that_hangs_keeps_the_first_waiting_and_nobody_after_them(hanging: httpx.Client):
    with ThreadPoolExecutor(10) as pool:
        began = time.monotonic()
        first = [pool.submit(hanging.post, "/api/ask", json=ASK, timeout=60) for _ in range(10)]
        assert hanging.get("/healthz").status_code == 200
        answers = [done.result().json() for done in first]
    assert {answer["answerer"] for answer in answers} == {"extractive"}
    assert all("机要室" in answer["answer"] for answer in answers)
    assert time.monotonic() - began < 20
    began = time.monotonic()
    assert hanging.post("/api/ask", json=ASK, timeout=60).json()["answerer"] == "extractive"
    assert time.monotonic() - began < 1
