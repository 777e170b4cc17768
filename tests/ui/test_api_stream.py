"""An answer as it is written: server-sent events, whatever pieces the bot gives."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, cast

import httpx
import pytest
from openai import APIError, OpenAI

from bot.answer import Bot
from bot.records import Answer, Turn
from tests.ui.conftest import FakeBot, running
from ui.stream import additions, growing

SEVEN = "办公室主任的七字诀是什么？"


class Writing(FakeBot):
    """Gives the answer line by line, then whole, as a bot that writes would."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), script: str = "auto"
    ) -> Iterator[Answer]:
        whole = self.ask(question, history, script)
        lines = whole.answer.splitlines(keepends=True)
        for n in range(1, len(lines)):
            yield replace(whole, answer="".join(lines[:n]), is_whole=False)
        if "坏" in question:
            raise ZeroDivisionError("secret")
        yield replace(whole, answer=f"（换）{whole.answer}") if "换" in question else whole


@pytest.fixture(scope="module")
def address(fake: FakeBot) -> Iterator[str]:
    with running(cast(Bot, Writing(list(fake.documents.values())))) as address:
        yield address


def events(address: str, question: str) -> list[tuple[str, Any]]:
    headers = {"accept": "text/event-stream"}
    with httpx.stream(
        "POST", f"{address}/api/ask", json={"question": question, "id": 7}, headers=headers
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        blocks = response.read().decode().strip().split("\n\n")
    lines = [block.split("\n") for block in blocks]
    return [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for name, data in lines
    ]


def test_the_text_grows_and_the_whole_answer_comes_last(address: str, fake: FakeBot):
    *partial, (name, whole) = events(address, SEVEN)
    texts = [told["answer"] for kind, told in partial if kind == "partial"]
    assert len(texts) == len(partial) >= 2
    assert all(longer.startswith(shorter) for shorter, longer in pairwise(texts))
    assert (name, whole["answer"], whole["id"]) == ("answer", fake.ask(SEVEN).answer, 7)


def test_an_answer_that_is_there_at_once_is_one_event(server: str):
    ((name, whole),) = events(server, SEVEN)
    assert name == "answer" and whole["citations"]


def test_a_bad_question_is_told_before_the_stream_begins(address: str):
    headers = {"accept": "text/event-stream"}
    refused = httpx.post(f"{address}/api/ask", json={"question": ""}, headers=headers)
    assert (refused.status_code, refused.json()) == (
        422,
        {"detail": "the question is empty; type what you want to know"},
    )


def test_what_goes_wrong_in_the_middle_is_an_event(address: str):
    *partial, last = events(address, "七字坏了")
    assert partial and {name for name, _ in partial} == {"partial"}
    assert last == ("error", {"detail": "something went wrong here; ask again"})


def test_openais_client_is_told_of_it_too(address: str):
    with OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        stream = client.chat.completions.create(
            model="xietiao", messages=[{"role": "user", "content": "七字坏了"}], stream=True
        )
        with pytest.raises(APIError, match="something went wrong here; ask again"):
            list(stream)


def test_openais_client_gets_the_pieces_as_they_are_written(address: str, fake: FakeBot):
    with OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        chunks = list(
            client.chat.completions.create(
                model="xietiao", messages=[{"role": "user", "content": SEVEN}], stream=True
            )
        )
    said = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices[0].delta.content]
    assert len(said) >= 2
    assert "".join(said) == fake.ask(SEVEN).answer


def test_where_the_last_words_are_others_the_annotations_point_at_those(address: str):
    with OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        chunks = list(
            client.chat.completions.create(
                model="xietiao", messages=[{"role": "user", "content": "七字换了"}], stream=True
            )
        )
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    annotations: Any = chunks[-1].choices[0].delta.annotations  # type: ignore[attr-defined]
    spans = [annotation["url_citation"] for annotation in annotations]
    assert "\n\n（换）" in said
    assert [said[s["start_index"] : s["end_index"]][-3:] for s in spans] == ["[1]", "[2]", "[3]"]


def answer(text: str) -> Answer:
    return replace(FakeBot([]).ask("没有"), answer=text)


def test_words_that_are_taken_back_are_not_said_twice():
    one, other, whole = answer("甲"), answer("乙"), answer("乙丙")
    assert list(additions([(one, False), (other, False), (whole, True)])) == [
        ("甲", None),
        ("\n\n乙丙", whole),
    ]
    assert list(additions([(other, False), (whole, True)])) == [("乙", None), ("丙", whole)]


def test_an_answer_that_is_there_at_once_is_whole():
    asked = list(growing(cast(Bot, FakeBot([])), "没有", (), "auto"))
    assert [is_whole for _, is_whole in asked] == [True]
