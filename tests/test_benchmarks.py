import json
from pathlib import Path

import pytest

from benchmarks.ask import Counted, questions
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
    corpus = [ROOT / "corpus"]
    result = measure_answers("five", corpus, folder, Counted(embedder), questions()[:130])
    assert result.questions == 30
    assert result.embedding_calls == 1.0
    assert result.tutorial_passages < result.passages == corpus_index.n_passages
    assert result.ratio == result.ask_ms / result.embed_ms


def test_the_page_of_answers_shows_the_results_kept(tmp_path: Path):
    kept = ROOT / "docs/benchmarks/ask.json"
    write_answers(kept, tmp_path / "ask.md")
    assert (tmp_path / "ask.md").read_text("utf-8") == kept.with_suffix(".md").read_text("utf-8")


def test_the_results_kept_are_of_one_call_a_question_and_of_100_000_passages():
    small, large = json.loads((ROOT / "docs/benchmarks/ask.json").read_bytes())
    assert small["embedding_calls"] == large["embedding_calls"] == 1
    assert large["passages"] >= 100_000


def test_the_page_of_the_page_shows_the_result_kept(tmp_path: Path):
    kept = ROOT / "docs/benchmarks/page.json"
    write_page(kept, tmp_path / "page.md")
    assert (tmp_path / "page.md").read_text("utf-8") == kept.with_suffix(".md").read_text("utf-8")


def test_the_page_is_there_and_answers_at_once():
    kept = json.loads((ROOT / "docs/benchmarks/page.json").read_bytes())
    assert kept["first_paint_ms"] < 1500
    assert kept["first_answer_ms"] < 1000
    assert kept["readers"] == 20 and kept["readers_p95_ms"] < 2000


@pytest.mark.xfail(reason="measured 1.62 and 2.28", raises=AssertionError, strict=True)
def test_an_answer_takes_little_more_than_its_embedding_call():
    small, large = json.loads((ROOT / "docs/benchmarks/ask.json").read_bytes())
    assert small["ratio"] <= 1.5
    assert large["ratio"] <= 2


def test_the_page_of_load_shows_the_results_kept(tmp_path: Path):
    kept = ROOT / "docs/benchmarks/load.json"
    write_load(kept, tmp_path / "load.md")
    assert (tmp_path / "load.md").read_text("utf-8") == kept.with_suffix(".md").read_text("utf-8")


def test_no_reader_got_an_error_under_load():
    runs = json.loads((ROOT / "docs/benchmarks/load.json").read_bytes())["runs"]
    assert {run["users"] for run in runs} >= {1, 10, 20, 50, 100}
    assert sum(run["errors"] for run in runs) == 0


def test_a_quantile_of_counted_times():
    times = {10.0: 18, 20.0: 1, 500.0: 1}
    assert [quantile(times, share) for share in (0.5, 0.95, 1.0)] == [10.0, 20.0, 500.0]
