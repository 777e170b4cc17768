"""Passage vectors: what is searched in bytes first is what exact search finds."""

from pathlib import Path

import numpy as np
import pytest

from ingest.vectors import Vectors, write_vectors

DIMS = 64


@pytest.fixture
def rows() -> np.ndarray:
    """3,000 unit rows around 50 middles, as passages of 50 texts lie."""
    random = np.random.default_rng(0)
    middles = random.standard_normal((50, DIMS))
    moved = middles[random.integers(0, 50, 3000)] + random.standard_normal((3000, DIMS))
    return (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def file(tmp_path: Path, rows: np.ndarray) -> Path:
    write_vectors(tmp_path / "v.faiss", [rows[:1000], rows[1000:]], DIMS, n=3000)
    return tmp_path / "v.faiss"


def test_the_nearest_come_first_with_their_products(file: Path, rows: np.ndarray):
    found, scores = Vectors(file).nearest(rows[7], 5)
    assert found[0] == 7
    assert scores == pytest.approx(np.sort(rows @ rows[7])[::-1][:5], abs=1e-6)


def test_many_rows_are_found_by_bytes_as_they_are_exactly(file: Path, rows: np.ndarray):
    exact, rough = Vectors(file), Vectors(file, many=1000)
    for query in rows[:200:10]:
        assert set(rough.nearest(query, 100)[0]) == set(exact.nearest(query, 100)[0])
        assert rough.nearest(query, 9)[1] == pytest.approx(exact.nearest(query, 9)[1], abs=1e-6)


@pytest.mark.parametrize("many", [1, 10_000])
def test_more_than_there_are_is_all_there_are(file: Path, rows: np.ndarray, many: int):
    assert sorted(Vectors(file, many=many).nearest(rows[0], 5000)[0]) == list(range(3000))


def test_nothing_is_found_in_nothing(tmp_path: Path):
    write_vectors(tmp_path / "v.faiss", [], DIMS, n=0)
    found, scores = Vectors(tmp_path / "v.faiss").nearest(np.ones(DIMS, np.float32), 3)
    assert not found.size
    assert not scores.size


def test_a_row_of_zeros_and_a_query_of_zeros_are_no_trouble(tmp_path: Path):
    write_vectors(tmp_path / "v.faiss", [np.zeros((4, DIMS), np.float32)], DIMS, n=4)
    vectors = Vectors(tmp_path / "v.faiss", many=1)
    assert vectors.nearest(np.zeros(DIMS, np.float32), 2)[1].tolist() == [0.0, 0.0]


def test_in_cells_nearly_all_of_the_ten_nearest_are_found(
    tmp_path: Path, rows: np.ndarray, file: Path
):
    write_vectors(tmp_path / "c.faiss", [rows[:1000], rows[1000:]], DIMS, n=3000, cells=3000)
    exact, cells = Vectors(file), Vectors(tmp_path / "c.faiss")
    assert (tmp_path / "c.npy").is_file()
    shared = [
        len(set(cells.nearest(q, 10)[0]) & set(exact.nearest(q, 10)[0])) for q in rows[:300:10]
    ]
    assert sum(shared) >= 0.9 * 300
    assert cells.nearest(rows[7], 1)[1] == pytest.approx([1.0], abs=1e-3)  # halves


@pytest.mark.parametrize("many", [1, 10_000])
def test_among_chosen_rows_only_these_are_found(file: Path, rows: np.ndarray, many: int):
    among = np.arange(100, 400)
    found, scores = Vectors(file, many=many).nearest(rows[7], 5, among=among)
    assert scores == pytest.approx(np.sort(rows[100:400] @ rows[7])[::-1][:5], abs=1e-6)
    assert ((found >= 100) & (found < 400)).all()
    assert len(Vectors(file, many=many).nearest(rows[7], 500, among=among)[0]) == 300


def test_chosen_rows_in_cells_are_looked_for_among_themselves(
    tmp_path: Path, rows: np.ndarray, monkeypatch: pytest.MonkeyPatch
):
    write_vectors(tmp_path / "c.faiss", [rows], DIMS, n=3000, cells=3000)
    monkeypatch.setattr("ingest.vectors._BYTES", 100)  # more are not compared one by one
    found, _ = Vectors(tmp_path / "c.faiss").nearest(rows[7], 5, among=np.arange(1000, 2000))
    assert ((found >= 1000) & (found < 2000)).all()
    best = 1000 + np.argsort(-(rows[1000:2000] @ rows[7]))[:5]
    assert len(set(found) & set(best)) >= 4
