"""The rules of a strict item writer, each on a small invented text."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from bot.quiz.balance import arranged
from bot.quiz.cases import cases_of
from bot.quiz.clues import clue_words
from bot.quiz.definition import definitions_of
from bot.quiz.lints import of_paper
from bot.quiz.misprint import misprint
from bot.quiz.multiple import multiples
from bot.quiz.ordering import orderings
from bot.quiz.short import short_answers
from bot.quiz.situation import situations
from bot.quiz.theme import is_broad, shares_words
from bot.quiz.true_false import true_false
from tests.bot.quiz.papers import FALSE, SHORT, SINGLE, TRUE
from tests.bot.quiz.shelf import material, shelf


class TestAMisprint:
    def test_sounds_like_a_set_phrase_and_shares_half_of_it(self):
        assert misprint("机不可失,失不在来") == "失不在来"
        assert misprint("要一如继往") == "一如继往"

    @pytest.mark.parametrize("right", ["机不可失,时不再来", "只顾自己的利益", "一如既往", "不快"])
    def test_is_no_phrase_of_the_dictionary_and_no_part_of_words(self, right: str):
        assert misprint(right) == ""

    def test_is_no_material(self, tmp_path: Path):
        made = material(tmp_path, a="守则\n\n值班人员要一如继往地按时交接钥匙。\n")
        assert made.sources[0].statements == []


def cases(folder: Path, sentence: str) -> list[str]:
    (source,) = material(folder, a=f"仓库守则\n\n{sentence}\n").sources
    return [source.plain[slice(*case.action)] for case in cases_of(source)]


class TestWhatIsToBeDone:
    def test_may_be_followed_by_what_it_is_for(self, tmp_path: Path):
        sentence = "遇到停水停电时，值班人员要立即报告带班领导，以便及时抢修。"
        assert cases(tmp_path, sentence) == ["立即报告带班领导"]

    def test_holds_what_is_to_be_done_besides(self, tmp_path: Path):
        sentence = "遇到客户问到货物批次时，值班人员要说明批号和数量，还要在簿上签名。"
        assert cases(tmp_path, sentence) == ["说明批号和数量,还要在簿上签名"]

    @pytest.mark.parametrize("goes_on", ["不能含糊其辞", "这样就能少误事，还要在簿上签名"])
    def test_is_cut_where_the_sentence_asks_for_more(self, tmp_path: Path, goes_on: str):
        sentence = "遇到客户问到货物批次时，值班人员要说明批号和数量"
        assert cases(tmp_path / "a", f"{sentence}。") == ["说明批号和数量"]
        assert cases(tmp_path / "b", f"{sentence}，{goes_on}。") == []


def test_a_situation_needs_three_ways_of_other_texts(tmp_path: Path):
    one = "仓库守则\n\n遇到停水停电时，值班员要立即报告带班领导。\n\n遇到生人进库时，值班员要问清来意。\n"
    other = "码头守则\n\n遇到大风时，值班员要收紧缆绳。\n"
    assert list(situations(material(tmp_path, a=one, b=other))) == []


class TestADefinition:
    def test_with_one_reading_is_asked_for(self, tmp_path: Path):
        text = "仓库守则\n\n盘点是指对库存货物逐件清点并与账面核对的工作。\n"
        (source,) = material(tmp_path, a=text).sources
        assert [source.plain[slice(*d.term)] for d in definitions_of(source)] == ["盘点"]

    def test_with_two_readings_has_two_right_answers(self, tmp_path: Path):
        text = (
            "仓库守则\n\n盘点是指对库存货物逐件清点并与账面核对的工作。也可以从账面理解为对账。\n"
        )
        (source,) = material(tmp_path, a=text).sources
        assert list(definitions_of(source)) == []


def demanded_of(folder: Path, said: str) -> list[tuple[str, ...]]:
    text = f"仓库守则\n\n1、进库登记\n{said}\n\n2、出库复核\n货物出库由两人复核。\n"
    made = material(folder, a=text)
    return [d.item.key for d in short_answers(made) if "提出了哪些要求" in d.item.stem]


class TestAShortAnswerOnAHeading:
    def test_holds_all_that_is_asked_for_there(self, tmp_path: Path):
        said = "来人应当出示证件并写清事由。值班员必须当面核对车号和箱号。"
        assert demanded_of(tmp_path, said) == [
            ("来人应当出示证件并写清事由", "值班员必须当面核对车号和箱号")
        ]

    def test_is_none_where_a_sentence_without_a_subject_asks_for_more(self, tmp_path: Path):
        said = "来人应当出示证件并写清事由。值班员必须当面核对车号和箱号。认真填写，从严把关。"
        assert demanded_of(tmp_path, said) == []

    def test_is_none_where_one_of_two_says_what_a_thing_is(self, tmp_path: Path):
        said = "登记意识是责任心的集中体现，值班员要坚持登记。值班员必须当面核对车号和箱号。"
        assert demanded_of(tmp_path, said) == []


def test_two_halves_of_one_sentence_are_one_point(tmp_path: Path):
    text = (
        "仓库守则\n\n1、进库登记\n来人应当出示证件并写清事由；值班员必须当面核对车号和箱号。\n"
        "搬运工应当穿好绝缘胶鞋，班长必须清点随车工具。\n\n"
        "2、夜间巡查\n巡查员应当每隔两小时绕场一周。路灯必须在天黑以前点亮。警犬必须拴在东门。\n"
    )
    for draft in multiples(material(tmp_path, a=text)):
        quote = draft.item.citation.quote
        assert not any(f"{a},{b}" in quote for a in draft.item.key for b in draft.item.key)


def test_a_mark_that_all_keys_have_is_a_clue_unless_all_others_have_it():
    stem = "“三不”包括下列哪几项？"
    keys = ("不近视", "不粗心", "不冲动")
    assert clue_words(stem, keys, ("要不断创新", "要守时")) == ["不"]
    assert clue_words(stem, keys, ("不迟到", "不早退")) == []


def test_a_heading_that_says_hardly_more_than_the_title_is_broad():
    assert is_broad("仓库管理应该注意的几个问题", "谈仓库管理")
    assert not is_broad("消防器材的检查", "谈仓库管理")


def test_what_shares_the_words_of_a_heading_may_belong_to_it():
    assert shares_words("按上下级关系请示", "上下级间的协调", ["左右间的协调"])
    assert not shares_words("协调各方意见", "上下级间的协调", ["左右间的协调"])


def ordered(folder: Path, heading: str, *names: str) -> list[tuple[str, ...]]:
    items = "".join(f"{n}、{name}\n{name}由专人负责。\n\n" for n, name in enumerate(names, 1))
    made = material(folder, a=f"守则\n\n一、{heading}\n\n{items}二、附则\n\n由仓库解释。\n")
    return [draft.item.key for draft in orderings(made)]


class TestAnOrder:
    def test_of_steps_is_asked_for(self, tmp_path: Path):
        assert ordered(tmp_path, "出库流程", "核对单据", "清点货物", "装车放行")

    def test_that_the_text_counts_is_asked_for(self, tmp_path: Path):
        assert ordered(tmp_path, "三项纪律", "着装纪律", "保密纪律", "交接纪律")

    def test_of_things_that_only_stand_beside_each_other_is_not(self, tmp_path: Path):
        assert ordered(tmp_path, "人员管理", "着装管理", "保密管理", "交接管理") == []


def test_what_one_text_says_is_false_of_another_that_says_nothing_near_it(tmp_path: Path):
    items = [draft.item for draft in true_false(shelf(tmp_path))]
    elsewhere = [item for item in items if f"《{item.citation.title}》" not in item.stem]
    assert any(item.stem.startswith("《仓库值班守则》中指出：“灭火器") for item in elsewhere)
    assert {item.key for item in elsewhere} == {("错误",)}
    assert all(item.explanation.startswith(f"《{item.citation.title}》：") for item in elsewhere)


def test_a_text_that_shares_a_set_phrase_says_something_near(tmp_path: Path):
    saying = "库管守则\n\n库管人员不得在班组之间挑拨离间，遇事应当面说清。\n"
    made = shelf(tmp_path, e=saying, f="码头守则\n\n装卸工不要因为小事就挑拨离间旁人。\n")
    (said,) = made.sources[4].statements
    assert made.theme.is_in_text(said, made.sources[5])
    assert not made.theme.is_in_text(said, made.sources[2])


def test_what_is_quoted_is_no_statement_of_the_text(tmp_path: Path):
    text = (
        "守则\n\n古人说：“凡事必须早作准备。出门的人应当先看好天色。”值班人员应当提前到岗接班。\n"
    )
    (source,) = material(tmp_path, a=text).sources
    assert [s.plain for s in source.statements] == ["值班人员应当提前到岗接班"]


class TestOnAPaper:
    def test_the_halves_of_one_sentence_are_not_both_asked_about(self, tmp_path: Path):
        long = (
            "库管守则\n\n库管人员必须在每天开门以前把东西两门的铁锁和窗上的插销逐一看过一遍,"
            "应当把夜里漏下的雨水扫净擦干再请班长到场一起开灯验收并签字留底。\n"
        )
        drafts = [d for d in true_false(shelf(tmp_path, e=long)) if "库管" in d.item.citation.title]
        halves = {d.item.citation.start for d in drafts}
        assert len(halves) == 2
        assert all(a.clashes(b) for a in drafts for b in drafts)

    def test_each_form_of_stem_has_true_and_false_ones(self):
        said = [replace(TRUE, id=str(n), stem=f"《守则》中指出：“{n}”。") for n in range(4)]
        under = [
            replace(FALSE, id=f"u{n}", stem=f"资料在论述“甲”中的“乙”一项时指出：“{n}”。")
            for n in range(4)
        ]
        assert "are true" in of_paper.truths_by_form([*said, *under])
        mixed = [replace(i, key=(("正确", "错误")[n % 2],)) for n, i in enumerate([*said, *under])]
        assert of_paper.truths_by_form(mixed) == ""

    def test_a_sentence_that_is_asked_about_stands_in_no_other_item(self):
        stem = "“值班员必须当面核对车号和箱号”这句话出自下列哪一篇资料？"
        asked = replace(SINGLE, id="a", stem=stem)
        shown = replace(SINGLE, id="b", options=("值班员必须当面核对车号和箱号", "勤"))
        assert "b shows what a asks about" in of_paper.no_sentence_twice([asked, shown])
        assert of_paper.no_sentence_twice([asked, SHORT]) == ""

    def test_true_and_false_ones_come_neither_in_turn_nor_in_long_runs(self):
        items = [
            replace(TRUE, id=str(n), key=(("正确", "错误")[n % 2],), options=("正确", "错误"))
            for n in range(30)
        ]
        keys = ["".join(i.key) for i in arranged(items, random.Random(1))]
        assert keys[::2] != keys[:1] * 15
        assert not any(len(set(keys[at : at + 4])) == 1 for at in range(27))
