"""Excel, CSV, the Chinese sites' templates and Kahoot's, opened again."""

import csv
import io
from typing import Any

import openpyxl
import pytest

from bot.quiz.formats.csv_table import csv_table
from bot.quiz.formats.dialect import kaoshixing, wenjuanxing
from bot.quiz.formats.export import Export
from bot.quiz.formats.kahoot import kahoot
from bot.quiz.formats.xlsx import xlsx
from bot.quiz.records import Item
from tests.bot.quiz.papers import ITEMS, MULTIPLE, PLAIN, SINGLE, SOURCE, item

Table = list[dict[str, str]]


def export(*items: Item) -> Export:
    return Export("Excel", items or ITEMS)


def sheet(raw: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(raw)).active


def table(raw: bytes, heading: int = 1) -> Table:
    """The rows below the heading, each by the heading's words; an empty cell is ""."""
    names, *rows = sheet(raw).iter_rows(min_row=heading, values_only=True)
    return [
        {
            str(name): str(cell if cell is not None else "")
            for name, cell in zip(names, row, strict=True)
        }
        for row in rows
    ]


def texts(row: dict[str, str], name: str, numbering: str = "123456789") -> tuple[str, ...]:
    return tuple(text for sign in numbering if (text := row.get(name + sign)))


def holds(row: dict[str, str], item: Item) -> bool:
    """Whether the row has every field of the item."""
    assert row["题干"] == item.stem
    assert texts(row, "选项", "ABCDEFGH") == item.options
    assert texts(row, "答案") == item.key
    assert texts(row, "左项") == item.prompts
    assert row["解析"] == item.explanation
    assert (row["编号"], row["资料"]) == (item.id, item.citation.title)
    assert (row["原文"], int(row["起"])) == (item.citation.quote, item.citation.start)
    return True


def test_the_sheet_holds_everything():
    written = export()
    assert all(map(holds, table(xlsx(ITEMS, written)), ITEMS))
    assert written.sentences() == []


def test_the_answer_is_said_as_on_paper():
    said = [row["答案"] for row in table(xlsx(PLAIN, export()))]
    assert said == [
        "A",
        "ABE",
        "正确",
        "错误",
        "沟通",
        "服从；平等",
        "BDAC",
        "1-D；2-B；3-A",
        "统一思想、形成合力；化解矛盾；提高效率",
    ]


@pytest.mark.parametrize("writer", [xlsx, wenjuanxing, kaoshixing, kahoot])
def test_no_text_becomes_a_formula(writer: Any):
    formula = item("single", '=HYPERLINK("x")', ("+1", "-1", "@SUM(A1)", "#N/A"), ("+1",))
    cells = [c for row in sheet(writer([formula], export(formula))).iter_rows() for c in row]
    assert {c.data_type for c in cells if isinstance(c.value, str)} == {"s"}
    assert formula.stem in [c.value for c in cells]


def test_csv_is_read_by_excel_and_holds_everything():
    written = export()
    raw = csv_table(ITEMS, written)
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    bare = [{name: text.removeprefix("'") for name, text in row.items()} for row in rows]
    assert all(map(holds, bare, ITEMS))
    for row in rows:
        assert not any(text.startswith(tuple("=+-@＝＋－＠")) for text in row.values())
    assert [s.partition(":")[2] for s in written.sentences()] == [
        " 10, 11, 12, 13, 14, 15, 16, 17, 18"
    ]


def test_wenjuanxing_gets_its_columns():
    rows = table(wenjuanxing(PLAIN, export()))
    assert list(rows[0])[:4] == ["题型", "题目", "选项A", "选项B"]
    assert [(row["题型"], row["正确答案"]) for row in rows][:6] == [
        ("单选题", "A"),
        ("多选题", "ABE"),
        ("判断题", "对"),
        ("判断题", "错"),
        ("填空题", "沟通"),
        ("填空题", "服从|平等"),
    ]
    assert rows[0]["答案解析"] == f"{SINGLE.explanation}\n{SOURCE}"
    assert texts(rows[1], "选项", "ABCDE") == MULTIPLE.options


def test_what_a_site_does_not_know_becomes_a_short_answer():
    written = export()
    rows = table(kaoshixing(PLAIN, written))
    ordering, matching, short = rows[6:]
    assert ordering["题型"] == matching["题型"] == short["题型"] == "问答题"
    assert ordering["题干"].endswith("A. 提出方案\nB. 了解情况\nC. 督促落实\nD. 征求意见")
    assert matching["正确答案"] == "1-D；2-B；3-A"
    assert short["正确答案"] == "统一思想、形成合力；化解矛盾；提高效率"
    assert written.sentences()[1].endswith("short answers with the key to mark them by: 7, 8")


# Kahoot


def games(*items: Item) -> tuple[Table, list[str]]:
    written = Export("Kahoot", items)
    return table(kahoot(items, written), heading=8), written.sentences()[1:]


QUESTION = "Question - max 120 characters"
CORRECT = "Correct answer(s) - choose at least one"


def answers(row: dict[str, str]) -> tuple[str, ...]:
    named = (row[f"Answer {n} - max 75 characters"] for n in range(1, 5))
    return tuple(text for text in named if text)


def test_kahoot_gets_its_template():
    rows, lost = games(*PLAIN)
    assert [row[QUESTION] for row in rows] == [i.stem for i in PLAIN[:4]]
    assert [row[CORRECT] for row in rows] == ["1", "1,2,4", "1", "2"]
    assert answers(rows[0]) == SINGLE.options
    # Three right ones of five: one of the two wrong ones had to go.
    assert answers(rows[1]) == ("确定议题", "征求有关方面的意见", "印发会议纪要", "安排会场")
    assert "Kahoot has room for 4 options; wrong ones were taken out of: 2" in lost
    assert "Kahoot has no ordering questions; left out: 7" in lost


def test_kahoot_cuts_and_says_so():
    long = item("single", "问" * 121, ("长" * 76, "短", "𠮷" * 38), ("长" * 76,))
    [row], lost = games(long)
    assert row[QUESTION] == "问" * 119 + "…"
    assert answers(row) == (
        "长" * 74 + "…",
        "短",
        "𠮷" * 37 + "…",
    )  # 𠮷 is two of Kahoot's characters
    assert row[CORRECT] == "1"
    assert lost == [
        "Kahoot takes questions of 120 characters; cut to that, ending in …: 1",
        "Kahoot takes options of 75 characters; cut to that, ending in …: 1",
    ]


def test_kahoot_leaves_out_what_a_cut_makes_the_same():
    twins = item("single", "哪一个？", ("同" * 80 + "甲", "同" * 80 + "乙"), ("同" * 80 + "甲",))
    rows, lost = games(twins, SINGLE)
    assert len(rows) == 1
    assert lost == [
        "Kahoot can't tell the options of these apart once they are cut; left out: 1",
    ]


def test_kahoot_leaves_out_more_right_options_than_it_has_room_for():
    five = item("multiple", "哪五项？", "甲乙丙丁戊己", "甲乙丙丁戊")
    rows, lost = games(five, SINGLE)
    assert len(rows) == 1
    assert lost == ["Kahoot has room for 4 options, and these have more right ones; left out: 1"]
