"""LangChain's contracts: the retriever and the bot fit into other chains."""

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

from bot.answer import Bot
from bot.langchain import XietiaoRetriever, as_runnable
from tests.bot.checking import received

SEVEN = "办公室主任的七字诀是什么"


@pytest.fixture(scope="module")
def retriever(bot: Bot) -> XietiaoRetriever:
    return XietiaoRetriever.of(bot, n=3)


def test_the_retriever_is_a_langchain_retriever(retriever: XietiaoRetriever):
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke(SEVEN)
    assert len(found) == 3
    assert "七字诀" in found[0].page_content


def test_metadata_points_at_the_passage_in_its_file(retriever: XietiaoRetriever):
    for document in retriever.invoke(SEVEN):
        at = document.metadata
        assert received(at["path"])[at["start"] : at["end"]] == document.page_content
        assert document.id == f"{at['doc_id']}:{at['start']}-{at['end']}"
        assert at["heading"][0] == at["title"]
    scores = [document.metadata["score"] for document in retriever.invoke(SEVEN)]
    assert scores == sorted(scores, reverse=True)


def test_a_batch_gives_what_single_calls_give(retriever: XietiaoRetriever):
    questions = [SEVEN, "什么是协调", "三项原则"]
    assert retriever.batch(questions) == [retriever.invoke(question) for question in questions]


def test_the_retriever_goes_into_a_chain(retriever: XietiaoRetriever):
    def sources(found: list[Document]) -> list[str]:
        return [document.metadata["doc_id"][:3] for document in found]

    assert (retriever | RunnableLambda(sources)).invoke(SEVEN)[0] == "001"


def test_the_bot_is_a_runnable_of_the_batch_contract(bot: Bot):
    runnable = as_runnable(bot)
    assert isinstance(runnable, Runnable)
    answer = runnable.invoke(SEVEN)
    assert answer["id"] is None
    assert answer["question"] == SEVEN
    assert "敏、谋、快、敢、勤、实、宽" in answer["answer"]
    assert answer["citations"][0]["marker"] == 1


def test_the_runnable_takes_batch_objects_with_history_script_and_id(bot: Bot):
    history = [
        {"role": "user", "content": SEVEN},
        {"role": "assistant", "content": bot.ask(SEVEN).answer},
    ]
    asked = {"id": "q7", "question": "那第二个呢？", "history": history, "script": "hant-tw"}
    answer = as_runnable(bot).invoke(asked)
    assert (answer["id"], answer["script"]) == ("q7", "hant-tw")
    assert answer["citations"][0]["quote"].startswith("谋,")


def test_a_batch_of_the_runnable_keeps_the_order(bot: Bot):
    answers = as_runnable(bot).batch([{"id": n, "question": SEVEN} for n in range(5)])
    assert [answer["id"] for answer in answers] == [0, 1, 2, 3, 4]
