"""Whatever bytes come, a parser gives a document or a sentence, and soon."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableFile
from ingest.files import SourceFile
from ingest.load import load

PAGE = "<html><title>用印</title><body><h1>用印守则</h1><p>公章由机要室保管。</p></body></html>"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    b"4 0 obj<</Length 30>>stream\nBT /F1 9 Tf (seal of office) Tj ET\nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n"
)


def word_file() -> bytes:
    document, stream = WordDocument(), io.BytesIO()
    document.add_heading("用印守则")
    document.add_paragraph("公章由机要室保管。")
    document.save(stream)
    return stream.getvalue()


WHOLE = {
    ".docx": word_file(),
    ".pdf": PDF,
    ".html": PAGE.encode(),
    ".md": "# 用印守则\n\n1. 公章由机要室保管。\n".encode("gb18030"),
    ".txt": "用印守则\n一、公章由机要室保管。\n".encode("utf-16"),
}


def read(folder: Path, suffix: str, raw: bytes) -> None:
    """Loads the bytes; a sentence is as good as a document, a traceback or a hang is not."""
    file = folder / f"a{suffix}"
    file.write_bytes(raw)
    began = time.process_time()
    try:
        document = load(SourceFile(file, file.name), max_bytes=2_000_000, manifest={})
        assert document.text
    except UnreadableFile as error:
        assert 10 < len(str(error)) < 500 and "\n" not in str(error)
    assert time.process_time() - began < 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_damaged_file_is_read_or_refused(folder: Path, suffix: str):
    whole = WHOLE[suffix]

    @settings(max_examples=60)
    @given(st.integers(0, len(whole) - 1), st.binary(max_size=8), st.integers(0, 40))
    def damage(at: int, put: bytes, cut: int) -> None:
        read(folder, suffix, whole[:at] + put + whole[at + cut :])

    damage()


@pytest.mark.parametrize("suffix", WHOLE)
def test_any_bytes_are_read_or_refused(folder: Path, suffix: str):
    @settings(max_examples=60)
    @given(st.binary(max_size=300))
    def noise(raw: bytes) -> None:
        read(folder, suffix, raw)

    noise()


HARD = [
    "（" * 50_000,
    "一、\n" * 20_000,
    " " * 100_000,
    "\n" * 100_000,
    "第一" * 50_000,
    "1." * 50_000,
]


@pytest.mark.parametrize("text", HARD, ids=lambda text: f"{text[:3]!a}")
def test_no_text_takes_long(folder: Path, text: str):
    read(folder, ".txt", f"用印守则\n{text}完。".encode())
    read(folder, ".html", f"<p>{text}<div>".encode())
    read(folder, ".md", text.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp037"])
def test_a_document_type_is_refused_in_every_encoding(folder: Path, encoding: str):
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    part = (declared + bomb).encode(encoding)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file())) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, part if name == "word/document.xml" else old.read(name))
    file = folder / "bomb.docx"
    file.write_bytes(stream.getvalue())
    with pytest.raises(UnreadableFile, match="damaged"):
        load(SourceFile(file, file.name), max_bytes=2_000_000, manifest={})
