import json
from pathlib import Path

import pytest

from bot.order import is_order, subject

DEV = Path(__file__).parents[2] / "eval/datasets/guidance-dev.jsonl"


@pytest.mark.parametrize(
    "text",
    ["帮我写一份会议通知", "请起草一份关于保密的讲话稿", "能不能帮我写个发言稿", "把三项原则翻译成英文",
     "写一首关于春天的诗", "please write a poem about tea"],
)  # fmt: skip
def test_work_that_is_ordered_is_no_question(text: str):
    assert is_order(text)


@pytest.mark.parametrize(
    "text",
    ["会议通知怎么写", "起草文件要注意什么", "写总结有哪些要求", "办公室要撰写文稿吗", "帮我列出三项原则",
     "领导让我写一份报告，该怎么下手"],
)  # fmt: skip
def test_questions_about_writing_are_no_orders(text: str):
    assert not is_order(text)


def test_no_answerable_question_of_the_dev_set_is_one():
    cases = [json.loads(line) for line in DEV.read_text("utf-8").splitlines()]
    ordered = [c["id"] for c in cases if c["answerable"] and is_order(c["question"].lower())]
    assert ordered == []


@pytest.mark.parametrize(
    ("text", "about"), [("帮我写一份会议通知", "会议通知"), ("把三项原则翻译成英文", "三项原则")]
)
def test_what_an_order_is_about_is_what_is_left_of_it(text: str, about: str):
    assert subject(text) == about
