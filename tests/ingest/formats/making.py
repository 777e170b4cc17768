"""Files of every format, made for the tests that read them."""

import io
import zipfile
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.files import SourceFile
from ingest.load import load, read_manifest
from ingest.records import Document

HANS = "一、沟通协调是办公室的重要职责。二、处理问题要讲方法。"


HANT = "一、溝通協調是辦公室的重要職責。二、處理問題要講方法。"


def put(folder: Path, name: str, raw: bytes) -> SourceFile:
    (folder / name).write_bytes(raw)
    return SourceFile(folder / name, name)


def read(folder: Path, name: str, raw: bytes, max_bytes: int = 10_000_000) -> Document:
    return load(put(folder, name, raw), max_bytes=max_bytes, manifest=read_manifest(folder))


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
