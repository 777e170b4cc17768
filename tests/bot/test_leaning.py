import pytest

from bot.leaning import (
    answered,
    as_asked,
    asks_nothing,
    leaned_on,
    leans_on_history,
    own_content,
    own_words,
    spoken,
    with_context,
)
from bot.question import Question
from bot.records import Turn
from bot.wording import decline

LIST = "办公室工作要发挥哪三个作用"
HISTORY = [Turn("user", LIST), Turn("assistant", "参谋助手、承上启下、窗口门面。")]
REFUSED = [Turn("user", "今天天气怎么样"), Turn("assistant", decline("hans", ["保密的原则"]))]


def follow(text: str, history: list[Turn] = HISTORY) -> Question:
    return Question.of(text, history=history)


@pytest.mark.parametrize(
    "text",
    ["那第二个呢？", "为什么？", "具体怎么做？", "還有嗎", "它们之间有什么关系", "再说说", "举个例子", "呢", "其次呢",
     "What about the second one?", "那條具體要怎麼落實才能讓大家都滿意呢",
     "第二点为什么要特别提醒？做了事就不能跟别人讲讲吗？", "头一条有什么用"],
)  # fmt: skip
def test_these_lean_on_what_came_before(text: str):
    assert leans_on_history(follow(text))


@pytest.mark.parametrize(
    "text",
    ["办公室主任的七字诀是什么", "领导班子成员闹矛盾时办公室该怎么办", "换个话题，为什么要保密？",
     "急件送到的时候主管不在，这种事情值班同事该先找谁", "第一次值夜班的同事交接班的时候要注意什么"],
)  # fmt: skip
def test_these_say_themselves_what_they_are_about(text: str):
    assert not leans_on_history(follow(text))
    assert with_context(follow(text)).context == ""


def test_nothing_leans_on_an_empty_conversation():
    assert not leans_on_history(follow("那第二个呢？", []))
    assert with_context(follow("为什么？", [])).context == ""


def test_the_context_is_the_question_before():
    assert with_context(follow("那第二个呢？")).context == LIST


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_stands_alone():
    second = [Turn("user", "那第二个呢？"), Turn("assistant", "承上启下。")]
    before = [Turn("user", "什么是协调"), Turn("assistant", "协调是……")]
    question = follow("为什么？", [*before, *HISTORY, *second])
    assert with_context(question).context == f"{LIST} 那第二个呢？"
    assert leaned_on(question) == (*HISTORY, *second)


def test_a_conversation_of_answers_only_gives_no_context():
    assert with_context(follow("为什么？", HISTORY[1:])).context == ""


@pytest.mark.parametrize(
    ("text", "own"),
    [("为什么一定得这样？", ""), ("这个要怎么落到实处呢", ""), ("能举个例子吗？", ""), ("那第八个呢？", ""),
     ("那会议呢？", "会议"), ("這個要收錢嗎", ""), ("那服务意识具体指什么", "服务意识")],
)  # fmt: skip
def test_what_a_question_brings_itself_is_neither_pronoun_nor_aspect(text: str, own: str):
    assert own_content(follow(text)) == own


def test_what_a_question_quotes_is_what_it_names():
    assert own_words(follow("那“才”又怎么讲？")) == ["才"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [("嗯，那第二个讲的啥？", "那第二个讲的啥？"), ("谢谢。那为什么？", "那为什么？"), ("好办法有哪些？", "好办法有哪些？")],
)  # fmt: skip
def test_thanks_before_a_question_are_no_part_of_it(text: str, asked: str):
    assert as_asked(follow(text)).text == asked
    assert as_asked(follow(text)).history == tuple(HISTORY)


@pytest.mark.parametrize("opening", ["换个话题，", "唔該晒。想轉個話題，", "先不聊这个。"])
def test_a_turn_to_another_topic_leaves_the_conversation_behind(opening: str):
    question = as_asked(follow(f"{opening}值班要注意什么？"))
    assert (question.text, question.history) == ("值班要注意什么？", ())


def test_what_was_declined_was_not_talked_of():
    assert answered([*HISTORY, *REFUSED]) == tuple(HISTORY)
    assert leaned_on(as_asked(follow("那第二个呢？", [*HISTORY, *REFUSED]))) == tuple(HISTORY)


@pytest.mark.parametrize(
    ("text", "history"), [("谢谢", HISTORY), ("好的！", HISTORY), ("为什么？", REFUSED), ("那第二个呢", REFUSED)]
)  # fmt: skip
def test_these_ask_nothing(text: str, history: list[Turn]):
    assert asks_nothing(follow(text, history))


@pytest.mark.parametrize(
    ("text", "history"), [("谢谢", []), ("那怎么保密？", REFUSED), ("为什么？", HISTORY)]
)
def test_these_ask_something(text: str, history: list[Turn]):
    assert not asks_nothing(follow(text, history))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("Why?", "为什么"), ("And the third one?", "第三个"), ("Anything else?", "还有别的"), ("the latter", "后者")],
)  # fmt: skip
def test_english_words_of_reference_are_read_in_chinese(english: str, chinese: str):
    assert chinese in spoken(follow(english))
