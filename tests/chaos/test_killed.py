"""Servers and ingests that are killed, starved and doubled: nothing that was stored is lost."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest

from ingest.embed import Embedder
from tests.chaos.servers import ROOT, indexed, served
from tests.ui.offices import ADMIN, office

pytestmark = pytest.mark.slow

ASK = {"question": "公章由谁保管？"}


@pytest.fixture
def place(tmp_path: Path, models: Path, embedder: Embedder) -> Path:
    made = office(tmp_path, models)
    indexed(made, embedder)
    return made


def vote(client: httpx.Client, answer: dict) -> str | None:
    """The id of the vote, once the server has said that it is kept."""
    try:
        told = client.post("/api/feedback", json={**ASK, "answer": answer, "vote": "up"})
    except httpx.TransportError:
        return None
    return told.json()["id"] if told.status_code == 201 else None


def test_a_killed_server_has_kept_every_vote_it_said_it_kept(place: Path):
    kept: list[str] = []
    with served(place, requests_per_minute=0) as first, ThreadPoolExecutor(4) as pool:
        answer = first.client.post("/api/ask", json=ASK).json()
        assert "机要室" in answer["answer"]
        votes = [pool.submit(vote, first.client, answer) for _ in range(60)]
        while sum(v.done() for v in votes) < 15:
            time.sleep(0.01)
        first.kill()
        kept = [v for v in (vote.result() for vote in votes) if v]
    assert len(kept) >= 15
    with served(place, admin_password=ADMIN) as second:
        assert second.client.post("/api/ask", json=ASK).json()["answer"] == answer["answer"]
        told = second.client.get(
            "/api/feedback?limit=500", headers={"authorization": f"Bearer {ADMIN}"}
        ).json()
        assert set(kept) <= {vote["id"] for vote in told["feedback"]}


def test_an_ingest_is_killed_again_and_again_while_the_server_answers(place: Path):
    command = [sys.executable, "-m", "ui", "ingest", str(place / "texts")]
    env = {"XIETIAO_DATA": str(place / "data"), "PYTHONPATH": str(ROOT), "PATH": ""}
    with served(place) as server, ThreadPoolExecutor(1) as pool:
        over = Event()
        asking = pool.submit(_ask_until, over, server.client)
        for n in range(4):
            text = f"车队守则\n车辆由第{n}车队调度。\n"
            (place / "texts" / "cars.txt").write_text(text, encoding="utf-8")
            process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
            time.sleep(0.7 + 0.6 * n)
            process.kill()
            process.wait(20)
        subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, timeout=200)
        answer = server.client.post("/api/ask", json={"question": "车辆由谁调度？"}).json()
        over.set()
        assert asking.result() > 0
    assert "第3车队" in answer["answer"]


def _ask_until(over: Event, client: httpx.Client) -> int:
    """How many answers there were, all of them right."""
    n = 0
    while not over.is_set():
        answer = client.post("/api/ask", json=ASK)
        assert answer.status_code == 200 and "机要室" in answer.json()["answer"], answer.text
        n += 1
    return n


def test_two_servers_over_one_index(place: Path, embedder: Embedder):
    with (
        served(place, admin_password=ADMIN) as one,
        served(place, admin_password=ADMIN) as other,
    ):
        signed = one.client.post("/api/session", json={"password": ADMIN})
        cookie = {"cookie": signed.headers["set-cookie"].partition(";")[0]}
        assert other.client.get("/api/library", headers=cookie).status_code == 200
        one.client.cookies.clear()  # with it a question would have to say whose page asks
        told = [s.client.post("/api/ask", json=ASK).json()["answer"] for s in (one, other)]
        assert told[0] == told[1] and "机要室" in told[0]
        seals = place / "texts" / "seals.txt"
        seals.write_text(seals.read_text("utf-8").replace("机要室", "档案室"), encoding="utf-8")
        indexed(place, embedder)
        told = [s.client.post("/api/ask", json=ASK).json()["answer"] for s in (one, other)]
        assert told[0] == told[1] and "档案室" in told[0]
        one.kill()
        assert other.client.post("/api/ask", json=ASK).json()["answer"] == told[0]


def test_on_a_full_disk_questions_are_answered_and_votes_refused_in_a_sentence(place: Path):
    with served(place, max_bytes=8192, admin_password=ADMIN) as server:
        answer = server.client.post("/api/ask", json=ASK)
        assert answer.status_code == 200 and "机要室" in answer.json()["answer"]
        body = {**ASK, "answer": {**answer.json(), "answer": "长" * 50_000}, "vote": "up"}
        told = [server.client.post("/api/feedback", json=body) for _ in range(3)]
        assert {t.status_code for t in told} == {503}, told[0].text
        assert "disk" in told[0].json()["detail"]
        sent = server.client.post(
            "/api/library/documents",
            files={"files": ("long.txt", ("车队守则。\n" * 5000).encode())},
            headers={"authorization": f"Bearer {ADMIN}"},
        )
        assert sent.status_code in (422, 503) and "can't be kept" in sent.json()["detail"]
        assert server.client.post("/api/ask", json=ASK).status_code == 200


def test_a_stop_waits_for_the_answers_at_work(place: Path):
    with served(place, answers_at_once=1) as server, ThreadPoolExecutor(30) as pool:
        asked = [pool.submit(server.client.post, "/api/ask", json=ASK) for _ in range(30)]
        while not any(answer.done() for answer in asked):
            time.sleep(0.005)
        server.process.terminate()
        done = [answer for answer in asked if answer.exception() is None]
        assert {a.result().status_code for a in done} <= {200, 503}
        assert sum(a.result().status_code == 200 for a in done) >= 10
        assert server.process.wait(40) is not None
