"""Text files: the file as it is, in whichever encoding."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableFile
from ingest.formats.encoding import decode
from tests.ingest.formats.making import (
    HANS,
    HANT,
    read,
)


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
