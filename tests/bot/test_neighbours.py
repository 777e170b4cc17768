"""What is offered after an answer: headings beside those it cites."""

import pytest

from bot.answer import Bot
from bot.neighbours import neighbours


@pytest.mark.parametrize(
    ("question", "nearby"),
    [
        ("办公室工作要遵循哪三项原则？", "办公室工作要处理好三个关系"),
        ("「三不」指什麼？", "處理好「四個統一」的關係"),
    ],
)
def test_the_sections_beside_come_in_the_readers_script(bot: Bot, question: str, nearby: str):
    assert nearby in neighbours(bot.index, bot.ask(question))


def test_what_was_said_or_asked_is_not_offered(bot: Bot):
    answer = bot.ask("办公室主任的七字诀是什么？")
    offered = neighbours(bot.index, answer, n=20)
    assert offered and len(offered) == len(set(offered))
    assert not [words for words in offered if words in answer.answer + answer.question]


def test_each_of_them_can_be_asked(bot: Bot):
    for words in neighbours(bot.index, bot.ask("怎样做好上下级协调？")):
        assert not bot.ask(words).refused, words


def test_a_refusal_has_none(bot: Bot):
    assert neighbours(bot.index, bot.ask("红烧肉怎么做？")) == []
