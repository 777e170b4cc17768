"""A real llama.cpp server with a real model, SmolLM2-135M: it writes Chinese that means nothing."""

from collections.abc import Iterator

import pytest

from bot.alignment import Said
from bot.answer import Bot
from bot.chat import ChatModel
from bot.claims import Claim, ClaimReader
from bot.gate import Gate
from bot.guard import Guard
from bot.records import Answer
from bot.settings import Settings
from ingest.embed import Embedder
from ingest.index import Index
from ingest.lexical import tokenize
from ingest.script import fold_same_length
from tests.indexing import run, write
from tests.llama import llama_server

pytestmark = pytest.mark.slow

TEXTS = {
    "会议.txt": "会议管理\n一、会议通知\n会议应提前3天书面通知参会人员。\n二、会议人数\n会议人数不得超过十五人。\n",
    "印章.txt": "印章管理\n一、使用公章\n使用公章须经主任签字批准。\n二、空白介绍信\n空白介绍信不得加盖公章。\n",
}
QUESTIONS = ["会议应提前几天通知？", "空白介绍信可以加盖公章吗？"]


@pytest.fixture(scope="module")
def llama() -> Iterator[str]:
    with llama_server() as base_url:
        yield base_url


@pytest.fixture(scope="module")
def chat(llama: str) -> ChatModel:
    opened = ChatModel.open(
        Settings(llm="openai:SmolLM2-135M", llm_base_url=llama, llm_timeout_s=100)
    )
    assert opened is not None
    return opened


@pytest.fixture(scope="module")
def small_bot(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, chat: ChatModel) -> Bot:
    """Over texts so short that one thread reads them in seconds, with a gate that lets all pass."""
    office = tmp_path_factory.mktemp("office")
    write(office, TEXTS)
    run(office, embedder=embedder)
    index = Index.open(office / "index", model=embedder.name)
    return Bot(index, embedder, Settings(data=office), gate=Gate({}, 5.0, 0.0), chat=chat)


def assert_invents_nothing(answer: Answer) -> None:
    """Every token of the answer stands in what it cites or in the headings above that."""
    cited = "\n".join(f"{c.quote} {' '.join(c.heading)}" for c in answer.citations)
    known = set(tokenize(fold_same_length(cited)))
    invented = [t for t in tokenize(fold_same_length(answer.answer)) if t not in known]
    assert [t for t in invented if not t.isdecimal()] == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("question", QUESTIONS)
def test_not_one_invention_is_said(small_bot: Bot, question: str):
    answer = small_bot.ask(question)
    assert not answer.refused
    assert answer.citations
    assert answer.answerer in ("extractive", "llm:SmolLM2-135M")
    assert_invents_nothing(answer)


@pytest.mark.timeout(300)
def test_what_it_makes_up_is_not_supported(chat: ChatModel):
    evidence = [
        Said(line, (name.removesuffix(".txt"),))
        for name, text in TEXTS.items()
        for line in text.splitlines()
    ]
    made_up = [claim for topic in ("会议", "公章", "办公室") for claim in _claims(chat, topic)]
    assert len(made_up) >= 3
    passed = [c.text for c in made_up if Guard().check(c.text, evidence).supported]
    own_words = {said.text for said in evidence}
    assert [text for text in passed if text not in own_words] == []


def _claims(chat: ChatModel, topic: str) -> list[Claim]:
    """What the model says of a topic, marked as sentences wherever it puts a comma."""
    reply = chat.complete([("human", f"用中文写三句话介绍{topic}的规定。")], max_chars=150)
    return ClaimReader().feed(reply.replace("，", "。").replace(",", "。") + "。\n")


@pytest.mark.timeout(60)
def test_it_is_there(chat: ChatModel):
    assert chat.check(timeout_s=50) > 0
