"""Any bytes at all bring out a document or one sentence."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableFile
from tests.ingest.formats.making import (
    ARTICLE,
    FULL,
    HANS,
    HANT,
    as_bytes,
    pdf_file,
    read,
    with_part,
    word_file,
)

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")


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
