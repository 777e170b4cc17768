"""Follow-ups without content: the last answer shorter, its source, in other words, in full."""

import pytest

from bot.answer import Bot
from bot.question import Question
from bot.recap import wanted
from bot.records import Answer, Turn
from bot.settings import Settings
from ingest.index import Index
from tests.bot.checking import markers
from tests.hashing import HashingEmbedder
from tests.indexing import run, write

RULES = """用电规定
一、日常用电
1. 不得私拉电线。私拉电线会烧坏总闸，违者全楼通报。
2. 电池不得带入楼内。起火后几分钟浓烟就会封住楼梯间。
3. 下班前关闭电源。由最后离开的人负责，值班员夜里再查一次。
二、违规处理
违反用电规定的，第一次书面提醒，第二次全楼通报。
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    folder = tmp_path_factory.mktemp("recap")
    write(folder, {"1.txt": RULES, "2.txt": "茶水须知\n茶具用完当天就洗，只用清水。\n"})
    run(folder)
    return Bot(Index.open(folder / "index"), HashingEmbedder(), Settings(data=folder))


LIST = [
    Turn("user", "日常用电有哪三条？"),
    Turn("assistant", "1. 不得私拉电线。[1]\n2. 电池不得带入楼内。起火后几分钟浓烟就会封住楼梯间。[2]\n3. 下班前关闭电源。[3]"),
]  # fmt: skip
TEA = [Turn("user", "茶具怎么洗？"), Turn("assistant", "茶具用完当天就洗，只用清水。[1]")]


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("总结一下", "short"), ("太长了，一句话总结", "short"), ("能不能短一点？", "short"), ("說重點", "short"),
     ("出处呢？", "source"), ("这段出自哪篇文章？", "source"), ("原文在哪里", "source"), ("source?", "source"),
     ("换个说法", "again"), ("用英文說一遍", "again"), ("没看懂", "again"), ("翻译成英文", "again")],
)  # fmt: skip
def test_a_request_without_content_is_known(text: str, kind: str):
    assert wanted(Question.of(text)) == kind


@pytest.mark.parametrize(
    "text", ["总结报告写给谁", "保密的要点是什么", "哪篇文章提到了轻重缓急", "怎么短时间写好稿子", "那第二个呢"]
)  # fmt: skip
def test_a_request_with_content_is_a_question(text: str):
    assert wanted(Question.of(text)) is None


@pytest.mark.parametrize("text", ["总结一下", "太长了，一句话总结", "短一点"])
def test_a_list_is_shortened_to_its_headings(office: Bot, text: str):
    answer = office.ask(text, LIST)
    assert quotes(answer) == ["不得私拉电线", "电池不得带入楼内", "下班前关闭电源"]
    assert markers(answer.answer) == [1, 2, 3]


@pytest.mark.parametrize("text", ["出处呢？", "这是哪篇文章里的", "原文在哪"])
def test_the_source_is_the_title_with_the_heading_cited(office: Bot, text: str):
    answer = office.ask(text, LIST)
    assert answer.answer.startswith("上面的话出自：\n《用电规定》：")
    assert quotes(answer) == ["日常用电"]


def test_without_a_heading_the_sentence_itself_is_cited(office: Bot):
    answer = office.ask("出處？", TEA)
    assert "《茶水须知》" in office.ask("出处？", TEA).answer
    assert quotes(answer) == ["茶具用完当天就洗,只用清水。".replace(",", "，")]


@pytest.mark.parametrize("text", ["换个说法", "英文说一遍", "翻译成英文"])
def test_other_words_are_declined_and_the_texts_own_given(office: Bot, text: str):
    answer = office.ask(text, TEA)
    assert answer.answer.startswith("我只能引用资料里的原文")
    assert "茶具用完当天就洗，只用清水。[1]" in answer.answer


def test_more_of_a_list_is_more_of_each_item(office: Bot):
    told = office.ask("再说详细点", LIST).answer
    assert "烧坏总闸" in told and "值班员夜里再查一次" in told


def test_no_example_is_said_to_be_none(office: Bot):
    answer = office.ask("举个例子", TEA)
    assert answer.refused and "没有举例子" in answer.answer


@pytest.mark.parametrize("text", ["总结一下", "出处呢", "换个说法"])
def test_before_anything_was_answered_there_is_nothing_to_shorten(office: Bot, text: str):
    answer = office.ask(text)
    assert answer.refused and answer.reason == "no_talk" and not answer.topics
    thanked = [Turn("user", "谢谢"), Turn("assistant", "不客气。还想知道什么，请接着问。")]
    assert office.ask(text, thanked).reason == "no_talk"
