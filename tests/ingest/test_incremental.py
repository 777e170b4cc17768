"""An index brought up to date equals one built anew, and what didn't change costs nothing."""

import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.documents import write_documents
from ingest.index import Index
from tests.hashing import HashingEmbedder
from tests.indexing import run, snapshot, statuses, write

TEXTS = (
    "会议准备\n一、会前\n1、提前三天发通知。\n2、备好材料。\n二、会后\n当天整理纪要，送主任审定。\n",
    "公文處理\n收文要當天登記。急件先送主任批示，再分送各科室辦理。\n",
    "来访的人先登记，再由值班人员引见。遇到情绪激动的人要先请他坐下，听他说完，再作答复。\n",
    "来访的人先登记，再由值班人员引见。遇到情绪激动的人要先请他坐下，听他说完，再答复。\n",
    "用印要登记。\n",
    "",  # skipped: 0 bytes
)
NAMES = ("a.txt", "b.txt", "sub/c.txt", "d.md")


def _write(folder: Path, name: str, number: int) -> None:
    write(folder.parent, {name: TEXTS[number % len(TEXTS)]})


def _delete(folder: Path, name: str, number: int) -> None:
    (folder / name).unlink(missing_ok=True)


def _rename(folder: Path, name: str, number: int) -> None:
    if (folder / name).exists():
        (folder / name).replace(folder / NAMES[number % 2])


def _keys(folder: Path, name: str, number: int) -> None:
    text = TEXTS[number % len(TEXTS)]
    lines = [
        {"file": name, "start": 0, "end": 4, "quote": text[:2] or "无", "question": f"问{i}？"}
        for i in range(number % 3)
    ]
    _lines(folder / "questions.jsonl", lines)


def _manifest(folder: Path, name: str, number: int) -> None:
    """Ids that move from file to file, two files with one id, and none."""
    ids = random.Random(number).choices(["甲", "乙", "丙", ""], k=2)
    lines = [
        {"file": file, "doc_id": doc_id, "title": f"题{number % 3}"}
        for file, doc_id in zip(("a.txt", "b.txt"), ids, strict=True)
    ]
    lines = lines[: 1 + (ids[0] != ids[1] or not ids[0])]
    _lines(folder / "manifest.jsonl", lines)
    _lines(folder / "sub/manifest.jsonl", [{"file": "c.txt", "doc_id": ids[-1]}])


def _lines(file: Path, lines: Sequence[object]) -> None:
    file.parent.mkdir(exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    file.write_text(text, encoding="utf-8")


def _ingest(folder: Path, name: str, number: int) -> None:
    run(folder.parent)


STEPS: tuple[Callable[[Path, str, int], None], ...] = (
    _write,
    _delete,
    _rename,
    _keys,
    _manifest,
    _ingest,
)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(STEPS), st.sampled_from(NAMES), st.integers(0, 11)),
        min_size=2,
        max_size=12,
    )
)
def test_whatever_happens_it_equals_a_rebuild(
    steps: list[tuple[Callable[[Path, str, int], None], str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder)
        write(office, {"z.txt": "总有一篇文章留着。", "a.txt": TEXTS[0], "sub/c.txt": TEXTS[2]})
        run(office)
        for step, name, number in steps:
            step(office / "texts", name, number)
        changed, _ = run(office)
        anew, _ = run(office, data="anew")
        assert snapshot(office / "index") == snapshot(office / "anew")
        assert _skipped(changed.documents) == _skipped(anew.documents)
        _, embedder = run(office)
        assert embedder.n_embedded == 0


def _skipped(documents: Sequence[object]) -> list[object]:
    return [d for d in documents if d.status == "skipped"]  # type: ignore[attr-defined]


def test_a_file_that_can_no_longer_be_read_is_taken_out(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": TEXTS[0], "b.txt": TEXTS[1]})
    run(tmp_path)
    write(tmp_path, {"a.txt": ""})
    report, _ = run(tmp_path)
    assert [(d.path, d.status) for d in report.documents if d.path.endswith("a.txt")] == [
        ("texts/a.txt", "removed"),
        ("texts/a.txt", "skipped"),
    ]
    assert [d.path for d in Index.open(tmp_path / "index").documents()] == ["texts/b.txt"]


class _Interrupted(HashingEmbedder):
    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        raise KeyboardInterrupt


def test_what_an_interrupted_run_began_another_path_s_run_ends(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.txt": TEXTS[0], "b/y.txt": TEXTS[1]})
    run(tmp_path)
    write(tmp_path, {"a/x.txt": TEXTS[2], "b/y.txt": TEXTS[3]})
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, "texts/a", embedder=_Interrupted())
    run(tmp_path, "texts/b")
    assert [d.text for d in Index.open(tmp_path / "index").documents()] == [TEXTS[2], TEXTS[3]]


def test_of_two_files_with_one_id_the_first_keeps_it(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.txt": TEXTS[0], "b/x.txt": TEXTS[1]})
    for folder in ("a", "b"):
        _lines(tmp_path / "texts" / folder / "manifest.jsonl", [{"file": "x.txt", "doc_id": "X"}])
    report, _ = run(tmp_path)
    assert [(d.path, d.status) for d in report.documents] == [
        ("texts/a/x.txt", "added"),
        ("texts/b/x.txt", "skipped"),
    ]
    assert 'doc_id "X" is that of texts/a/x.txt' in report.documents[1].reason


def test_a_changed_title_is_a_change(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": TEXTS[0]})
    run(tmp_path)
    _lines(tmp_path / "texts/manifest.jsonl", [{"file": "a.txt", "doc_id": "A", "title": "新题"}])
    report, _ = run(tmp_path)
    assert statuses(report) == {"a.txt": "updated"}
    assert Index.open(tmp_path / "index").document("A").title == "新题"


def test_another_model_makes_other_paths_anew_too(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.txt": TEXTS[0], "b/y.txt": TEXTS[1], "b/gone.txt": TEXTS[2]})
    run(tmp_path)
    (tmp_path / "texts/b/gone.txt").unlink()
    report, _ = run(tmp_path, "texts/a", embedder=HashingEmbedder(dims=32))
    assert statuses(report) == {"x.txt": "added", "y.txt": "added", "gone.txt": "removed"}
    index = Index.open(tmp_path / "index")
    assert [d.path for d in index.documents()] == ["texts/a/x.txt", "texts/b/y.txt"]
    report, _ = run(tmp_path, "texts/a", embedder=HashingEmbedder(dims=32), rebuild=True)
    assert statuses(report) == {"x.txt": "added", "y.txt": "added"}


@pytest.mark.slow
def test_a_thousand_unchanged_documents_cost_nothing(tmp_path: Path) -> None:
    write_documents(tmp_path / "texts", 1000)
    first, _ = run(tmp_path)
    began = time.process_time()
    second, embedder = run(tmp_path)
    spent_s = time.process_time() - began
    assert embedder.n_embedded == 0
    assert second.generation == first.generation
    assert set(statuses(second).values()) == {"unchanged"}
    assert spent_s < 2  # 0.3 s on two shared cores
