import pytest

from bot.aspect import aspect_of


@pytest.mark.parametrize(
    ("text", "name"),
    [("为什么？", "reason"), ("具体怎么做", "way"), ("能举个例子吗", "example"), ("这话是谁说的", "source"),
     ("不这样会怎么样", "consequence"), ("有什么好处", "benefit"), ("要收钱吗", "money"), ("要等多久", "time"),
     ("归谁管", "who"), ("在哪里", "where"), ("紧急的时候可以例外吗", "limit"), ("什么意思", "definition"),
     ("能再详细点吗", "detail"), ("你确定吗", "words")],
)  # fmt: skip
def test_what_is_asked_of_a_thing(text: str, name: str):
    aspect = aspect_of(text)
    assert aspect is not None and aspect.name == name


@pytest.mark.parametrize("text", ["那会议呢", "第二个呢", "保密"])
def test_no_aspect_where_none_is_named(text: str):
    assert aspect_of(text) is None


@pytest.mark.parametrize(
    ("asked", "told", "not_told"),
    [("要多少钱", "每人收茶水费十五元。", "用完当天就洗。"), ("为什么", "因为锂电池燃烧猛烈。", "不得带入楼内。"),
     ("举个例子", "譬如阅文，应细读深思。", "工作要准确。")],
)  # fmt: skip
def test_a_sentence_tells_it_or_does_not(asked: str, told: str, not_told: str):
    aspect = aspect_of(asked)
    assert aspect is not None
    assert aspect.tells.search(told) and not aspect.tells.search(not_told)
