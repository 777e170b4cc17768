"""Each lint says something of a bad item and nothing of a good one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.quiz.lints import ITEM_LINTS, findings, of_paper
from bot.quiz.lints.of_item import (
    answerable_covered,
    enough_options,
    key_in_quote,
    key_not_longest,
    negative_marked,
    no_absolutes,
    no_all_of_the_above,
    no_clue_words,
    no_lone_pronoun,
    no_misprint,
    no_trivia,
    one_best_answer,
    options_alike,
    options_apart,
    true_or_false,
)
from bot.quiz.records import Item
from bot.records import Citation

QUOTE = "值班员要立即报告带班领导,不得擅自处理。交班时要当面清点钥匙和印章,在簿上签名。"


def item(quote: str = QUOTE, **changes: Any) -> Item:
    cited = Citation(1, "d", "d.txt", "值班守则", ("值班守则",), 0, len(quote), quote)
    good = Item(
        id="1",
        kind="single",
        stem="遇到停水停电，按资料的要求，应当怎样做？",
        options=("立即报告带班领导", "次日再作书面说明", "自行联系维修单位", "留待接班人员查看"),
        key=("立即报告带班领导",),
        explanation=QUOTE,
        citation=cited,
        heading=("值班守则",),
        difficulty="easy",
        bloom="apply",
    )
    return replace(good, **changes)


def with_options(*options: str, key: Sequence[str] = ("立即报告带班领导",)) -> Item:
    return item(options=options, key=tuple(key))


GOOD = item()
TRUE = item(
    kind="true-false",
    stem="《值班守则》中指出：“交班时要当面清点钥匙和印章”。",
    options=("正确", "错误"),
    key=("正确",),
)
BLANK = item(
    kind="blank", stem="《值班守则》中指出：交班时要当面清点____和印章。", options=(), key=("钥匙",)
)
SHORT = item(
    kind="short", stem="交班时要做到的两件事依次是什么？", options=(), key=("清点", "签名")
)
ORDER = item(
    kind="ordering",
    stem="请把下列各项按资料论述的先后顺序排列。",
    options=("签名", "报告", "清点"),
    key=("报告", "清点", "签名"),
)
MATCH = item(
    kind="matching",
    stem="资料对下列各项分别是怎样说的？请一一对应。",
    prompts=("值班员", "交班时"),
    options=("要当面清点", "要立即报告"),
    key=("要立即报告", "要当面清点"),
)


@pytest.mark.parametrize("good", [GOOD, TRUE, BLANK, SHORT, ORDER, MATCH])
def test_good_items_pass_every_lint(good: Item):
    assert findings(good) == []


BAD = {
    one_best_answer: [
        item(key=("打电话",)),
        item(key=GOOD.options[:2]),
        with_options("立即报告带班领导", "立即报告带班领导", "自行联系维修单位"),
        item(kind="multiple"),
        replace(MATCH, key=("要立即报告",)),
        replace(ORDER, key=("报告", "清点")),
        replace(SHORT, key=()),
    ],
    key_in_quote: [
        item(quote="值班室每晚十点锁门。"),
        replace(BLANK, key=("公章",)),
        replace(SHORT, key=("签名", "清点")),
        replace(TRUE, key=("错误",)),
        replace(TRUE, stem=TRUE.stem.replace("当面", "事后")),
    ],
    key_not_longest: [with_options("立即报告带班领导", "不管它", "先离开", "等一等")],
    options_alike: [
        with_options("立即报告带班领导", "等", "自行联系维修单位"),
        with_options("立即报告带班领导", "次日再作说明。", "自行联系维修"),
    ],
    options_apart: [with_options("立即报告带班领导", "报告带班领导", "自行联系维修单位")],
    no_all_of_the_above: [
        with_options("立即报告带班领导", "次日再作书面说明", "以上都对"),
        with_options("立即报告带班领导", "次日再作书面说明", "以上各项都不正确"),
    ],
    no_absolutes: [
        with_options("立即报告带班领导", "从不向任何人说明", "自行联系维修单位"),
        replace(TRUE, stem="《值班守则》中指出：“一定要当面清点所有钥匙”。"),
    ],
    negative_marked: [
        item(stem="停水停电时，下列哪种做法不正确？"),
        item(stem="资料反对下列哪一种做法？"),
    ],
    answerable_covered: [
        item(stem="下列哪项正确？"),
        item(stem="关于值班，下列说法正确的是？"),
        item(stem="遇到停水停电"),
        replace(BLANK, stem="交班时要当面清点。"),
        replace(BLANK, stem="清点____。"),
    ],
    no_clue_words: [
        item(stem="向带班领导应当怎样做？"),
        replace(BLANK, stem="清点钥匙时，要当面清点____和印章。"),
        replace(SHORT, stem="清点之后还要做什么？"),
        replace(BLANK, stem="关于“在德、智、才上下功夫”，依次是：德；____；才。", key=("智",)),
        replace(ORDER, stem="请把报告、清点、签名按先后顺序排列。"),
        item(
            kind="multiple",
            stem="“三心”包括下列哪几项？",
            options=("热心", "诚心", "耐性", "勤快"),
            key=("热心", "诚心"),
        ),
    ],
    no_trivia: [
        item(options=("2012年3月", "次日再说", "自行联系"), key=("2012年3月",)),
        item(options=("本文转载自网站", "次日再作说明", "自行联系维修"), key=("本文转载自网站",)),
        item(options=("江泽民", "带班员", "维修员"), key=("江泽民",)),
    ],
    no_lone_pronoun: [
        item(stem="这些情况下应当怎样做？"),
        item(stem="其要求是什么，应当怎样做？"),
        with_options("立即报告带班领导", "它由别人处理", "自行联系维修单位"),
    ],
    no_misprint: [
        with_options("立即报告带班领导", "一如继往地抢修", "自行联系维修单位"),
        replace(TRUE, stem="《值班守则》中指出：“机不可失，失不在来”。"),
    ],
    true_or_false: [replace(TRUE, options=("正确", "不知道"))],
    enough_options: [with_options("立即报告带班领导", "次日再作书面说明")],
}  # fmt: skip


def test_every_lint_has_a_bad_item_here():
    assert set(BAD) == set(ITEM_LINTS)


@pytest.mark.parametrize(
    ("lint", "bad"),
    [(lint, bad) for lint, items in BAD.items() for bad in items],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_bad_item_is_told_of_by_its_lint(lint: Any, bad: Item):
    assert lint(bad)


def test_a_negative_stem_that_shows_it_is_fine():
    assert negative_marked(item(stem="资料明确【反对】下列哪一种做法？")) == ""
    assert negative_marked(item(stem="“有权不越权”提出了什么要求？")) == ""


def test_keys_that_stand_at_one_place_are_told_of():
    same = [replace(GOOD, id=str(n)) for n in range(9)]
    assert "same place" in of_paper.balanced_keys(same)
    lopsided = [replace(g, options=_at(g, (0, 0, 1)[n % 3])) for n, g in enumerate(same)]
    assert "4 options" in of_paper.balanced_keys(lopsided)
    varied = [replace(g, options=_at(g, n % 4)) for n, g in enumerate(same)]
    assert of_paper.balanced_keys(varied) == ""


def _at(good: Item, place: int) -> tuple[str, ...]:
    others = [option for option in good.options if option not in good.key]
    return (*others[:place], *good.key, *others[place:])


def test_statements_that_are_all_true_are_told_of():
    true = [replace(TRUE, id=str(n)) for n in range(5)]
    assert of_paper.balanced_keys(true)
    mixed = [replace(t, key=(("正确", "错误")[n % 2],)) for n, t in enumerate(true)]
    assert of_paper.balanced_keys(mixed) == ""


def test_a_stem_that_answers_another_item_is_told_of():
    teller = replace(GOOD, id="2", stem="当面清点钥匙和印章以后，应当怎样做？")
    asked = replace(BLANK, key=("钥匙和印章",))
    assert of_paper.no_item_answers_another([teller, asked]) == "2 answers 1: 钥匙和印章"
    elsewhere = replace(teller, citation=replace(teller.citation, doc_id="other"))
    assert of_paper.no_item_answers_another([elsewhere, asked]) == ""


def test_an_option_alone_answers_nothing():
    asked = replace(GOOD, id="2", stem="“值班员要怎样处理停水停电”，资料怎样要求？")
    naming = replace(GOOD, id="3", stem="关于“立即报告带班领导”，资料怎样说？")
    assert of_paper.no_item_answers_another([asked, naming]) == ""


def test_the_same_item_twice_is_told_of():
    assert "twice" in of_paper.no_duplicates([GOOD, GOOD])
    assert "ask the same" in of_paper.no_duplicates([GOOD, replace(GOOD, id="2")])
    assert of_paper.no_duplicates([GOOD, replace(TRUE, id="2")]) == ""
