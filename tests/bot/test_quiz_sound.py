"""What a strict item writer found wrong, class by class: each now has a rule."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.quiz import Choices, make_paper, replace_item
from bot.quiz.bank import bank
from bot.quiz.demands import is_action, warned
from bot.quiz.lints import paper_findings
from bot.quiz.material import Material
from bot.quiz.paper import Paper
from bot.quiz.plain import requires, stands_alone
from bot.quiz.series import series_of
from bot.quiz.turned import turned
from ingest.index import Index
from ingest.script import fold_same_length
from tests.indexing import run, write


def said(plain: str) -> str:
    change = turned(plain)
    return plain if change is None else plain[: change[0]] + change[2] + plain[change[1] :]


class TestAStatementIsTurned:
    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            ("来访登记簿不得带出值班室", "来访登记簿可以带出值班室"),
            ("进入档案室须有书面申请", "进入档案室须有口头申请"),
            ("每次盘点至少两人在场", "每次盘点至多两人在场"),
            ("物品先登记入簿再领取出库", "物品先领取出库再登记入簿"),
        ],
    )
    def test_into_what_could_be_a_rule_as_well(self, right: str, wrong: str):
        assert said(right) == wrong

    @pytest.mark.parametrize(
        "statement",
        [
            "沟通协调是办公室的重要工作",  # 次要工作: known to be wrong by who never saw the text
            "办公室要积极做好接待工作",
            "为了快速处理问题可以直接上报",  # its purpose would contradict it
            "值班员不得弄虚作假",  # 可以弄虚作假
            "要做到个人利益服从集体利益",
            "办理上级布置的工作要及时记录",
            "急的事先要点式的记下,然后抄写清楚",
        ],
    )
    def test_but_not_into_what_is_absurd_or_contradicts_itself(self, statement: str):
        assert turned(statement) is None


@pytest.mark.parametrize(
    "text",
    [
        "随着业务向纵深发展",
        "值班员要克服“怕多说、怕错说、怕说而”的想法",
    ],
)
def test_what_is_cut_off_is_no_statement(text: str):
    assert not stands_alone(text)


@pytest.mark.parametrize("text", ["值班员要坚持原则,参与协商", "交接时要顾及各方,不能半途而废"])
def test_a_word_that_ends_like_a_joining_one_cuts_nothing_off(text: str):
    assert stands_alone(text)


def test_what_something_depends_on_is_no_demand():
    assert not requires("要发挥值班室的作用,还有赖于各部门的支持")


@pytest.mark.parametrize("text", ["按照职责分工和领导关系", "通过通知会议、办理日常事务"])
def test_how_a_thing_is_done_is_nothing_to_do(text: str):
    assert not is_action(text)


def test_a_heading_that_numbers_a_copy_of_the_text_is_no_item(tmp_path: Path):
    text = "如何值班\n\n一、登记\n来人登记。\n\n二、报告\n有事报告。\n\n如何值班篇2\n\n一、交接\n当面交接。\n"
    write(tmp_path, {"a.txt": text})
    run(tmp_path)
    index = Index.open(tmp_path / "index")
    (document,) = index.documents()
    plain = fold_same_length(document.text)
    names = [
        plain[slice(*span)]
        for series in series_of(index.outline(document.doc_id), plain)
        for span in series.names
    ]
    assert "登记" in names
    assert not any("篇2" in name for name in names)


def test_wrong_answers_to_what_is_warned_of_are_warned_of_elsewhere(corpus_index: Index):
    material = Material(corpus_index, "hans")
    bad = {
        material.voice.words(source.document, action.start, action.end)
        for source in material.sources
        for _, action in warned(source)
    }
    items = [d.item for d in bank(corpus_index, "hans") if "【反对】" in d.item.stem]
    assert len(items) >= 2
    assert [item.stem for item in items if not bad.issuperset(item.options)] == []


def test_a_situation_names_the_text_that_decides_it(corpus_index: Index):
    items = [d.item for d in bank(corpus_index, "hans") if d.item.stem.startswith("情境题")]
    assert len(items) >= 4
    assert [item.stem for item in items if "按《" not in item.stem] == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_120_items_a_quarter_at_most_are_true_or_false(corpus_index: Index, seed: int):
    items = make_paper(corpus_index, Choices(n=120, seed=seed)).items
    assert len(items) == 120
    assert sum(item.kind == "true-false" for item in items) <= 30
    assert paper_findings(items) == []


def test_an_item_put_in_never_rests_on_what_an_llm_asked_about(corpus_index: Index):
    paper = make_paper(corpus_index, Choices(n=12, docs=("000",)))
    proposal = replace(
        paper.items[0],
        id="0" * 12,
        by="llm:x",
        citation=replace(paper.items[0].citation, start=0, end=100_000),
    )
    mixed = Paper(
        paper.choices,
        (proposal, *paper.items[1:]),
        (),
        paper.coverage,
        paper.seen,
    )
    again = replace_item(corpus_index, mixed, 1)  # the proposal rests on the whole text
    assert again.items == mixed.items
    assert again.notes == ("资料中没有别的合格的题可以替换这一道。",)
