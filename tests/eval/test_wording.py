"""What counts as saying something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.wording import comparable, find


def says(answer: str, wording: str) -> bool:
    return bool(find(comparable(answer), wording))


@pytest.mark.parametrize(
    ("answer", "wording"),
    [
        ("發揮承上啟下的作用", "承上启下"),  # Traditional answer, Simplified wording
        ("起「窗口」和「門面」作用", "窗口和门面"),  # quotation marks inside
        ("承上\n启 下", "承上启下"),  # white space inside
        ("７０％的错误", "70%"),  # full width
        ("Keep it CONFIDENTIAL.", "confidential"),
        ("handle them one by one", "one by one"),
        ("敏[1]、谋[2]", "敏"),  # a marker is punctuation, not a word
        ("1. 敏，就是反应敏捷", "敏、"),  # another mark than the wording's own
        ("念好“敏”字", "敏"),
        ("首先要在德、智、才上下功夫", "才"),
        ("协助,辅助其他部门", "协助、辅助"),
    ],
)
def test_it_is_said(answer: str, wording: str):
    assert says(answer, wording)


@pytest.mark.parametrize(
    ("answer", "wording"),
    [
        ("反应敏捷", "敏、"),
        ("反应敏捷", "敏"),
        ("落实、督办", "实"),  # 实 is only half a word there
        ("实施办法", "实"),
        ("“四勤”", "勤"),
        ("170%的错误", "70%"),
        ("70%以上", "7"),
        ("责任和意识", "责任意识"),
        ("", "敏"),
        ("……", "……"),  # a wording without letters is never said
    ],
)
def test_it_is_not_said(answer: str, wording: str):
    assert not says(answer, wording)


def test_finds_have_offsets_in_the_answer_as_it_is():
    answer = "一、承上 啟下[1]；二、承上启下"
    assert [answer[offset:][:2] for offset in find(comparable(answer), "承上启下")] == ["承上"] * 2
    assert find(comparable(answer), "承上启下") == [2, 13]


@given(st.text(), st.text(min_size=1, max_size=4))
def test_any_text_can_be_compared(answer: str, wording: str):
    assert all(0 <= offset <= len(answer) for offset in find(comparable(answer), wording))


@given(st.text(alphabet="承上启下、，。 \n[1]敏谋快", min_size=1, max_size=30))
def test_an_answer_says_itself(text: str):
    letters = [char for char in text if char.isalnum() and char != "1"]
    if len(letters) > 1 and "[" not in text:
        assert says(text, "".join(char for char in text if char.isalnum()))
