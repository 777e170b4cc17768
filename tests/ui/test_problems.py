"""What goes wrong with a file or the index is told in the reader's language."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import IndexDamaged, IndexNotBuilt, IndexOutdated, UnreadableFile
from ingest.files import SourceFile
from ingest.index import Index
from ingest.load import load
from ingest.records import Script
from ui.problems import explained, sentences

BAD = {
    "a.txt": b"",
    "b.txt": b" \n ",
    "c.txt": bytes(range(256)) * 8,
    "d.docx": b"no zip",
    "e.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "f.pdf": b"%PDF-1.4 broken",
    "g.xls": b"x",
    "h": b"x",
    "i.txt": b"%PDF-1.4",
    "j.txt": b"x" * 2_000_001,
    "k.html": b"<html><body></body></html>",
}


@pytest.mark.parametrize("name", BAD)
def test_every_bad_file_is_explained_in_chinese(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(BAD[name])
    with pytest.raises(UnreadableFile) as problem:
        load(SourceFile(tmp_path / name, name), max_bytes=2_000_000, manifest={})
    told = str(problem.value)
    assert explained(told, "en") == told
    assert "；" in explained(told, "hans")
    assert explained(told, "hant-tw") != told
    assert explained(told, "hant-hk") != told


def damaged(folder: Path) -> None:
    (folder / "CURRENT").write_text("gen-000001", encoding="utf-8")
    (folder / "gen-000001").mkdir()
    (folder / "gen-000001" / "manifest.json").write_text("{", encoding="utf-8")


def of_another_version(folder: Path) -> None:
    damaged(folder)
    manifest = '{"files": {}, "format": 0}'
    (folder / "gen-000001" / "manifest.json").write_text(manifest, encoding="utf-8")


@pytest.mark.parametrize("spoil", [lambda folder: None, damaged, of_another_version])
@pytest.mark.parametrize("language", ["hans", "hant-tw", "hant-hk"])
def test_an_index_that_cant_be_opened_is_explained(
    tmp_path: Path, spoil: Callable[[Path], None], language: Script
):
    spoil(tmp_path)
    with pytest.raises((IndexNotBuilt, IndexDamaged, IndexOutdated)) as problem:
        Index.open(tmp_path)
    told = explained(str(problem.value), language)
    assert "索引" in told and " the " not in told
    assert "xietiao ingest" in told  # what is to be done stays a command


def test_what_differs_is_put_in():
    told = "a.txt is there already; replace it, or give it another name"
    assert explained(told, "hans") == "已经有 a.txt 了；可以替换它，或换个名称再传"


def test_a_sentence_nobody_translated_stays():
    assert explained("the moon is full; wait", "hans") == "the moon is full; wait"


@pytest.mark.parametrize("language", ["hans", "hant-tw", "hant-hk"])
def test_a_translation_has_no_more_places_than_its_sentence(language: str):
    for pattern, said in sentences(language):  # type: ignore[arg-type]
        assert said.count("{}") <= pattern.count("([\\s\\S]*?)")
