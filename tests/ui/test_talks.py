"""Conversations in their database: reached by their owner, and by nobody else."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.ui.conftest import FakeBot
from ui.talks import OwnerCookie, Talks, TalksNotKept, history, owner_of
from ui.talks.store import MAX_TALKS

QUESTION = "办公室主任的七字诀是什么？"


@pytest.fixture
def talks(tmp_path: Path) -> Talks:
    return Talks(tmp_path / "data" / "talks.sqlite")


def test_an_answer_comes_back_as_it_was(talks: Talks, fake: FakeBot):
    answer = fake.ask(QUESTION)
    talk, _ = talks.add("me", "", answer)
    (told,) = talks.turns("me", talk)
    assert told.answer.to_dict() == {**answer.to_dict(), "passages": []}
    assert [turn.content for turn in history([told])] == [QUESTION, answer.answer]


def test_a_conversation_goes_on_and_comes_first(talks: Talks, fake: FakeBot):
    first, _ = talks.add("me", "", fake.ask(QUESTION))
    second, _ = talks.add("me", "", fake.ask("红烧肉\n怎么做？"))
    assert [(t.talk_id, t.name) for t in talks.of("me")] == [
        (second, "红烧肉 怎么做？"),
        (first, QUESTION),
    ]
    same, told = talks.add("me", first, fake.ask("那第三个呢？"))
    assert (same, told.n) == (first, 1)
    assert [t.talk_id for t in talks.of("me")] == [first, second]


def test_somebody_elses_conversation_is_none(talks: Talks, fake: FakeBot):
    talk, told = talks.add("me", "", fake.ask(QUESTION))
    assert talks.of("you") == [] and talks.turns("you", talk) == []
    talks.rename("you", talk, "别名")
    talks.vote("you", talk, told, "up", "f1")
    talks.remove("you", talk)
    theirs, _ = talks.add("you", talk, fake.ask("那第三个呢？"))
    assert theirs != talk
    assert [t.name for t in talks.of("me")] == [QUESTION]
    assert [t.vote for t in talks.turns("me", talk)] == [None]


def test_names_and_deletion(talks: Talks, fake: FakeBot):
    talk, _ = talks.add("me", "", fake.ask(QUESTION))
    talks.rename("me", talk, "  七字\n诀  ")
    assert talks.of("me")[0].name == "七字 诀"
    talks.rename("me", talk, "  ")
    assert talks.of("me")[0].name == "七字 诀"
    talks.remove("me", talk)
    assert talks.of("me") == [] and talks.turns("me", talk) == []


def test_a_vote_is_noted_with_its_turn(talks: Talks, fake: FakeBot):
    talk, told = talks.add("me", "", fake.ask(QUESTION))
    talks.vote("me", talk, told, "down", "f1")
    assert [(t.vote, t.feedback_id) for t in talks.turns("me", talk)] == [("down", "f1")]


def test_the_oldest_of_too_many_go(talks: Talks, fake: FakeBot):
    answer = fake.ask(QUESTION)
    oldest, _ = talks.add("me", "", answer)
    kept = [talks.add("me", "", answer)[0] for _ in range(MAX_TALKS)]
    assert [t.talk_id for t in talks.of("me")] == kept[::-1]
    assert talks.turns("me", oldest) == []


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path, fake: FakeBot):
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(TalksNotKept, match="see to that disk"):
        Talks(tmp_path / "data" / "talks.sqlite").add("me", "", fake.ask(QUESTION))


class TestOwner:
    @pytest.fixture
    def client(self) -> TestClient:
        def page(request: Any) -> PlainTextResponse:
            return PlainTextResponse(owner_of(request))

        methods = ["GET", "DELETE"]
        routes = [Route(path, page, methods=methods) for path in ("/", "/api/session", "/x")]
        app = Starlette(routes=routes)
        app.add_middleware(OwnerCookie)
        browser = {"accept": "text/html,*/*;q=0.8"}
        return TestClient(app, base_url="https://office.example", headers=browser)

    def test_a_browser_gets_its_key_with_the_page_and_keeps_it(self, client: TestClient):
        assert "set-cookie" not in client.get("/x").headers
        given = client.get("/").headers["set-cookie"]
        assert "HttpOnly" in given and "SameSite=Lax" in given and "Secure" in given
        assert "max-age" not in given.lower()  # it goes with the browser
        owner = client.get("/x").text
        assert len(owner) == 64 and owner not in given
        assert "set-cookie" not in client.get("/").headers

    def test_a_program_gets_none(self, client: TestClient):
        assert "set-cookie" not in client.get("/", headers={"accept": "*/*"}).headers

    def test_signing_out_ends_it(self, client: TestClient):
        client.get("/")
        owner = client.get("/x").text
        client.delete("/api/session")
        assert client.get("/x").text == ""
        client.get("/")
        assert client.get("/x").text not in ("", owner)

    @pytest.mark.parametrize("value", ["", "short", "g" * 32, "0" * 33, "0" * 31 + "\u00e9"])
    def test_a_forged_key_is_nobodys(self, value: str):
        assert owner_of(SimpleNamespace(cookies={"xietiao-talks": value})) == ""
