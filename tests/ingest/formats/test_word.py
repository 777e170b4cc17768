"""Word files."""

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import UnreadableFile
from ingest.formats import convert, word
from ingest.formats.numerals import numeral
from tests.ingest.formats.making import add_item, add_list, as_bytes, with_part, word_file


def test_word_headings_lists_and_tables_come_in_order():
    document = word_file()
    document.add_paragraph("办公室协调工作规范", style="Title")
    document.add_heading("总则", 1)
    document.add_paragraph("为做好协调工作,制定本规范。")
    document.add_heading("职责", 2)
    for text in ("承上启下", "协调左右"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("要点", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("部门", "责任人", "秘书科", "张三"), strict=True):
        cell.text = text
    document.add_paragraph("表后一段。")
    assert convert(".docx", as_bytes(document)).text.splitlines() == [
        "办公室协调工作规范",
        "# 总则",
        "为做好协调工作,制定本规范。",
        "## 职责",
        "1. 承上启下",
        "2. 协调左右",
        "- 要点",
        "部门 | 责任人",
        "秘书科 | 张三",
        "表后一段。",
    ]


def test_automatic_chinese_numbers_survive():
    document = word_file()
    add_list(
        document,
        [("chineseCountingThousand", "%1、"), ("chineseCounting", "(%2)"), ("decimal", "%3.")],
    )
    for text, level in (
        ("提高认识", 0),
        ("统一思想", 1),
        ("学文件", 2),
        ("谈体会", 2),
        ("加强领导", 1),
        ("明确责任", 0),
        ("主任负总责", 1),
    ):
        add_item(document, text, level)
    assert convert(".docx", as_bytes(document)).text.splitlines() == [
        "一、提高认识",
        "(一)统一思想",
        "1. 学文件",
        "2. 谈体会",
        "(二)加强领导",
        "二、明确责任",
        "(一)主任负总责",
    ]


def test_a_numbered_heading_has_its_number_and_its_level():
    document = word_file()
    add_list(document, [("decimal", "%1"), ("decimal", "%1.%2")])
    add_item(document, "总则", 0, style="Heading 1")
    add_item(document, "依据", 1, style="Heading 2")
    add_item(document, "范围", 1, style="Heading 2")
    text = convert(".docx", as_bytes(document)).text
    assert text.splitlines() == ["# 1 总则", "## 1.1 依据", "## 1.2 范围"]


def test_two_lists_count_apart_and_a_restart_restarts():
    document = word_file()
    add_list(document, [("decimal", "%1.")], 90)
    add_list(document, [("decimal", "(%1)")], 91, start=3)
    numbering = document.part.numbering_part.element
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="92"><w:abstractNumId w:val="90"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )
    for text, list_id in (("甲", 90), ("乙", 91), ("丙", 90), ("丁", 92), ("戊", 92)):
        add_item(document, text, list_id=list_id)
    text = convert(".docx", as_bytes(document)).text
    assert text.splitlines() == ["1. 甲", "(3)乙", "2. 丙", "1. 丁", "2. 戊"]


def test_insertions_links_and_controls_are_read_and_deletions_are_not():
    document = word_file()
    body = document.element.body
    w = nsdecls("w")
    body.insert(
        0,
        parse_xml(
            f"<w:p {w}><w:r><w:t>要</w:t></w:r><w:ins><w:r><w:t>主动</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>被动</w:delText></w:r></w:del>"
            "<w:hyperlink><w:r><w:t>协调</w:t></w:r></w:hyperlink>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:tab/><w:t>。</w:t></w:r></w:p>"
        ),
    )
    body.insert(
        1,
        parse_xml(
            f"<w:sdt {w}><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    body.insert(
        2,
        parse_xml(
            f'<w:sdt {w}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
            "<w:sdtContent><w:p><w:r><w:t>总则 1</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert convert(".docx", as_bytes(document)).text == "要主动协调\t。\n控件"


def test_a_text_box_is_read_once_after_its_paragraph():
    document = word_file()
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    document.element.body.insert(
        0,
        parse_xml(
            f'<w:p {nsdecls("w")} xmlns:mc="urn:mc"><w:r><w:t>框外</w:t><mc:AlternateContent>'
            f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
            "</mc:AlternateContent></w:r></w:p>"
        ),
    )
    assert convert(".docx", as_bytes(document)).text == "框外\n框内"


def test_a_table_that_frames_the_page_is_read_as_paragraphs():
    document = word_file()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "一、先沟通。"
    cell.add_paragraph("二、后协调。")
    assert convert(".docx", as_bytes(document)).text == "一、先沟通。\n二、后协调。"


def test_zip_bombs_are_refused(monkeypatch):
    monkeypatch.setattr(word, "MAX_PART_BYTES", 100_000)
    monkeypatch.setattr(word, "MAX_UNPACKED_BYTES", 10_000_000)
    raw = as_bytes(word_file())
    for name, size in (("word/document.xml", 200_000), ("word/media/a.png", 11_000_000)):
        with pytest.raises(UnreadableFile, match="unpacks to more than is allowed"):
            convert(".docx", with_part(raw, name, b" " * size))


def test_a_directory_that_lies_about_sizes_is_refused(monkeypatch):
    monkeypatch.setattr(word, "MAX_PART_BYTES", 100_000)
    raw = with_part(as_bytes(word_file()), "word/document.xml", b" " * 50_000_000)
    real, claimed = (50_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert raw.count(real) == 2
    with pytest.raises(UnreadableFile, match="damaged"):
        convert(".docx", raw.replace(real, claimed))


def test_entities_that_swell_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(UnreadableFile, match="damaged"):
        convert(".docx", with_part(as_bytes(word_file()), "word/document.xml", bomb))


def test_endless_nesting_is_refused():
    deep = b"<a>" * 20_000 + b"</a>" * 20_000
    with pytest.raises(UnreadableFile, match="damaged"):
        convert(".docx", with_part(as_bytes(word_file()), "word/document.xml", deep))


@pytest.mark.parametrize(
    ("n", "style", "drawn"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (105, "chineseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"),
        (3, "chineseLegalSimplified", "叁"),
        (2, "ideographTraditional", "乙"),
        (11, "ideographTraditional", "11"),
        (20, "decimalEnclosedCircle", "⑳"),
        (27, "lowerLetter", "aa"),
        (1994, "upperRoman", "MCMXCIV"),
        (5, "decimalZero", "05"),
        (0, "chineseCounting", "0"),
        (7, "unheardOf", "7"),
    ],
)
def test_numbers_are_drawn_as_word_draws_them(n, style, drawn):
    assert numeral(n, style) == drawn
