import pytest

from bot.answer import Bot
from bot.leaning import leans_on_history, with_context
from bot.question import Question
from bot.records import Turn

LIST = "办公室工作要发挥哪三个作用"
SAID = (
    "1. 领导的参谋和助手作用。[1]\n2. 承上启下和协调工作的作用。[2]\n3. 单位的窗口和门面作用。[3]"
)
HISTORY = [Turn("user", LIST), Turn("assistant", SAID)]


def follow(text: str, history: list[Turn] = HISTORY) -> Question:
    return Question.of(text, history=history)


@pytest.mark.parametrize(
    "text",
    ["那第二个呢？", "为什么？", "具体怎么做？", "還有嗎", "它们之间有什么关系", "再说说", "举个例子", "呢"],
)  # fmt: skip
def test_these_lean_on_what_came_before(text: str):
    assert leans_on_history(follow(text))


@pytest.mark.parametrize("text", ["办公室主任的七字诀是什么", "领导班子成员闹矛盾时办公室该怎么办"])
def test_these_say_themselves_what_they_are_about(text: str):
    assert not leans_on_history(follow(text))
    assert with_context(follow(text)).context == ""


def test_nothing_leans_on_an_empty_conversation():
    assert not leans_on_history(follow("那第二个呢？", []))
    assert with_context(follow("为什么？", [])).context == ""


def test_the_context_is_the_question_before():
    assert with_context(follow("那第二个呢？")).context == LIST


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_stands_alone():
    history = [
        *[Turn("user", "什么是协调"), Turn("assistant", "协调是……")],
        *HISTORY,
        *[Turn("user", "那第二个呢？"), Turn("assistant", "承上启下。")],
    ]
    assert with_context(follow("为什么？", history)).context == f"{LIST} 那第二个呢？"


def test_a_conversation_of_answers_only_gives_no_context():
    assert with_context(follow("为什么？", [Turn("assistant", SAID)])).context == ""


@pytest.mark.parametrize(("ordinal", "item"), [("一", "参谋"), ("二", "承上启下"), ("三", "窗口")])
def test_the_item_named_is_given_in_full(bot: Bot, ordinal: str, item: str):
    answer = bot.ask(f"那第{ordinal}个呢？", HISTORY)
    assert item in answer.citations[0].quote
    assert len(answer.citations) > 1


def test_the_rest_of_a_list_is_what_was_not_said(bot: Bot):
    said = [Turn("user", LIST), Turn("assistant", "领导的参谋和助手作用。[1]")]
    answer = bot.ask("还有别的吗？", said)
    assert "承上启下" in answer.answer and "窗口" in answer.answer
    assert "参谋" not in answer.answer


def test_why_goes_on_in_the_section_of_the_last_answer(bot: Bot):
    said = [Turn("user", "办公室工作的第一项原则是什么"), Turn("assistant", "保密的原则。[1]")]
    answer = bot.ask("为什么？", said)
    assert answer.citations
    assert all("保密的原则" in citation.heading for citation in answer.citations)
