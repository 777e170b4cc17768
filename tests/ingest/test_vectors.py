"""Passage vectors: what is searched by four bits first is nearly what exact search finds."""

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
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    moved[2900] = 0.0  # a passage like the mean
    return moved.astype(np.float32)


@pytest.fixture
def file(tmp_path: Path, rows: np.ndarray) -> Path:
    write_vectors(tmp_path / "v.faiss", [rows[:1000], rows[1000:]], DIMS, n=3000)
    return tmp_path / "v.faiss"


def test_the_nearest_come_first_with_their_products(file: Path, rows: np.ndarray):
    found, scores = Vectors(file).nearest(rows[7], 5)
    assert found[0] == 7
    assert scores == pytest.approx(np.sort(rows @ rows[7])[::-1][:5], abs=1e-6)


def test_of_many_rows_the_nearest_are_found_by_four_bits(
    tmp_path: Path, file: Path, rows: np.ndarray
):
    write_vectors(tmp_path / "m.faiss", [rows], DIMS, n=3000, many=3000)
    exact, rough = Vectors(file), Vectors(tmp_path / "m.faiss")
    assert (exact.how, rough.how) == ("exactly", "by four bits")
    for query in rows[:200:10]:
        assert set(rough.nearest(query, 10)[0]) == set(exact.nearest(query, 10)[0])
        assert rough.nearest(query, 9)[1] == pytest.approx(exact.nearest(query, 9)[1], abs=1e-3)


@pytest.fixture(params=["exactly", "by four bits"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path, rows: np.ndarray) -> Vectors:
    many = 1 if request.param == "by four bits" else 10_000
    write_vectors(tmp_path / "either.faiss", [rows], DIMS, n=3000, many=many)
    opened = Vectors(tmp_path / "either.faiss")
    assert opened.how == request.param
    return opened


def test_more_than_there_are_is_all_there_are(vectors: Vectors, rows: np.ndarray):
    assert sorted(vectors.nearest(rows[0], 5000)[0]) == list(range(3000))


def test_nothing_is_found_in_nothing(tmp_path: Path):
    write_vectors(tmp_path / "v.faiss", [], DIMS, n=0)
    found, scores = Vectors(tmp_path / "v.faiss").nearest(np.ones(DIMS, np.float32), 3)
    assert not found.size
    assert not scores.size


def test_a_row_of_zeros_and_a_query_of_zeros_are_no_trouble(vectors: Vectors):
    found, scores = vectors.nearest(np.zeros(DIMS, np.float32), 2)
    assert len(found) == 2
    assert scores.tolist() == [0.0, 0.0]


def test_in_cells_nearly_all_of_the_ten_nearest_are_found(
    tmp_path: Path, rows: np.ndarray, file: Path
):
    blocks = [rows[:1000], rows[1000:]]
    write_vectors(tmp_path / "c.faiss", blocks, DIMS, n=3000, many=3000, cells=3000)
    exact, cells = Vectors(file), Vectors(tmp_path / "c.faiss")
    assert cells.how == "in cells"
    assert (tmp_path / "c.npy").is_file()
    shared = [
        len(set(cells.nearest(q, 10)[0]) & set(exact.nearest(q, 10)[0])) for q in rows[:300:10]
    ]
    assert sum(shared) >= 0.9 * 300
    assert cells.nearest(rows[7], 1)[1] == pytest.approx([1.0], abs=1e-3)  # halves


def test_among_chosen_rows_only_these_are_found(vectors: Vectors, rows: np.ndarray):
    among = np.arange(100, 400)
    found, scores = vectors.nearest(rows[7], 5, among=among)
    assert scores == pytest.approx(np.sort(rows[100:400] @ rows[7])[::-1][:5], abs=1e-3)
    assert ((found >= 100) & (found < 400)).all()
    assert len(vectors.nearest(rows[7], 500, among=among)[0]) == 300


def test_chosen_rows_that_are_many_are_looked_for_among_themselves(
    vectors: Vectors, rows: np.ndarray, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ingest.vectors._MANY", 100)  # fewer are compared one by one
    found, _ = vectors.nearest(rows[7], 5, among=np.arange(1000, 2000))
    best = 1000 + np.argsort(-(rows[1000:2000] @ rows[7]))[:5]
    assert set(found) == set(best)


def test_rows_in_halves_are_found_as_they_are(tmp_path: Path, rows: np.ndarray):
    halves = rows.astype(np.float16).astype(np.float32)
    write_vectors(tmp_path / "h.faiss", [halves], DIMS, n=3000)
    opened = Vectors(tmp_path / "h.faiss")
    assert np.array_equal(opened.rows(np.arange(3000)), halves)
    for query in rows[:200:10]:
        best = np.sort(halves @ query)[::-1][:40]
        assert opened.nearest(query, 40)[1] == pytest.approx(best, abs=1e-6)
