import json
from pathlib import Path

from benchmarks.documents import documents
from benchmarks.ingest import measure
from benchmarks.table import write_table

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
