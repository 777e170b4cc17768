"""How lists are counted, over small texts that announce more, fewer or as many items as they have."""

import pytest

from bot.counted import Counted, corrected, counted, hidden, no_such, numeral
from ingest.outline import build_outline, children
from ingest.records import Document, Section

FOUR = "办公室要处理好以下四种关系：\n一、对上级的关系\n要请示。\n二、对同级的关系\n要商量。\n四、对下级的关系\n要关心。\n"
PLAIN = "要求如下\n一、对内\n要团结。\n二、对外\n要热情。\n"


def of(text: str) -> tuple[Section, list[Section]]:
    outline = build_outline(Document("d", "d.txt", "工作要求", text, "hans", "0"))
    return outline[0], children(outline, 0)


@pytest.mark.parametrize(
    ("n", "said"), [(0, "零"), (3, "三"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"), (100, "100")]
)  # fmt: skip
def test_numbers_are_said_in_chinese(n: int, said: str):
    assert numeral(n) == said


def test_two_things_are_liang_and_the_second_is_er():
    assert Counted("种").number(2) == "两种" and Counted("种").nth(2) == "第二种"


def test_the_texts_own_measure_word_is_used():
    section, items = of(FOUR)
    assert section.announced == 4
    assert counted(section, items) == Counted("种", "关系")
    assert hidden(section, items, [3]) == "原文说有四种，其中第三种在收到的文本里看不到。"
    assert no_such(section, items, 6) == "原文这里只有四种，没有第六种。"


def test_where_it_has_none_they_are_xiang():
    section, items = of(PLAIN)
    assert no_such(section, items, 3) == "原文这里只有两项，没有第三项。"


def test_another_number_is_corrected_with_the_noun_that_was_asked_for():
    section, items = of(FOUR)
    assert corrected(section, items, "要处理好哪五种关系?", 5) == "原文讲的是四种关系："
    assert corrected(section, items, "哪五种?", 5) == "原文讲的是四种："


@pytest.mark.parametrize("number", [None, 3, 4])
def test_the_number_announced_or_found_needs_no_correction(number: int | None):
    assert corrected(*of(FOUR), "要处理好哪几种关系?", number) == ""


def test_characters_are_counted_with_ge():
    section, items = of("主任要念好以下两字诀：\n一、敏\n反应敏捷。\n二、谋\n出好主意。\n")
    assert no_such(section, items, 3) == "原文这里只有两个，没有第三个。"
