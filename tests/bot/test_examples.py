"""Questions to begin with: how much of a library is read for them."""

from pathlib import Path

import pytest

from bot.examples import examples
from ingest.index import Index
from ingest.records import Section
from tests.indexing import run, write

PLAIN = "值班守则{n}\n值班室每晚十点锁门。\n"
LIST = (
    "{kept}守则\n一、保管{kept}的三个要求\n(一)专人。\n管。\n(二)专柜。\n放。\n(三)登记。\n写。\n"
)


def read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """The examples of what is in `folder`, and how many outlines were read for them."""
    run(folder)
    asked: list[str] = []
    outline = Index.outline

    def noting(index: Index, doc_id: str) -> list[Section]:
        asked.append(doc_id)
        return outline(index, doc_id)

    monkeypatch.setattr(Index, "outline", noting)
    return examples(Index.open(folder / "index")), len(asked)


def test_enough_texts_with_a_list_end_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    kept = ("印章", "车辆", "档案", "会场", "公文", "钥匙")
    write(tmp_path, {f"{n}.txt": LIST.format(kept=each) for n, each in enumerate(kept)})
    found, n_read = read(tmp_path, monkeypatch)
    assert found == [f"保管{each}的三个要求，是哪三个？" for each in kept[:4]]
    assert n_read == 4


def test_what_two_texts_announce_alike_is_offered_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(tmp_path, {f"{n}.txt": LIST.format(kept="印章") for n in range(3)})
    assert read(tmp_path, monkeypatch)[0] == ["保管印章的三个要求，是哪三个？"]


def test_a_large_library_without_lists_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(tmp_path, {f"{n:03}.txt": PLAIN.format(n=n) for n in range(60)})
    assert read(tmp_path, monkeypatch) == ([], 48)
