"""Questions about the texts as texts, over small ones with and without headings and writers."""

import json
from pathlib import Path

import pytest

from bot.answer import Bot
from bot.question import Question
from bot.settings import Settings
from bot.shelf import byline, shelf_draft, title_span
from ingest.index import Index
from ingest.records import Document
from tests.bot.checking import markers
from tests.hashing import HashingEmbedder
from tests.indexing import run, write

DEV = Path(__file__).parents[2] / "eval/datasets/guidance-dev.jsonl"
POWER = """用电规定
作者：李明
一、日常用电
不得私拉电线，违者通报。
二、违规处理
违反用电规定的，第一次书面提醒，第二次全楼通报。
"""
TEA = "茶水须知\n茶具用完当天就洗，只用清水。\n洗好的茶具倒扣在柜子里。\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    folder = tmp_path_factory.mktemp("shelf")
    write(folder, {"1.txt": POWER, "2.txt": TEA})
    run(folder)
    return Bot(Index.open(folder / "index"), HashingEmbedder(), Settings(data=folder))


@pytest.mark.parametrize(
    "question",
    ["一共有几篇资料？", "有哪些文章", "這些資料的標題都是什麼？", "你有什么资料", "资料库里有多少篇文章"],
)  # fmt: skip
def test_the_texts_are_counted_and_named_each_cited_at_its_title(office: Bot, question: str):
    answer = office.ask(question)
    assert [citation.quote for citation in answer.citations] == ["用电规定", "茶水须知"]
    assert "2篇" in answer.answer and markers(answer.answer) == [1, 2]
    assert not answer.refused and answer.reason is None


@pytest.mark.parametrize(
    "question", ["这些资料分别讲什么？", "这些资料一共有几篇，分别讲什么？", "總結一下這些文章"]
)
def test_what_they_are_about_is_told_by_their_headings(office: Bot, question: str):
    quotes = [citation.quote for citation in office.ask(question).citations]
    assert quotes == ["用电规定", "日常用电", "违规处理", "茶水须知"]


def test_one_text_is_found_by_its_place_and_by_its_title(office: Bot):
    for question in ("第一篇文章主要讲什么？", "《用电规定》讲了什么"):
        answer = office.ask(question).answer
        assert "《用电规定》" in answer and "违规处理" in answer and "茶水" not in answer
    assert "《茶水须知》" in office.ask("最后一篇讲了什么").answer


def test_a_text_that_is_not_there_is_said_not_to_be(office: Bot):
    answer = office.ask("第五篇讲什么？")
    assert answer.refused and answer.answer == "没有这一篇：收到的资料有2篇。"


def test_the_writer_is_told_where_the_text_names_one(office: Bot):
    answer = office.ask("第一篇的作者是谁？")
    assert "李明" in answer.answer and answer.citations[0].quote == "李明"
    assert "没有写明作者" in office.ask("《茶水须知》是谁写的？").answer
    assert "其余1篇没有写明" in office.ask("这些文章的作者是谁？").answer


@pytest.mark.parametrize(
    "question", ["这些资料讲到的保密要求是什么？", "哪几篇文章提过轻重缓急？", "第一篇怎么讲用电", "有几项原则？"]
)  # fmt: skip
def test_what_stands_in_the_texts_is_not_asked_of_the_shelf(office: Bot, question: str):
    assert shelf_draft(Question.of(question), office.index) is None


def test_no_question_of_the_dev_set_is_about_the_shelf(office: Bot):
    cases = [json.loads(line) for line in DEV.read_text("utf-8").splitlines()]
    asked = {c["id"]: Question.of(c["question"]) for c in cases}
    assert [name for name, q in asked.items() if shelf_draft(q, office.index)] == []


def document(text: str, title: str = "谈保密") -> Document:
    return Document("d", "texts/d.txt", title, text, "hans", "0")


@pytest.mark.parametrize(
    ("text", "name"),
    [("谈保密\n作者：王小明\n保密很重要。", "王小明"), ("谈保密\n（文/李华）\n保密很重要。", "李华"),
     ("谈保密\n赵文\n保密很重要。", "赵文"), ("谈保密\n保密很重要。\n(文/孙立)", "孙立")],
)  # fmt: skip
def test_a_writer_stands_beside_the_title_or_at_the_end(text: str, name: str):
    span = byline(document(text))
    assert span is not None and text[slice(*span)] == name


@pytest.mark.parametrize(
    "text", ["谈保密\n保密很重要。", "谈保密\n关于作者：他不详。\n", "谈保密\n前言\n保密很重要。"]
)
def test_a_text_without_one_names_no_writer(text: str):
    assert byline(document(text)) is None


def test_a_title_that_the_text_has_not_is_cited_at_its_first_line():
    assert title_span(document("\n保密很重要。\n别的。", title="d")) == (1, 7)
