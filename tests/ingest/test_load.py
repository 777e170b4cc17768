import io
import json
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from ingest.errors import UnreadableFile
from ingest.files import SourceFile
from ingest.formats import convert, pdf, webpage, word
from ingest.formats.encoding import decode
from ingest.formats.numerals import numeral
from ingest.load import load, read_manifest
from ingest.records import Document

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
HANS = "一、沟通协调是办公室的重要职责。二、处理问题要讲方法。"
HANT = "一、溝通協調是辦公室的重要職責。二、處理問題要講方法。"


def put(folder: Path, name: str, raw: bytes) -> SourceFile:
    (folder / name).write_bytes(raw)
    return SourceFile(folder / name, name)


def read(folder: Path, name: str, raw: bytes, max_bytes: int = 10_000_000) -> Document:
    return load(put(folder, name, raw), max_bytes=max_bytes, manifest=read_manifest(folder))


# .txt and .md: the file as it is


@pytest.mark.parametrize("suffix", [".txt", ".md", ".TXT"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_text_of_a_utf8_file_is_the_file_decoded(tmp_path, suffix, newline, mark):
    raw = f"{mark}# 协调{newline}{newline}要点:  先沟通。\u3000\x0c{newline}".encode()
    document = read(tmp_path, f"a{suffix}", raw)
    assert document.text == raw.decode("utf-8")
    assert document.encoding == "utf-8"
    start = document.text.index("先沟通")
    assert raw.decode("utf-8")[start : start + 3] == "先沟通"


UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
LEGACY = ["gb18030", "gbk", "big5", "big5hkscs", "cp950"]
TEXTS = {
    "short": (HANS[:8], HANT[:8]),
    "sentence": (HANS, HANT),
    "long": (HANS * 400, HANT * 400),
}


@pytest.mark.parametrize("encoding", [*UNICODE, *LEGACY])
@pytest.mark.parametrize("length", TEXTS)
@pytest.mark.parametrize("script", ["hans", "hant-tw"])
def test_every_encoding_is_recognised(tmp_path, encoding, length, script):
    text = TEXTS[length][script != "hans"]
    if not _fits(text, encoding):
        pytest.skip("Big5 has no Simplified characters")
    raw = text.encode(encoding)
    document = read(tmp_path, "a.txt", raw)
    assert document.text.removeprefix("\ufeff") == text
    assert raw.decode(document.encoding) == document.text
    assert document.script == script


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("协调", "gb18030"),
        ("協調", "gb18030"),
        ("協調", "big5hkscs"),
        ("会议通知", "gb18030"),
        ("辦公室", "big5hkscs"),
        ("會議紀錄。", "utf-16-be"),
        ("、是否", "utf-16-be"),
        ("备忘录", "utf-16-le"),
        ("呢啲嘢要快啲做", "big5hkscs"),
        ("Meeting notes 会议记录 2020-01-02", "gb18030"),
        ("plain ASCII", "utf-16-le"),
    ],
)
def test_even_a_few_characters_are_recognised(text, encoding):
    assert decode(text.encode(encoding)) == (text, encoding)


def test_the_corpus_is_recognised_in_windows_of_eight_characters():
    """All of them; charset-normalizer 3.5.2 gets 53, 75, 89 and 96 % of these right."""
    corpus = Path(__file__).parents[2] / "corpus"
    texts = [path.read_text(encoding="utf-8") for path in sorted(corpus.glob("*.txt"))]
    for encoding in ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be"):
        windows = [text[i : i + 8] for text in texts for i in range(0, len(text) - 8, 31)]
        windows = [w for w in windows if len(re.findall("[一-鿿]", w)) >= 4]
        known = [w for w in windows if encoding != "big5hkscs" or _fits(w, encoding)]
        right = sum(_decoded(w.encode(encoding)) == w for w in known)
        assert right >= 0.99 * len(known), encoding


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeError:
        return False
    return True


def _decoded(raw: bytes) -> str:
    try:
        return decode(raw)[0]
    except UnreadableFile:
        return ""


def test_damaged_utf8_is_refused_and_not_taken_for_gbk(tmp_path):
    raw = (HANS * 5).encode()
    for position in (40, 101, len(raw) - 1):
        with pytest.raises(UnreadableFile, match="as UTF-8, it is damaged from byte"):
            read(tmp_path, "a.txt", raw[:position] + b"\xff" + raw[position + 1 :])


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_utf8_decodes_to_itself(text):
    try:
        assert decode(text.encode()) == (text, "utf-8")
    except UnreadableFile:  # unassigned and private characters only are no text
        assert any(not char.isprintable() for char in text)


# Refusals


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("a.txt", b"", r"the file is empty \(0 bytes\); save it again with its text"),
        ("a.md", "\ufeff \r\n\u3000\t".encode(), "holds only blank space"),
        ("a.doc", b"x", r"type \.doc are not read, only \.txt, .*save it as \.docx"),
        ("a.wps", b"x", r"type \.wps are not read.*save it as \.docx"),
        ("a.xls", b"x", r"type \.xls are not read.*save the sheet's text"),
        ("a.ppt", b"x", r"type \.ppt are not read.*export the slides as PDF"),
        ("a.zip", b"x", r"type \.zip are not read.*unpack it"),
        ("a.JPG", b"x", r"type \.jpg are not read.*OCR"),
        ("a.xyz", b"x", r"type \.xyz are not read.*save its text as one of these"),
        ("README", b"x", r"files without a suffix are not read.*rename it"),
        ("a.txt", bytes(range(256)) * 9, "binary data|not text"),
        ("a.txt", b"\x7fELF\0\0\1\2" * 40, "binary data"),
        ("a.txt", b"%PDF-1.4 x", r"named \.txt, but it is a PDF file; rename it to \.pdf"),
        ("a.txt", b"PK\3\4....", r"named \.txt, but it is a \.docx or another zip"),
        ("a.md", b"{\\rtf1 x}", "an RTF file"),
        ("a.docx", b"%PDF-1.4 x", r"named \.docx, but it is a PDF file"),
        ("a.docx", b"PK\3\4....", r"the \.docx file is damaged; open it in Word"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "protected with a password"),
        ("a.docx", b"nonsense", r"the \.docx file is damaged"),
        ("a.pdf", b"%PDF-1.4 nonsense", "the PDF file is damaged"),
        ("a.pdf", b"nonsense", "the PDF file is damaged"),
        ("a.html", b"<html><script>x()</script></html>", "holds no text"),
        ("a.html", b"\xff\xff\xff", "not text"),
    ],
)
def test_what_cant_be_read_is_refused_with_a_reason_and_a_remedy(tmp_path, name, raw, sentence):
    with pytest.raises(UnreadableFile, match=sentence) as caught:
        read(tmp_path, name, raw)
    assert ";" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_over_the_limit_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match=r"larger than the 0\.001 MB allowed"):
        read(tmp_path, "a.txt", b"x" * 1001, max_bytes=1000)


def test_a_folder_with_a_suffix_is_refused(tmp_path):
    (tmp_path / "x.txt").mkdir()
    with pytest.raises(UnreadableFile, match="this is a folder"):
        load(SourceFile(tmp_path / "x.txt", "x.txt"), max_bytes=9, manifest={})


# Word


def as_bytes(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word_file(title: str = ""):
    document = docx.Document()
    document.core_properties.title = title
    return document


def add_list(document, levels: list[tuple[str, str]], list_id: int = 90, start: int = 1) -> None:
    """A list definition: (number format, pattern) a level."""
    numbering = document.part.numbering_part.element
    xml = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for i, (style, pattern) in enumerate(levels)
    )
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}">{xml}</w:abstractNum>'
        ),
    )
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/></w:num>'
        )
    )


def add_item(document, text: str, level: int = 0, list_id: int = 90, style=None) -> None:
    paragraph = document.add_paragraph(text, style=style)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
        )
    )


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


def with_part(raw: bytes, name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return stream.getvalue()


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


# PDF, written by hand: fonts that name their encoding, and one with a ToUnicode table


def pdf_file(pages: list[list[str]], encoding: str = "UniGB-UCS2-H", title: str = "") -> bytes:
    """A PDF with a line of text a line; `encoding` is a predefined CMap, or Identity-H."""
    codec = {"GBK-EUC-H": "gbk", "ETen-B5-H": "big5"}.get(encoding, "utf-16-be")
    chars = sorted({char for page in pages for line in page for char in line})
    codes = {char: i for i, char in enumerate(chars, start=1)}

    def code(line: str) -> str:
        if encoding == "Identity-H":
            return "".join(f"{codes[char]:04x}" for char in line)
        return line.encode(codec).hex()

    table = "".join(f"<{i:04x}> <{c.encode('utf-16-be').hex()}>\n" for c, i in codes.items())
    to_unicode = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff>"
        f" endcodespacerange {len(codes)} beginbfchar\n{table}endbfchar endcmap end"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{7 + 2 * i} 0 R' for i in range(len(pages)))}]>>",
        f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/{encoding}/DescendantFonts[4 0 R]"
        + ("/ToUnicode 5 0 R>>" if encoding == "Identity-H" else ">>"),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        f"<</Length {len(to_unicode)}>>stream\n{to_unicode}\nendstream",
        f"<</Title<feff{title.encode('utf-16-be').hex()}>>>",
    ]
    for i, page in enumerate(pages):
        content = "BT /F1 12 Tf 1 0 0 1 72 780 Tm 20 TL\n"
        content += "".join(f"<{code(line)}> Tj T*\n" for line in page) + "ET"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {8 + 2 * i} 0 R>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream",
        ]
    raw, offsets = "%PDF-1.7\n", list[int]()
    for number, body in enumerate(objects, start=1):
        offsets.append(len(raw))
        raw += f"{number} 0 obj\n{body}\nendobj\n"
    table_at = len(raw)
    raw += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    raw += "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    raw += (
        f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R/Info 6 0 R>>\nstartxref\n{table_at}\n%%EOF"
    )
    return raw.encode("latin-1")


FULL = "办公室是一个单位承上启下的纽带协调左右的中枢从事办公室工作不具备一定的政治素养"


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


# HTML

ARTICLE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>四种关系_范文网</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/x">范文大全</a></div>
<div class="content"><h1>正确处理四种关系</h1>
<p>办公室是一个单位承上启下的<b>纽带</b>,是协调<a href="/z">左右</a>的中枢,没有热情是不行的。</p>
<h2>一、四种关系</h2><p>第一行。<br>第二行。</p>
<ol><li>与领导的关系。要主动请示汇报,当好参谋助手。</li><li><p>与部门的关系。要平等协商,互相支持配合。</p></li></ol>
<ol start="3" style="list-style-type: cjk-ideographic"><li>与基层的关系。要深入调查研究。</li></ol>
<ul><li>当面沟通</li></ul>
<table><tr><th>方法</th><th>时机</th></tr><tr><td>会议</td><td>重大事项</td></tr></table>
<p>做好这些,协调工作就能事半功倍,上下左右各方都会满意,工作也就有了条理和章法,大家都能安心做事。</p></div>
<div class="footer">关于我们 京ICP备123号</div></body></html>"""


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("utf-8", "gb18030"), ("", "utf-16")],
)
def test_the_main_content_of_a_page_is_read(charset, encoding):
    page = convert(".html", ARTICLE.format(charset=charset).encode(encoding))
    assert page.encoding == encoding
    assert page.title == "正确处理四种关系"
    assert page.text.splitlines() == [
        "# 正确处理四种关系",
        "办公室是一个单位承上启下的纽带,是协调左右的中枢,没有热情是不行的。",
        "## 一、四种关系",
        "第一行。",
        "第二行。",
        "1. 与领导的关系。要主动请示汇报,当好参谋助手。",
        "2. 与部门的关系。要平等协商,互相支持配合。",
        "三、与基层的关系。要深入调查研究。",
        "- 当面沟通",
        "方法 | 时机",
        "会议 | 重大事项",
        "做好这些,协调工作就能事半功倍,上下左右各方都会满意,工作也就有了条理和章法,大家都能安心做事。",
    ]


def test_a_page_without_containers_keeps_its_headings():
    body = "".join(f"<h2>{n}、关系</h2><p>要主动请示汇报,当好参谋助手。</p>" for n in "一二三四")
    text = convert(".htm", f"<html><body>{body}</body></html>".encode()).text
    assert text.splitlines()[:3] == ["## 一、关系", "要主动请示汇报,当好参谋助手。", "## 二、关系"]


def test_a_short_page_keeps_its_lines():
    raw = "<p>一、先沟通。</p><p>二、后协调。</p>".encode("gb18030")
    assert convert(".html", raw).text == "一、先沟通。\n二、后协调。"


def test_a_huge_page_is_taken_whole_and_quickly(monkeypatch):
    monkeypatch.setattr(webpage, "MAX_ITEMS", 100)
    items = "".join(f"<li>第{i}件事" for i in range(101))
    lines = convert(".html", f"<body><ol>{items}</ol></body>".encode()).text.splitlines()
    assert lines[0] == "1. 第0件事"
    assert len(lines) == 101
    assert "字" in convert(".html", ("<b>" * 100 + "字").encode()).text
    with pytest.raises(UnreadableFile, match="larger than 10 MB"):
        convert(".html", b" " * (webpage.MAX_HTML_BYTES + 1))


# Title, identity, manifest


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.txt", "\ufeff\n  四种关系 \n正文", "四种关系"),
        ("a.txt", "正" * 61, "a"),
        ("a.md", "前言\n\n# 四种关系 #\n", "四种关系"),
        ("a.md", "四种关系\n", "四种关系"),
        ("a.txt", "---\n***\n四种关系", "四种关系"),
    ],
)
def test_titles(tmp_path, name, text, title):
    assert read(tmp_path, name, text.encode()).title == title


def test_a_word_files_title_is_its_title_paragraph_else_its_property(tmp_path):
    document = word_file(title="属性里的标题")
    document.add_paragraph("正文")
    assert read(tmp_path, "a.docx", as_bytes(document)).title == "属性里的标题"
    document.add_paragraph("题目", style="Title")
    assert read(tmp_path, "a.docx", as_bytes(document)).title == "题目"


def test_program_names_and_file_names_are_no_titles(tmp_path):
    for title in ("Microsoft Word - 通知.doc", "Word Document", "无标题"):
        raw = pdf_file([["先沟通,后协调"]], title=title)
        assert read(tmp_path, "a.pdf", raw).title == "先沟通,后协调"


def test_ids_are_stable_and_differ_by_name(tmp_path):
    (tmp_path / "b").mkdir()
    one = read(tmp_path, "会议 记录(1).txt", b"x")
    assert re.fullmatch("会议-记录-1--[0-9a-f]{6}", one.doc_id)
    again = load(SourceFile(tmp_path / one.path, one.path), max_bytes=9, manifest={})
    other = load(SourceFile(tmp_path / one.path, "b/" + one.path), max_bytes=9, manifest={})
    assert again == one
    assert other.doc_id != one.doc_id
    assert one.sha256 == "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


def test_the_manifest_gives_id_and_title(tmp_path):
    line = {"doc_id": "k7", "title": "七字诀", "file": "a.txt", "sha256": "", "script": "hans"}
    other = {"doc_id": "x", "file": "other/a.txt"}
    (tmp_path / "manifest.jsonl").write_text(
        f"{json.dumps(line)}\n\n{json.dumps(other)}\n", encoding="utf-8"
    )
    document = read(tmp_path, "a.txt", b"text")
    assert (document.doc_id, document.title, document.script) == ("k7", "七字诀", "en")


def test_a_broken_manifest_is_told(tmp_path):
    assert read_manifest(tmp_path) == {}
    for content in ("{", "[]", '{"doc_id": "x"}', "1", "[" * 100_000):
        (tmp_path / "manifest.jsonl").write_text(f"\n{content}\n", encoding="utf-8")
        with pytest.raises(UnreadableFile, match=r"line 2 of .* is not a JSON object"):
            read_manifest(tmp_path)
    (tmp_path / "manifest.jsonl").write_bytes(b"\xff")
    with pytest.raises(UnreadableFile, match="can't be read"):
        read_manifest(tmp_path)


def test_two_files_with_one_id_are_told(tmp_path):
    lines = [json.dumps({"doc_id": "same", "file": name}) for name in ("a.txt", "b.txt")]
    (tmp_path / "manifest.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UnreadableFile, match='two files have the doc_id "same"'):
        read_manifest(tmp_path)


# Any bytes at all


def check_any_bytes(folder: Path, suffix: str, raw: bytes) -> None:
    """A document, or one sentence; nothing else."""
    try:
        document = read(folder, f"a{suffix}", raw)
    except UnreadableFile as error:
        assert "\n" not in str(error)
        return
    document.text.encode("utf-8")  # no lone surrogates
    document.title.encode("utf-8")
    assert document.text.strip()
    assert "\0" not in document.text
    if suffix in (".txt", ".md"):
        assert raw.decode(document.encoding) == document.text


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(raw=st.binary(max_size=400))
def test_no_bytes_bring_out_a_traceback(tmp_path_factory, suffix, raw):
    check_any_bytes(tmp_path_factory.getbasetemp(), suffix, raw)


def valid_files() -> dict[str, bytes]:
    document = word_file("题")
    document.add_heading("总则", 1)
    document.add_paragraph("甲", style="List Number")
    document.add_table(1, 2)
    return {
        ".txt": HANS.encode("gb18030"),
        ".md": HANT.encode("utf-16"),
        ".html": ARTICLE.format(charset="gbk").encode("gbk"),
        ".docx": as_bytes(document),
        ".pdf": pdf_file([[FULL, "一、沟通"], ["二、协调"]], "Identity-H", "题"),
    }


VALID = valid_files()


@pytest.mark.parametrize("suffix", VALID)
@settings(max_examples=60)
@given(data=st.data())
def test_damaged_files_bring_out_no_traceback(tmp_path_factory, suffix, data):
    raw = bytearray(VALID[suffix])
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(raw)), st.integers(0, len(raw))))
    check_any_bytes(tmp_path_factory.getbasetemp(), suffix, bytes(raw[:cut]))


@settings(max_examples=60)
@given(data=st.data())
def test_damaged_parts_inside_a_word_file_bring_out_no_traceback(tmp_path_factory, data):
    name = data.draw(
        st.sampled_from(
            ["word/document.xml", "word/numbering.xml", "word/styles.xml", "_rels/.rels"]
        )
    )
    with zipfile.ZipFile(io.BytesIO(VALID[".docx"])) as package:
        part = package.read(name).decode("utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        old = data.draw(st.sampled_from(sorted(set(re.findall(r'"[^"]*"|<[^>]*>', part)))))
        part = part.replace(old, data.draw(st.sampled_from(["", '"-9"', '"x"', '"99999999999"'])))
    raw = with_part(VALID[".docx"], name, part.encode("utf-8"))
    check_any_bytes(tmp_path_factory.getbasetemp(), ".docx", raw)
