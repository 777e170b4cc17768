import json
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from ingest.build import ingest, preview
from ingest.errors import (
    IndexBusy,
    IndexDamaged,
    IndexNotBuilt,
    IndexOutdated,
    NothingToIngest,
    UnknownDocument,
)
from ingest.generation import current_generation
from ingest.index import Index
from tests.hashing import HashingEmbedder
from tests.indexing import run, statuses

TEXTS = {
    "a.txt": "会议准备\n一、会前\n1、提前三天发通知。\n2、备好材料。\n二、会后\n当天整理纪要，送主任审定。\n",
    "b.txt": "公文處理\n收文要當天登記。急件先送主任批示，再分送各科室辦理。\n",
    "c.txt": "来访接待\n来访的人先登记，再由值班人员引见。遇到情绪激动的人要先请他坐下，听他说完。\n",
}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the current generation but SQLite's, which holds page bookkeeping."""
    generation = folder / current_generation(folder)
    return {
        str(file.relative_to(generation)): file.read_bytes()
        for file in sorted(generation.rglob("*"))
        if file.is_file() and file.suffix != ".sqlite" and file.name != "manifest.json"
    }


def rows(folder: Path) -> list[object]:
    index = Index.open(folder)
    return [
        (d, index.outline(d.doc_id), index.passages(d.doc_id), index.sentences(d.doc_id))
        for d in index.documents()
    ]


def test_every_file_is_added_and_found_again(office: Path) -> None:
    report, _ = run(office)
    assert statuses(report) == dict.fromkeys(TEXTS, "added")
    index = Index.open(office / "index")
    assert [d.path for d in index.documents()] == [f"texts/{name}" for name in TEXTS]
    assert [d.text for d in index.documents()] == list(TEXTS.values())


def test_rows_of_every_part_agree(office: Path) -> None:
    run(office)
    index = Index.open(office / "index")
    passages = index.passage_at(range(index.n_passages))
    assert [p.passage_id for d in index.documents() for p in index.passages(d.doc_id)] == [
        p.passage_id for p in passages
    ]
    for row, passage in enumerate(passages):
        sentences = index.sentences_at(row)
        assert sentences
        assert all(passage.start <= s.start < passage.end for s in sentences)
        query = HashingEmbedder().embed_query(passage.text)
        assert len(index.sentence_cosines(query, row)) == len(sentences)


def test_an_unchanged_folder_costs_nothing(office: Path) -> None:
    first, _ = run(office)
    second, embedder = run(office)
    assert set(statuses(second).values()) == {"unchanged"}
    assert embedder.n_embedded == 0
    assert second.generation == first.generation


def test_changes_give_what_a_rebuild_gives(office: Path) -> None:
    run(office)
    (office / "texts/a.txt").write_text("新的内容。会议改在周五。", encoding="utf-8")
    (office / "texts/b.txt").unlink()
    (office / "texts/0.txt").write_text("排在最前面的新文件。要先读它。", encoding="utf-8")
    report, _ = run(office)
    assert statuses(report) == {
        "0.txt": "added",
        "a.txt": "updated",
        "b.txt": "removed",
        "c.txt": "unchanged",
    }
    run(office, data="anew", rebuild=True)
    assert contents(office / "index") == contents(office / "anew")
    assert rows(office / "index") == rows(office / "anew")


def test_other_paths_stay(office: Path) -> None:
    run(office)
    more = office / "more"
    more.mkdir()
    (more / "d.txt").write_text("值班电话要有人接。", encoding="utf-8")
    run(office, "more")
    assert len(Index.open(office / "index").documents()) == 4
    (more / "d.txt").unlink()
    (more / "e.txt").write_text("值班记录要交接清楚。", encoding="utf-8")
    report, _ = run(office, "more")
    assert statuses(report) == {"e.txt": "added", "d.txt": "removed"}
    assert len(Index.open(office / "index").documents()) == 4


def test_a_bad_file_is_named_and_the_rest_goes_in(office: Path) -> None:
    (office / "texts/z.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    report, _ = run(office)
    assert statuses(report)["z.doc"] == "skipped"
    assert next(d.reason for d in report.documents if d.path.endswith("z.doc"))
    assert len(Index.open(office / "index").documents()) == 3


def test_nothing_usable_is_said_and_nothing_is_lost(office: Path) -> None:
    run(office)
    (office / "empty").mkdir()
    report, _ = run(office, "empty")
    assert not report.changed
    assert len(Index.open(office / "index").documents()) == 3
    with pytest.raises(NothingToIngest, match="no text files"):
        run(office, "empty", data="other")
    with pytest.raises(NothingToIngest):
        run(office, "missing")


def test_a_run_that_was_cut_short_is_finished_by_the_next(office: Path) -> None:
    def stop(done: int, total: int, path: str) -> None:
        if done == total:
            raise KeyboardInterrupt

    run(office)
    before = current_generation(office / "index")
    (office / "texts/a.txt").write_text("改过的会议通知要重发。", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        run(office, on_progress=stop)
    assert current_generation(office / "index") == before
    _, embedder = run(office)
    assert embedder.n_embedded <= 25  # the questions of the mean, not the document again
    assert current_generation(office / "index") != before
    assert any("改过的" in d.text for d in Index.open(office / "index").documents())


def test_two_ingests_at_once_are_refused(office: Path) -> None:
    (office / "index").mkdir()
    with FileLock(office / "index/ingest.lock"), pytest.raises(IndexBusy):
        run(office)


def test_a_reader_keeps_its_generation(office: Path) -> None:
    run(office)
    reader = Index.open(office / "index")
    (office / "texts/a.txt").write_text("另一个版本的内容。", encoding="utf-8")
    run(office)
    assert TEXTS["a.txt"] in [d.text for d in reader.documents()]
    assert reader.nearest(HashingEmbedder().embed_query("会议"), 2)[0].size == 2


def test_damage_and_other_recipes_are_refused(office: Path) -> None:
    with pytest.raises(IndexNotBuilt, match="xietiao ingest"):
        Index.open(office / "index")
    run(office)
    with pytest.raises(IndexOutdated, match="--rebuild"):
        Index.open(office / "index", model="another")
    generation = office / "index" / current_generation(office / "index")
    raw = bytearray((generation / "passages.faiss").read_bytes())
    raw[-1] ^= 1
    (generation / "passages.faiss").write_bytes(raw)
    with pytest.raises(IndexDamaged, match="--rebuild"):
        Index.open(office / "index")
    (generation / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexDamaged):
        Index.open(office / "index")
    run(office, rebuild=True)
    Index.open(office / "index")


def test_unknown_documents_are_named(office: Path) -> None:
    run(office)
    with pytest.raises(UnknownDocument, match="xietiao show"):
        Index.open(office / "index").document("nobody")


def test_old_generations_are_cleared_away(office: Path) -> None:
    for n in range(4):
        (office / "texts/a.txt").write_text(f"第{n}版的内容。", encoding="utf-8")
        run(office)
    assert len(list((office / "index").glob("gen-*"))) == 2


def test_a_dry_run_changes_nothing(office: Path) -> None:
    report = preview([Path("texts")], max_chars=100, max_bytes=1 << 20, cwd=office)
    assert statuses(report) == dict.fromkeys(TEXTS, "read")
    assert not (office / "index").exists()
    assert json.dumps(report.to_dict())


def test_a_changed_recipe_makes_everything_anew(office: Path) -> None:
    run(office)
    shutil.copytree(office / "index", office / "copy")
    embedder = HashingEmbedder(dims=32)
    ingest(
        [Path("texts")],
        folder=office / "copy",
        embedder=embedder,
        max_chars=100,
        max_bytes=1 << 20,
        cwd=office,
    )
    assert Index.open(office / "copy").manifest["dims"] == 32
