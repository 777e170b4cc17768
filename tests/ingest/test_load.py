"""A file to a document: its title, its id, the manifest."""

import json
import re

import pytest

from ingest.errors import UnreadableFile
from ingest.files import SourceFile
from ingest.load import load, read_manifest
from tests.ingest.formats.making import (
    as_bytes,
    pdf_file,
    read,
    word_file,
)


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
