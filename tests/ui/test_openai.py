"""The official OpenAI client against the real server."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest
from openai import BadRequestError, NotFoundError, OpenAI, UnprocessableEntityError

from bot.answer import Bot
from tests.ui.conftest import FakeBot

SEVEN = "办公室主任的七字诀是什么？"


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server}/v1", api_key="not needed", max_retries=0) as client:
        yield client


def test_an_answer_is_a_message_with_its_citations_as_annotations(client: OpenAI, bot: Bot):
    messages = [{"role": "system", "content": "要简短"}, {"role": "user", "content": SEVEN}]
    done = client.chat.completions.create(model="xietiao", messages=messages, temperature=0.3)  # type: ignore[arg-type]
    (choice,) = done.choices
    assert choice.finish_reason == "stop"
    expected = bot.ask(SEVEN)
    content = choice.message.content or ""
    assert content == expected.answer
    annotations = choice.message.annotations or []
    assert len(annotations) == len(expected.citations)
    for annotation, citation in zip(annotations, expected.citations, strict=True):
        url = annotation.url_citation
        assert content[url.start_index : url.end_index].endswith(f"[{citation.marker}]")
        assert (url.title, url.quote) == (citation.title, citation.quote)  # type: ignore[attr-defined]
        assert f"doc={citation.doc_id}&start={citation.start}&end={citation.end}" in url.url


def test_annotations_do_not_overlap(client: OpenAI):
    done = client.chat.completions.create(
        model="xietiao", messages=[{"role": "user", "content": SEVEN}]
    )
    spans = [
        (a.url_citation.start_index, a.url_citation.end_index)
        for a in done.choices[0].message.annotations or []
    ]
    assert all(one[1] <= two[0] for one, two in pairwise(spans))


def test_a_stream_says_the_same(client: OpenAI, bot: Bot):
    chunks = list(
        client.chat.completions.create(
            model="xietiao", messages=[{"role": "user", "content": SEVEN}], stream=True
        )
    )
    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == bot.ask(SEVEN).answer
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert len(deltas[-1].annotations) == len(bot.ask(SEVEN).citations)  # type: ignore[attr-defined]


def test_a_refusal_is_ordinary_content(client: OpenAI, bot: Bot):
    question = "红烧肉怎么做？"
    done = client.chat.completions.create(
        model="xietiao", messages=[{"role": "user", "content": question}]
    )
    message = done.choices[0].message
    assert (message.content, message.refusal) == (bot.ask(question).answer, None)
    assert message.annotations == []


def test_what_was_said_before_reaches_the_bot(client: OpenAI, fake: FakeBot):
    parts: Any = [{"type": "text", "text": "那第三个字呢？"}]
    client.chat.completions.create(
        model="xietiao",
        messages=[
            {"role": "user", "content": SEVEN},
            {"role": "assistant", "content": "敏、谋……"},
            {"role": "user", "content": parts},
        ],
    )
    assert [(turn.role, turn.content) for turn in fake.histories[-1]] == [
        ("user", SEVEN),
        ("assistant", "敏、谋……"),
    ]


def test_there_is_one_model(client: OpenAI):
    assert [model.id for model in client.models.list()] == ["xietiao"]
    assert client.models.retrieve("xietiao").owned_by == "xietiao"
    with pytest.raises(NotFoundError, match="there is no model 'gpt'; there is 'xietiao'"):
        client.models.retrieve("gpt")


@pytest.mark.parametrize(
    ("messages", "sentence"),
    [
        ([], "messages: list should have at least 1 item"),
        ([{"role": "user", "content": ""}], "the question is empty; "),
        ([{"role": "user", "content": "问" * 2001}], "the question is 2,001 characters long"),
        ([{"role": "assistant", "content": "好"}], "the last message is from the role assistant"),
        ([{"role": "boss", "content": "好"}], "messages.0.role: input should be "),
        ([{"role": "user", "content": [{"type": "image_url"}]}], "the question is empty; "),
    ],
)
def test_bad_messages_are_told_in_openais_way(
    client: OpenAI, messages: list[object], sentence: str
):
    with pytest.raises(UnprocessableEntityError) as caught:
        client.chat.completions.create(model="xietiao", messages=messages)  # type: ignore[arg-type]
    assert sentence in caught.value.body["message"]  # type: ignore[index]
    assert caught.value.type == "invalid_request_error"


def test_what_is_no_json_is_told_in_openais_way(server: str):
    refused = httpx.post(
        f"{server}/v1/chat/completions", content=b"{", headers={"content-type": "application/json"}
    )
    assert refused.status_code == BadRequestError.status_code
    assert refused.json()["error"]["message"].startswith("the body is not valid JSON: ")
