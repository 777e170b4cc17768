"""Messages to the bot itself, over no text at all: what is one, and what is said to it."""

import json
from pathlib import Path

import pytest

from bot.question import Question
from bot.remark import is_reply, remark_of
from ingest.records import Document

TEXT = Document("tea", "texts/tea.txt", "茶水须知", "茶水须知\n只用清水。", "hans", "0")
DEV = Path(__file__).parents[2] / "eval/datasets/guidance-dev.jsonl"


def kind(text: str) -> str | None:
    remark = remark_of(Question.of(text))
    return remark.kind if remark else None


@pytest.mark.parametrize(
    ("text", "of"),
    [("谢谢！", "thanks"), ("好的，謝謝您", "thanks"), ("唔該晒", "thanks"), ("thanks!", "thanks"),
     ("你好，你是谁？", "who"), ("你係邊個？", "who"), ("您是AI嗎", "who"), ("who are you?", "who"),
     ("你能做什么", "able"), ("我可以问你什么问题？", "able"), ("what can you do?", "able"),
     ("再见", "bye"), ("没有问题了", "bye"), ("嗯嗯，知道了", "understood"), ("你答错了", "unhappy"),
     ("早上好", "hello")],
)  # fmt: skip
def test_a_courtesy_is_known_by_all_its_clauses(text: str, of: str):
    assert kind(text) == of


@pytest.mark.parametrize(
    "text", ["好的，那第二个呢？", "谢谢，怎样保密？", "接待时要说您好吗？", "是吗？", "你能代替领导做决定吗", "好处"]
)  # fmt: skip
def test_what_asks_for_anything_is_none(text: str):
    assert kind(text) is None


def test_no_question_of_the_dev_set_is_one():
    cases = [json.loads(line) for line in DEV.read_text("utf-8").splitlines()]
    assert [case["id"] for case in cases if case["answerable"] and kind(case["question"])] == []


def test_who_it_is_is_told_with_the_texts_it_has_in_the_readers_script():
    said = remark_of(Question.of("你是誰？"))
    assert said is not None
    reply = said.reply("hant-tw", [TEXT], [])
    assert "不是人" in reply and "1篇資料" in reply and reply.endswith("資料有：《茶水須知》。")


def test_without_any_text_nothing_is_promised_of_them():
    hello = remark_of(Question.of("你好"))
    assert hello is not None and hello.reply("hans", [], []).endswith("来回答。")


@pytest.mark.parametrize(("text", "reader"), [("谢谢", "hans"), ("謝謝", "hant-hk"), ("hi", "en")])
def test_a_reply_is_known_again_in_a_conversation(text: str, reader: str):
    remark = remark_of(Question.of(text))
    assert remark is not None
    assert is_reply(remark.reply(Question.of("", script=reader).script, [TEXT], []))
    assert not is_reply("茶具用完当天就洗。[1]")
