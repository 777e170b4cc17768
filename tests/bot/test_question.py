import pytest

from bot.question import Question
from bot.records import Turn
from ingest.lexical import Lexical, tokenize


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("办公室工作有哪些特点", "list"),
        ("三个作用分别指什么", "list"),
        ("四个统一", "list"),
        ("什么是协调", "definition"),
        ("所谓协调，指的是什么", "definition"),
        ("怎么做好保密工作", "how-to"),
        ("領導讓我擋駕該如何應對", "how-to"),
        ("为什么要保密", "why"),
        ("保密的原因有哪些", "why"),
        ("两篇文章讲的协调有什么区别", "compare"),
        ("谁负责督办", "fact"),
    ],
)
def test_the_kind_of_answer_asked_for(text: str, kind: str):
    assert Question.of(text).kind == kind


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("办公室工作要发挥哪三个作用", 3),
        ("發揮哪三個作用", 3),
        ("七字诀是什么", 7),
        ("两种方法", 2),
        ("四项原则", 4),
        ("12条要求", 12),
        ("３个关系", 3),
        ("作用有几个", None),
        ("三心二意", 3),
        ("一把手", None),
    ],
)
def test_the_size_of_the_list_it_names(text: str, number: int | None):
    assert Question.of(text).number == number


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        ("那第二个呢？", [2]),
        ("第3点是什么", [3]),
        ("第１２个", [12]),
        ("第十項", [10]),
        ("第三种和第四种", [3, 4]),
        ("第一次开会", []),
        ("第三章", []),
        ("两个", []),
    ],
)
def test_the_items_it_names(text: str, ordinals: list[int]):
    assert Question.of(text).ordinals == ordinals


def test_an_article_of_two_digits_is_no_item():
    assert Question.of("保密法第12条规定了什么").ordinals == []


def test_an_item_above_ten_in_characters():
    assert Question.of("第十一个是什么").ordinals == [11]


def test_an_ordinal_is_not_the_size_of_a_list():
    assert Question.of("第二个是什么").number is None


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("请问办公室主任的七字诀是什么？", "办公室主任 七字诀"),
        ("怎样做好协调", "做好协调"),
        ("辦公室有哪些特徵呢", "办公室 特征"),
        ("是什么", "是什么"),
    ],
)
def test_what_it_is_about_is_without_its_frame(text: str, about: str):
    assert Question.of(text).about == about


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("怎样做好协调", "hans"),
        ("怎樣做好協調", "hant-tw"),
        ("點解要保密，唔講得？", "hant-hk"),
        ("What is coordination?", "en"),
        ("人事", "hans"),
        ("？？", "hans"),
    ],
)
def test_the_script_is_that_of_the_question(text: str, script: str):
    assert Question.of(text).script == script


@pytest.mark.parametrize("text", ["辦公室負責人點樣搞好內部關係？", "點解要保密？"])
def test_cantonese_question_words_show_a_reader_of_hong_kong(text: str):
    assert Question.of(text).script == "hant-hk"


@pytest.mark.parametrize("text", ["点解要保密？", "呢个问题点样处理", "做人要点样先得"])
def test_cantonese_in_simplified_is_answered_in_simplified(text: str):
    assert Question.of(text).script == "hans"


@pytest.mark.parametrize("text", ["办公室要重点解决哪些问题", "领导身边个别人员泄密该怎么办"])
def test_mandarin_words_that_meet_are_no_cantonese(text: str):
    assert Question.of(text).script == "hans"


def test_the_conversation_decides_where_the_question_does_not():
    history = [Turn("user", "溝通協調為什麼重要"), Turn("assistant", "协调")]
    assert Question.of("人事", history=history).script == "hant-tw"
    assert Question.of("协调", history=history).script == "hans"


def test_the_script_set_is_the_script_used():
    assert Question.of("怎样做好协调", script="hant-hk").script == "hant-hk"


def test_cantonese_is_read_as_mandarin():
    question = Question.of("點解辦公室嘅嘢唔可以講出去？")
    assert question.folded == "为什么办公室的东西不可以讲出去?"
    assert question.kind == "why"


def test_both_wordings_of_a_taiwan_question_are_searched():
    tokens = Question.of("這個檔案的資訊要怎樣處理").tokens
    assert {"档案", "资讯", "文件", "信息"} <= set(tokens)


def test_a_folded_question_is_simplified_half_width_and_lower_case():
    assert Question.of("ＯＡ系統：怎樣用？").folded == "oa系统:怎样用?"


def test_context_is_searched_but_not_what_it_is_about():
    question = Question("第二个呢", "hans", context="三项原则")
    assert question.searched == "三项原则 第二个呢"
    assert {"原则"} <= set(question.terms)
    assert "原则" not in question.about


def test_terms_come_once_each():
    terms = Question.of("保密，保密，还是保密").terms
    assert terms == ["保密"]


def test_a_misspelt_question_is_searched_as_meant_and_as_typed():
    lexical = Lexical.build([tokenize("保密的原则")])
    question = Question.of("保秘的原则").with_typos_mended(lexical)
    assert question.searched == "保密的原则"
    assert {"保密", "保秘"} <= set(question.tokens)
    assert question.text == "保秘的原则"


def test_a_question_without_misspellings_stays_itself():
    question = Question.of("保密的原则")
    assert question.with_typos_mended(Lexical.build([tokenize("保密的原则")])) is question


def test_courtesies_are_not_part_of_what_is_read():
    polite = Question.of("您好，打扰一下，请问公文怎么写？谢谢！")
    assert polite.read == Question.of("公文怎么写？").read


@pytest.mark.parametrize("script", ["点解要咁做？", "點解要咁做？"])
def test_cantonese_is_read_as_mandarin_in_any_characters(script: str):
    assert Question.of(script).read.startswith("为什么要这样")
