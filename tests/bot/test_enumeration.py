import pytest

from bot.enumeration import sizes


@pytest.mark.parametrize(
    ("sentence", "size"),
    [
        ("要处理好公与私、名与利、获取与奉献的关系。", 3),
        ("凡碰到这样的事,不擅自作主,不乱表态,不乱办事。", 3),
        ("管好自己的嘴,管好自己的人,看好自己的门。", 3),
        ("发挥“粘合剂”、“润滑剂”和“催化剂”作用。", 3),
        ("本文从上下级间的协调;左右间的协调;几个问题进行论述。", 3),
    ],
)
def test_a_sentence_holds_a_list_of_so_many(sentence: str, size: int):
    assert size in sizes(sentence)


def test_a_plain_sentence_holds_none():
    assert sizes("办公室承担着文稿起草的任务。") == frozenset()
