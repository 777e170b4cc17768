import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from benchmarks import batch, start, vectors
from benchmarks.ask import SIZES, Counted, publish_archive, questions
from benchmarks.ask import measure as measure_answers
from benchmarks.ask_table import write_table as write_answers
from benchmarks.documents import documents
from benchmarks.ingest import measure
from benchmarks.load import quantile
from benchmarks.load_table import write_table as write_load
from benchmarks.page_table import write_table as write_page
from benchmarks.table import write_table
from ingest.embed import Embedder
from ingest.index import Index
from ingest.vectors import write_vectors

ROOT = Path(__file__).parents[1]


def test_generated_documents_are_the_same_everywhere():
    first = next(documents(1))
    assert first.startswith("车队关于领导日程的须知（第53076号）\n")
    assert first == next(documents(3))


def test_a_small_measurement():
    result = measure("hashing", 3)
    assert result.documents == 3
    assert result.chars == sum(map(len, documents(3)))
    assert result.ratio > 0
    assert 0 < result.index_mb < result.peak_memory_mb


def test_the_page_shows_the_results_kept(tmp_path: Path):
    kept = ROOT / "docs/benchmarks/ingest.json"
    write_table(kept, tmp_path / "ingest.md")
    assert (tmp_path / "ingest.md").read_text("utf-8") == kept.with_suffix(".md").read_text("utf-8")


def test_memory_stays_under_two_gigabytes_at_ten_thousand_documents():
    lines = json.loads((ROOT / "docs/benchmarks/ingest.json").read_bytes())
    largest = max(lines, key=lambda line: line["documents"])
    assert largest["documents"] >= 10_000
    assert largest["peak_memory_mb"] < 2000


@pytest.mark.slow
def test_an_answer_embeds_its_question_once(corpus_index: Index, embedder: Embedder):
    folder = corpus_index.folder.parent
    result = measure_answers("five", folder, Counted(embedder), questions()[:130])
    assert result.questions == 30
    assert result.embedding_calls == 1.0
    assert result.tutorial_passages is not None
    assert result.tutorial_passages < result.passages == corpus_index.n_passages
    assert result.recall == 1.0  # few passages are searched exactly
    assert result.ratio == result.ask_ms / result.embed_ms


def test_the_page_of_answers_shows_the_results_kept(tmp_path: Path):
    kept = ROOT / "docs/benchmarks/ask.json"
    write_answers(kept, tmp_path / "ask.md")
    assert (tmp_path / "ask.md").read_text("utf-8") == kept.with_suffix(".md").read_text("utf-8")


def kept_answers() -> list[dict[str, Any]]:
    """A line a size, smallest first."""
    return json.loads((ROOT / "docs/benchmarks/ask.json").read_bytes())


def test_the_page_of_the_page_shows_the_result_kept(tmp_path: Path):
    kept = ROOT / "docs/benchmarks/page.json"
    write_page(kept, tmp_path / "page.md")
    assert (tmp_path / "page.md").read_text("utf-8") == kept.with_suffix(".md").read_text("utf-8")


def test_the_page_is_there_and_answers_at_once():
    kept = json.loads((ROOT / "docs/benchmarks/page.json").read_bytes())
    assert kept["first_paint_ms"] < 1500
    assert kept["first_answer_ms"] < 1000
    assert kept["readers"] == 20 and kept["readers_p95_ms"] < 2000


def test_the_page_of_load_shows_the_results_kept(tmp_path: Path):
    kept = ROOT / "docs/benchmarks/load.json"
    write_load(kept, tmp_path / "load.md")
    assert (tmp_path / "load.md").read_text("utf-8") == kept.with_suffix(".md").read_text("utf-8")


def test_no_reader_got_an_error_under_load():
    runs = json.loads((ROOT / "docs/benchmarks/load.json").read_bytes())["runs"]
    assert {run["users"] for run in runs} >= {1, 10, 20, 50, 100}
    assert sum(run["errors"] for run in runs) == 0


@pytest.mark.parametrize("measured", [batch, start, vectors])
def test_a_page_shows_the_results_kept(measured: ModuleType, tmp_path: Path):
    kept = ROOT / f"docs/benchmarks/{measured.__name__.rpartition('.')[2]}.json"
    measured.write_page(kept, tmp_path / "page.md")
    assert (tmp_path / "page.md").read_text("utf-8") == kept.with_suffix(".md").read_text("utf-8")


def test_a_cold_start_is_soon_over_and_takes_little_memory():
    (kept,) = json.loads((ROOT / "docs/benchmarks/start.json").read_bytes())
    assert kept["ask_s"] < 6 and kept["ready_s"] < 8
    assert kept["asked_memory_mb"] < 1200


def test_nearly_all_of_the_ten_nearest_are_found_at_every_size():
    lines = json.loads((ROOT / "docs/benchmarks/vectors.json").read_bytes())
    assert [round(line["passages"], -4) for line in lines] == list(vectors.SIZES)
    assert all(line["recall_10"] >= 0.97 for line in lines)


def test_vectors_are_measured_against_an_exact_search(tmp_path: Path):
    random = np.random.default_rng(0)
    rows = random.standard_normal((300, 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    write_vectors(tmp_path / "v.faiss", [rows], 16, n=300)
    line = vectors.measure(tmp_path / "v.faiss", rows[:5])
    assert line["passages"] == 300 and line["how"] == "exactly"
    assert line["recall_10"] == line["recall_100"] == 1.0


def test_a_quantile_of_counted_times():
    times = {10.0: 18, 20.0: 1, 500.0: 1}
    assert [quantile(times, share) for share in (0.5, 0.95, 1.0)] == [10.0, 20.0, 500.0]


def test_the_results_kept_are_of_one_call_a_question_at_every_size():
    lines = kept_answers()
    assert all(line["embedding_calls"] == 1 for line in lines)
    assert all(line["recall"] >= 0.97 and line["memory_mb"] < 6000 for line in lines)
    assert all(line["retrieve_p95_ms"] <= 25 for line in lines)
    assert [round(line["passages"], -4) for line in lines[1:]] == list(SIZES)[: len(lines) - 1]


@pytest.mark.xfail(reason="see docs/benchmarks/ask.md", raises=AssertionError, strict=True)
def test_an_answer_takes_little_more_than_its_embedding_call():
    few, *larger = kept_answers()
    assert few["ratio"] <= 1.5
    assert all(line["ratio"] <= 2 for line in larger)


def test_an_archive_is_published_and_searched(corpus_index: Index, tmp_path: Path):
    five = corpus_index.folder.parent
    publish_archive(five, tmp_path / "archive", 500)
    index = Index.open(tmp_path / "archive", model=corpus_index.manifest["model"])
    assert 500 <= index.n_passages < 507
    made = index.documents()[-1]
    assert made.path.startswith("made/")
    assert index.outline(made.doc_id)[0].heading == made.title
    assert all(made.text[p.start : p.end].startswith(p.text) for p in index.passages(made.doc_id))
    assert all(s.text.endswith("。") for s in index.sentences(made.doc_id))
    assert index.titled(["规定", "工作"])
