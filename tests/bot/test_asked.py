import pytest

from bot.asked import asked_noun, missing_types, types_asked


@pytest.mark.parametrize(
    ("folded", "types"),
    [
        ("补贴是多少钱", ["money", "quantity"]),
        ("文件要保管几天", ["period"]),
        ("办公室是哪一年成立的", ["date"]),
        ("领导班子有几人", ["quantity"]),
        ("这句话出自哪本书", ["source"]),
        ("为什么要保密", []),
    ],
)
def test_the_types_of_thing_asked_for(folded: str, types: list[str]):
    assert types_asked(folded) == types


@pytest.mark.parametrize(
    ("folded", "evidence", "missing"),
    [
        ("文件要保管几天", "文件保管三十天", []),
        ("文件要保管几天", "文件要妥善保管", ["period"]),
        ("这句话出自哪本书", "《论语》里有一句话", []),
        ("补贴是多少钱", "每人每月50元", []),
        ("补贴是多少钱", "要关心职工", ["money", "quantity"]),
        ("为什么要保密", "", []),
    ],
)
def test_the_types_that_the_evidence_lacks(folded: str, evidence: str, missing: list[str]):
    assert missing_types(folded, evidence) == missing


@pytest.mark.parametrize(
    ("folded", "noun"),
    [
        ("依据哪一部法律", "法律"),
        ("要用什么表格登记", "表格"),
        ("有哪些方面", None),
        ("有什么关系", None),
        ("是什么?", None),
        ("怎样保密", None),
    ],
)
def test_the_noun_after_the_question_word(folded: str, noun: str | None):
    assert asked_noun(folded) == noun
