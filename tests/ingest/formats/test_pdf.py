"""PDF files, written by hand: fonts that name their encoding, and one with a ToUnicode table."""

import io

import pytest
from pypdf import PdfWriter

from ingest.errors import UnreadableFile
from ingest.formats import convert, pdf
from tests.ingest.formats.making import (
    FULL,
    pdf_file,
)


@pytest.mark.parametrize("encoding", ["UniGB-UCS2-H", "UniGB-UTF16-H", "GBK-EUC-H", "Identity-H"])
def test_chinese_is_read_from_a_pdf_however_its_font_is_coded(encoding):
    raw = pdf_file([["一、沟通协调", "先沟通,后协调。"]], encoding, title="协调规范")
    converted = convert(".pdf", raw)
    assert converted.text == "一、沟通协调\n先沟通,后协调。"
    assert converted.title == "协调规范"


def test_traditional_chinese_is_read_from_a_big5_pdf():
    assert convert(".pdf", pdf_file([["溝通協調"]], "ETen-B5-H")).text == "溝通協調"


def test_a_pdfs_lines_are_joined_and_its_running_heads_dropped():
    first, second, third = FULL, FULL[5:] + FULL[:5], FULL[9:] + FULL[:9]
    pages = [
        ["协调工作手册", "一、四种关系", first, "是不行的。", FULL[:30], "— 1 —"],
        ["协调工作手册", second, "与上句相连。", "二、其他", "— 2 —"],
        ["协调工作手册", third, first + "。", "三、结语", "— 3 —"],
    ]
    assert convert(".pdf", pdf_file(pages)).text.splitlines() == [
        "一、四种关系",
        first + "是不行的。",
        FULL[:30],
        second + "与上句相连。",
        "二、其他",
        third + first + "。",
        "三、结语",
    ]


def test_a_sentence_goes_on_over_the_page():
    pages = [["手册", FULL, "第 1 页 共 2 页"], ["手册", "不行。", "第 2 页 共 2 页"]]
    assert convert(".pdf", pdf_file(pages)).text == FULL + "不行。"


def test_joining_lines():
    english = "The office coordinates between its departments and keeps records of every"
    assert pdf.join_lines([english, "decision that was taken."]) == [
        english + " decision that was taken."
    ]
    assert pdf.join_lines(["先沟通", "后协调", "再落实"]) == ["先沟通", "后协调", "再落实"]
    assert pdf.join_lines([FULL[:-1] + "。", "二、明确责任"]) == [FULL[:-1] + "。", "二、明确责任"]
    assert pdf.join_lines([FULL, "1.5倍的增长"]) == [FULL + "1.5倍的增长"]
    assert pdf.join_lines([]) == []


def test_radicals_and_ligatures_are_read_as_what_they_stand_for():
    assert pdf.normalised("⼯作⽅法,部⻔⻆度,oﬃce\xad") == "工作方法,部门角度,office"
    assert len(pdf._RADICALS) == len({*pdf._RADICALS})


def test_a_pdf_of_pictures_is_refused():
    with pytest.raises(UnreadableFile, match="no text, only pictures of pages; run text recog"):
        convert(".pdf", pdf_file([[], []]))


def test_a_pdf_with_illegible_fonts_is_refused():
    with pytest.raises(UnreadableFile, match="comes out garbled"):
        convert(".pdf", pdf_file([["\ue012\ue013\ue014\ue015" * 9]]))


def encrypted(password: str) -> bytes:
    writer = PdfWriter(io.BytesIO(pdf_file([["先沟通,后协调。"]])))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_an_encrypted_pdf_is_refused_unless_anyone_may_open_it():
    with pytest.raises(UnreadableFile, match="the PDF file is encrypted; open it with"):
        convert(".pdf", encrypted("secret"))
    assert convert(".pdf", encrypted("")).text == "先沟通,后协调。"


def test_a_pdf_too_long_or_too_slow_is_refused(monkeypatch):
    raw = pdf_file([["一"], ["二"], ["三"]])
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    with pytest.raises(UnreadableFile, match="pages; split it"):
        convert(".pdf", raw)
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "TIMEOUT_S", -1.0)
    with pytest.raises(UnreadableFile, match="seconds to read; print it"):
        convert(".pdf", raw)
