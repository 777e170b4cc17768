from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.claims import Claim, ClaimReader


def claims(*pieces: str) -> list[Claim]:
    reader = ClaimReader()
    return [claim for piece in pieces for claim in reader.feed(piece)] + reader.close()


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("敏就是反应敏捷。[1]", (1,)),
        ("敏就是反应敏捷[1]。", (1,)),
        ("敏就是反应敏捷[1][3]。", (1, 3)),
        ("敏就是反应敏捷。[1, 3]", (1, 3)),
        ("敏就是反应敏捷。【1】", (1,)),
        ("敏就是反应敏捷。［１］".translate({0xFF11: "1"}), (1,)),
        ("敏就是反应敏捷。[2-4]", (2, 3, 4)),
        ("敏就是反应敏捷。[证据2]", (2,)),
        ("敏就是反应敏捷。[1][1]", (1,)),
        ("敏就是反应敏捷。", ()),
    ],
)
def test_markers_are_read_in_many_forms(text: str, cited: tuple[int, ...]):
    assert claims(text) == [Claim("敏就是反应敏捷。" if "。" in text else "", cited)]


def test_each_sentence_is_a_claim():
    assert claims("要敏。[1]要谋！[2] 要快？[3]") == [
        Claim("要敏。", (1,)),
        Claim("要谋！", (2,)),
        Claim("要快？", (3,)),
    ]


def test_items_keep_their_numbers_and_lose_their_marks():
    text = "七字诀：\n1. **敏**：反应敏捷[1]\n2、谋[2]\n- 快[3]\n（4）敢[4]"
    assert claims(text) == [
        Claim("七字诀："),
        Claim("敏：反应敏捷", (1,), 1),
        Claim("谋", (2,), 2),
        Claim("快", (3,)),
        Claim("敢", (4,), 4),
    ]


def test_decimals_and_numbers_are_not_ends():
    assert claims("Wait 3.5 days. [1] Then call.[2]") == [
        Claim("Wait 3.5 days.", (1,)),
        Claim("Then call.", (2,)),
    ]
    assert claims("提前3.5天通知。[1]") == [Claim("提前3.5天通知。", (1,))]


def test_a_tail_that_breaks_off_is_no_claim():
    assert claims("要敏。[1]要谋，就是要能吃") == [Claim("要敏。", (1,))]


def test_thinking_aloud_is_left_out():
    assert claims("<thi", "nk>要不要说敏。[1]", "</think>\n\n要敏。[1]") == [Claim("要敏。", (1,))]
    assert claims("<think>没有完") == []


def test_a_claim_comes_as_soon_as_its_markers_are_whole():
    reader = ClaimReader()
    assert reader.feed("要敏。") == []
    assert reader.feed("[1") == []
    assert reader.feed("]") == []
    assert reader.feed("要") == [Claim("要敏。", (1,))]


def test_text_without_an_end_is_cut_loose():
    assert len(claims("嘛" * 2000)) > 2


@given(st.text(alphabet="要敏。[12]、\n.a -*<>think/", max_size=60), st.integers(1, 7))
def test_pieces_make_no_difference(text: str, size: int):
    cuts = [*range(0, len(text), size), len(text)]
    assert claims(*(text[a:b] for a, b in pairwise(cuts))) == claims(text)
