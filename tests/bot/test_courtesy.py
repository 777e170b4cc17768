import pytest

from bot.courtesy import without_courtesies


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("您好，请问办公室主任的七字诀是什么？谢谢！", "办公室主任的七字诀是什么？"),
        ("您好打扰一下～早上几点到岗？", "早上几点到岗？"),
        ("請問一下，怎樣保密？謝謝您", "怎樣保密？"),
        ("Hello, could you tell me: what is coordination?", "what is coordination?"),
        ("您好，不好意思打扰一下，想请教：七字诀是哪七个字谢谢您！", "七字诀是哪七个字"),
    ],
)
def test_greetings_and_thanks_are_not_asked(text: str, asked: str):
    assert without_courtesies(text) == asked


@pytest.mark.parametrize("text", ["谢谢", "办公室要感谢谁？", "接待时要说您好吗？", ""])
def test_what_asks_about_courtesy_or_nothing_else_stays(text: str):
    assert without_courtesies(text) == text
