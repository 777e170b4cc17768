from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.outline import build_outline
from ingest.records import Document, Mask
from ingest.split import clause_spans, split_passages, split_sentences


def document(text: str, *masks: Mask) -> Document:
    return Document("d", "d.txt", "题目", text, "hans", "0", masks=masks)


def sentences(text: str, *masks: Mask) -> list[str]:
    parsed = document(text, *masks)
    return [s.text for s in split_sentences(parsed, build_outline(parsed))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("先请示。再办理！好吗？", ["先请示。", "再办理！", "好吗？"]),
        ("他说：“先请示。再办理。”大家同意。", ["他说：“先请示。再办理。”", "大家同意。"]),
        ("参照《印章。管理》办法。好。", ["参照《印章。管理》办法。", "好。"]),
        ("纽带,协调左右的.从事办公室工作.", ["纽带,协调左右的.", "从事办公室工作."]),
        ("增长1.5倍,共3.2万元.好.", ["增长1.5倍,共3.2万元.", "好."]),
        ("等等……然后再说。", ["等等……", "然后再说。"]),
        ("第一行\n第二行。第三句", ["第一行", "第二行。", "第三句"]),
        ('中枢"纽带".下一句.', ['中枢"纽带".', "下一句."]),
        ("好（见附件。）再办。", ["好（见附件。）", "再办。"]),
        ("没有关的引号“一直开着。下一句。", ["没有关的引号“一直开着。", "下一句。"]),
        ("——\n***\n内容。", ["内容。"]),
    ],
)
def test_sentences_end_where_a_reader_would_say(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_mask_between_sentences_cuts() -> None:
    text = "前面说完了。本文由某网推荐,后面接着说。"
    start = text.index("本文")
    assert sentences(text, Mask(start, text.index("后面"), "ad")) == [
        "前面说完了。",
        "后面接着说。",
    ]


def test_a_mask_inside_a_clause_does_not_cut() -> None:
    text = "对外公文的`处理工作要及时。"
    assert sentences(text, Mask(5, 6, "stray")) == [text]


PROSE = st.text(alphabet='办公室协调工作，。；：“”《》（）\n一二、12 .a"！？…', max_size=400)


@given(PROSE)
def test_spans_are_the_text_in_order(text: str) -> None:
    parsed = document(text)
    end = 0
    for sentence in split_sentences(parsed, build_outline(parsed)):
        assert end <= sentence.start < sentence.end <= len(text)
        assert sentence.text == text[sentence.start : sentence.end] == sentence.text.strip()
        end = sentence.end


@given(PROSE, st.integers(40, 120))
def test_passages_hold_every_sentence_and_no_more_than_allowed(text: str, max_chars: int) -> None:
    parsed = document(text)
    sections = build_outline(parsed)
    found = split_sentences(parsed, sections)
    passages = split_passages(parsed, sections, found, max_chars=max_chars)
    assert all(p.end - p.start <= max_chars for p in passages)
    assert all(a.end <= b.start for a, b in pairwise(passages))
    for passage in passages:
        section = sections[passage.section]
        assert section.start <= passage.start or passage.section == 0
        assert passage.end <= section.end or passage.section == 0


def test_a_short_list_stays_whole() -> None:
    text = (
        "会前准备\n一、会议要求\n1、提前通知。\n2、备好材料。\n二、其他要求\n"
        + "会后要整理纪要。" * 20
    )
    parsed = document(text)
    sections = build_outline(parsed)
    passages = split_passages(parsed, sections, split_sentences(parsed, sections), max_chars=100)
    assert any("提前通知" in p.text and "备好材料" in p.text for p in passages)
    assert not any("备好材料" in p.text and "会后" in p.text for p in passages)


@given(st.text(alphabet="办公，；a", min_size=1, max_size=300), st.integers(1, 60))
def test_clauses_cover_the_span(text: str, max_chars: int) -> None:
    spans = clause_spans(text, 0, len(text), max_chars=max_chars)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(0 < end - start <= max_chars for start, end in spans)
