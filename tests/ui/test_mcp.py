"""A real MCP client against the real server: the tools ask, search and show."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from bot.answer import Bot
from ingest.index import Index
from tests.ui.loops import in_a_loop

SEVEN = "办公室主任的七字诀是什么？"
_T = TypeVar("_T")


def talk(server: str, said: Callable[[ClientSession], Awaitable[_T]]) -> _T:
    """What comes of a session with the server."""

    async def whole() -> _T:
        async with (
            streamable_http_client(f"{server}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await said(session)

    return in_a_loop(whole())


def call(server: str, name: str, **arguments: Any) -> tuple[bool, str]:
    """Whether the tool refused, and what it said."""
    done = talk(server, lambda session: session.call_tool(name, arguments))
    return done.isError, done.content[0].text  # type: ignore[union-attr]


def test_the_tools_say_what_they_are_for(server: str):
    tools = {tool.name: tool for tool in talk(server, lambda session: session.list_tools()).tools}
    assert list(tools) == ["ask", "search", "show"]
    assert tools["ask"].inputSchema["required"] == ["question"]
    for tool in tools.values():
        assert tool.description and "Returns: JSON" in tool.description
        assert all(schema["description"] for schema in tool.inputSchema["properties"].values())


def test_ask_answers_with_citations(server: str, bot: Bot):
    refused, said = call(server, "ask", question=SEVEN, script="hant-tw")
    answer = json.loads(said)
    assert not refused
    assert answer["answer"] == bot.ask(SEVEN, script="hant-tw").answer
    for citation in answer["citations"]:
        text = bot.index.document(citation["doc_id"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_search_finds_passages(server: str):
    _, said = call(server, "search", query="保密的原则", n=2)
    first, _ = json.loads(said)
    assert "保密的原则" in first["text"]


def test_show_lists_the_texts_and_opens_one(server: str, corpus_index: Index):
    _, listed = call(server, "show")
    document = corpus_index.documents()[1]
    assert document.doc_id in [row["doc_id"] for row in json.loads(listed)]
    _, opened = call(server, "show", doc_id=document.doc_id, start=10, end=30)
    assert json.loads(opened)["text"] == document.text[10:30]


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("ask", {}, "'question' is a required property"),
        ("ask", {"question": " "}, "the question is empty; type what you want to know"),
        ("ask", {"question": SEVEN, "script": "pinyin"}, "unknown script 'pinyin'; choose auto, "),
        ("search", {"query": "保密", "n": 0}, "n is 0; it goes from 1 to 20"),
        ("search", {"query": ""}, "the query is empty or too long; type some words"),
        ("show", {"doc_id": "nobody"}, "no document 'nobody'"),
        ("show", {"doc_id": "001_a0cfcf83972ad1e2", "start": 9, "end": 3}, "9 to 3 is not within "),
        ("nothing", {}, "Unknown tool"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(
    server: str, tool: str, arguments: dict[str, Any], sentence: str
):
    refused, said = call(server, tool, **arguments)
    assert refused
    assert sentence in said and "Traceback" not in said
