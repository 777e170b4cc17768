"""A full server says so, in one sentence, and when to come again."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bot.answer import Bot
from bot.records import Answer
from ingest.embed import Embedder
from tests.ui.loops import in_a_loop
from tests.ui.offices import client_of, office, open_bot
from ui.line import Busy, Line
from ui.problems import explained


def test_who_came_first_is_served_first():
    served: list[int] = []

    async def ask(line: Line, n: int) -> None:
        async with line.place():
            served.append(n)
            await asyncio.sleep(0.001)

    async def all_at_once() -> None:
        line = Line(2, 100, 10)
        await asyncio.gather(*(ask(line, n) for n in range(50)))
        assert (line.n_at_work, line.n_waiting) == (0, 0)

    in_a_loop(all_at_once())
    assert served == list(range(50))


def test_no_more_are_at_work_than_there_are_places():
    most = [0]

    async def ask(line: Line) -> None:
        async with line.place():
            most[0] = max(most[0], line.n_at_work)
            await asyncio.sleep(0.001)

    async def all_at_once() -> None:
        line = Line(3, 100, 10)
        await asyncio.gather(*(ask(line) for _ in range(40)))

    in_a_loop(all_at_once())
    assert most == [3]


def test_a_line_that_is_full_lets_nobody_in():
    async def come() -> None:
        line = Line(1, 1, 10)
        async with line.place():
            second = asyncio.create_task(_enter(line))
            await asyncio.sleep(0)
            with pytest.raises(Busy, match="ask again in 1 seconds"):
                async with line.place():
                    pass
        await second

    in_a_loop(come())


def test_who_waits_too_long_is_told():
    async def come() -> None:
        line = Line(1, 10, 0.05)
        async with line.place():
            with pytest.raises(Busy):
                await _enter(line)
            assert line.n_waiting == 0
        await _enter(line)

    in_a_loop(come())


def test_who_could_not_be_served_in_time_does_not_wait_first():
    async def come() -> None:
        line = Line(1, 100, 0.5)
        for _ in range(30):
            line._mean_s += 0.1 * (2.0 - line._mean_s)  # answers take two seconds
        async with line.place():
            began = asyncio.get_running_loop().time()
            with pytest.raises(Busy, match=r"in 2 seconds"):
                await _enter(line)
            assert asyncio.get_running_loop().time() - began < 0.1

    in_a_loop(come())


def test_who_goes_away_while_waiting_costs_no_place():
    async def come() -> None:
        line = Line(1, 10, 10)
        async with line.place():
            waiting = [asyncio.create_task(_enter(line)) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
        waiting[1].cancel()  # in the moment when its turn comes, or just before
        await asyncio.gather(*waiting, return_exceptions=True)
        assert (line.n_at_work, line.n_waiting) == (0, 0)

    in_a_loop(come())


def test_a_line_that_is_closed_serves_who_stands_in_it():
    async def come() -> None:
        line = Line(1, 10, 10)
        async with line.place():
            waiting = asyncio.create_task(_enter(line))
            await asyncio.sleep(0)
            line.close()
            with pytest.raises(Busy, match="about to stop"):
                await _enter(line)
        await waiting

    in_a_loop(come())


async def _enter(line: Line) -> None:
    async with line.place():
        pass


@pytest.mark.parametrize("language", ["hans", "hant-tw", "hant-hk"])
def test_the_sentence_is_told_in_the_readers_language(language: str):
    told = explained(str(Busy("too many are asking at once", 7)), language)  # type: ignore[arg-type]
    assert "7 秒" in told


class Slow(Bot):
    """Answers in a while."""

    def ask(self, *args: object, **kwargs: object) -> Answer:
        raise NotImplementedError

    def stream(self, *args: object, **kwargs: object) -> Iterator[Answer]:
        import time

        time.sleep(0.4)
        return super().stream(*args, **kwargs)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, models: Path, embedder: Embedder
) -> Iterator[httpx.Client]:
    place = office(tmp_path_factory.mktemp("office"), models)
    bot = open_bot(place, embedder, answers_at_once=1, answers_waiting=1)
    with client_of(Slow(bot.index, embedder, bot.settings)) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/ask", {"question": "公章由谁保管？"}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "公章由谁保管？"}]}),
    ],
)
def test_a_full_server_tells_it_with_503_and_when_to_come_again(
    client: httpx.Client, path: str, body: dict
):
    def ask(n: int) -> httpx.Response:
        return client.post(path, json=body, timeout=20)

    with ThreadPoolExecutor(6) as pool:
        responses = list(pool.map(ask, range(6)))
    served = [r for r in responses if r.status_code == 200]
    told = [r for r in responses if r.status_code == 503]
    assert len(served) + len(told) == 6 and len(served) >= 2 and told
    for response in told:
        assert int(response.headers["retry-after"]) >= 1
        assert "too many are asking at once; ask again in" in response.text
    assert client.get("/healthz").status_code == 200
