"""The Word paper, opened again: what stands on the paper, what only in the key."""

import io
import re
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.document import Document

from bot.quiz.formats.export import Export
from bot.quiz.formats.word import word
from tests.bot.quiz.papers import HOSTILE, ITEMS, PLAIN, SHORT, SINGLE, SOURCE, TRADITIONAL


def opened(items: Any) -> Document:
    return docx.Document(io.BytesIO(word(items, Export("Word", items))))


def halves(document: Document) -> tuple[list[str], list[str]]:
    """The paragraphs of the paper and those of the key."""
    texts = [paragraph.text for paragraph in document.paragraphs]
    turn = texts.index("参考答案与解析")
    return texts[:turn], texts[turn:]


@pytest.fixture(scope="module")
def plain() -> Document:
    return opened(PLAIN)


def test_it_is_a_paper_with_a_title_a_line_for_the_name_and_a_table_for_marks(plain: Document):
    title, name, *_ = plain.paragraphs
    assert (title.text, title.style and title.style.name) == ("考试卷", "Title")
    assert re.fullmatch(r"单位：_+　姓名：_+　日期：_+", name.text)
    marks = [[cell.text for cell in row.cells] for row in plain.tables[0].rows]
    assert marks[0] == ["题号", "一", "二", "三", "四", "五", "六", "七", "总分"]


def test_questions_stand_by_kind_and_are_numbered_through(plain: Document):
    paper, _ = halves(plain)
    assert [text for text in paper if re.match("[一二三四五六七]、", text)] == [
        "一、单项选择题（共 1 题）",
        "二、多项选择题（共 1 题）",
        "三、判断题（共 2 题）",
        "四、填空题（共 2 题）",
        "五、排序题（共 1 题）",
        "六、匹配题（共 1 题）",
        "七、简答题（共 1 题）",
    ]
    numbers = [int(found[1]) for text in paper if (found := re.match(r"(\d+)\. ", text))]
    assert numbers == list(range(1, 10))


def test_the_paper_says_no_answer_and_the_key_says_all(plain: Document):
    paper, key = halves(plain)
    assert not any("答案：" in text or "解析" in text or SOURCE in text for text in paper)
    assert not any(point in text for text in paper for point in SHORT.key)
    said = [found[1] for text in key if (found := re.match(r"\d+\. 答案：(.*)", text))]
    assert said == ["A", "ABE", "正确", "错误", "沟通", "服从；平等", "BDAC", "1-D；2-B；3-A"]
    assert key.count(SOURCE) == len(PLAIN)
    assert key[-5:-2] == [f"({n}) {point}" for n, point in enumerate(SHORT.key, start=1)]


def test_an_explanation_that_names_its_text_needs_no_source():
    named = replace(SINGLE, explanation=f"《{SINGLE.citation.title}》说：要常跑、常问、常记。")
    _, key = halves(opened([named]))
    assert key[2:] == ["1. 答案：A", f"解析：{named.explanation}"]


def test_the_key_starts_a_page(plain: Document):
    xml = plain.element.xml
    assert xml.index('w:br w:type="page"') < xml.index("参考答案与解析")


def test_short_options_stand_beside_each_other(plain: Document):
    paper, _ = halves(plain)
    assert "A. 勤\tB. 谋\tC. 实\tD. 快" in paper
    assert "A. 确定议题\tB. 征求有关方面的意见" in paper


def test_every_sign_is_on_the_paper_and_every_explanation_in_the_key():
    document = opened(ITEMS)
    paper, key = halves(document)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    on_paper = "\n".join([*paper, *cells])
    for item in HOSTILE:
        assert item.stem in on_paper
        for option in item.options if item.kind != "true-false" else ():
            assert f". {option}" in on_paper
        for prompt in item.prompts:
            assert f". {prompt}" in on_paper
        assert f"解析：{item.explanation}" in key
    for text in (text for item in HOSTILE if item.kind in ("blank", "short") for text in item.key):
        assert text in "\n".join(key)


def test_a_traditional_paper_speaks_traditional():
    document = opened([TRADITIONAL])
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "考試卷"
    assert "一、單項選擇題（共 1 題）" in texts
    assert "參考答案與解析" in texts
    assert 'w:eastAsia="新細明體"' in document.styles.element.xml
