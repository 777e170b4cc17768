import pytest

from bot.place import AGAIN, MORE, places


@pytest.mark.parametrize(
    ("text", "found"),
    [("那第二个呢", [2]), ("其三是什么", [3]), ("第十一条", [11]), ("第1点和第3点展开说说", [1, 3]),
     ("第三、四种呢", [3, 4]), ("第三到第五个", [3, 4, 5]), ("第二项至第四项", [2, 3, 4]), ("最后一点呢", [7]), ("最后两个", [6, 7]), ("后面三条", [5, 6, 7]), ("前两项", [1, 2]),
     ("倒数第二个字", [6]), ("下一个呢", [4]), ("其次呢", [4]), ("上一条", [2]), ("第八个呢", [8]), ("中间那条展开讲讲", [4])],
)  # fmt: skip
def test_places_in_a_list_of_seven_of_which_the_third_was_talked_of(text: str, found: list[int]):
    assert places(text, 7, 3) == found


@pytest.mark.parametrize(
    "text", ["第二次呢", "为什么", "第一时间要做什么", "最后要做什么", "一个人行吗"]
)
def test_these_point_at_no_place(text: str):
    assert places(text, 7, 3) == []


def test_of_an_even_number_none_is_in_the_middle():
    assert places("中间那条呢", 4, None) == []


def test_the_next_one_needs_one_before_it():
    assert places("下一个呢", 7, None) == []


@pytest.mark.parametrize(
    "text", ["还有别的吗", "还有呢", "剩下的呢", "其他几条", "另外两个", "除了这俩还有吗"]
)
def test_these_ask_for_the_rest(text: str):
    assert MORE.search(text)


@pytest.mark.parametrize("text", ["其他部门也要来吗", "还有没有效", "要和别人商量吗"])
def test_these_do_not(text: str):
    assert not MORE.search(text)


def test_a_summary_is_asked_for_in_many_ways():
    assert all(AGAIN.search(text) for text in ["总结一下", "再说一遍", "梳理梳理"])
