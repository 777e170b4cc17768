"""What can't be read is refused with a reason."""

import pytest

from ingest.errors import UnreadableFile
from ingest.files import SourceFile
from ingest.load import load
from tests.ingest.formats.making import read


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
