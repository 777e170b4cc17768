import pytest

from bot.frame import is_frame, to_mandarin, without_frame


@pytest.mark.parametrize("word", ["请问", "什么", "怎样", "三个", "几条", "？", " ", "的"])
def test_a_questions_own_words_are_frame(word: str):
    assert is_frame(word)


@pytest.mark.parametrize("word", ["协调", "办公室", "七字诀", "oa", "印章"])
def test_what_is_asked_about_is_not(word: str):
    assert not is_frame(word)


@pytest.mark.parametrize(
    ("folded", "kept"),
    [
        ("请问什么是协调?", "协调"),
        ("你好，请问保密和协调分别是什么", "保密 协调"),
        ("怎么办", "怎么办"),
        ("???", ""),
        ("", ""),
    ],
)
def test_runs_of_other_words_are_kept_or_all_if_none_is_left(folded: str, kept: str):
    assert without_frame(folded) == kept


def test_words_that_meet_are_not_replaced():
    assert to_mandarin("点样重点解决问题") == "怎样重点解决问题"


@pytest.mark.parametrize(
    ("cantonese", "mandarin"),
    [
        ("点解要保密", "为什么要保密"),
        ("点样做", "怎样做"),
        ("边个负责", "谁负责"),
        ("有乜嘢原则", "有什么原则"),
        ("系咪要保密", "是不是要保密"),
        ("佢哋唔讲", "他们不讲"),
        ("保密的原则", "保密的原则"),
    ],
)
def test_cantonese_function_words_become_mandarin(cantonese: str, mandarin: str):
    assert to_mandarin(cantonese) == mandarin
