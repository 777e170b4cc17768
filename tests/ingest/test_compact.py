"""Rows in halves and in bytes: near to what they were made of."""

from pathlib import Path

import numpy as np
import pytest

from ingest import compact
from ingest.compact import CompactRows, save_compact

DIMS = 384


@pytest.fixture
def rows() -> np.ndarray:
    random = np.random.default_rng(0)
    rows = random.standard_normal((1000, DIMS)).astype(np.float32)
    rows[3] = 0
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=rows, where=lengths > 0)


def saved(rows: np.ndarray, file: Path) -> CompactRows:
    save_compact(file, [rows[:300], rows[300:]], rows.shape)
    return CompactRows(file)


def test_few_rows_are_kept_in_halves(tmp_path: Path, rows: np.ndarray):
    kept = saved(rows, tmp_path / "s.npy")
    assert len(kept) == 1000
    assert (tmp_path / "s.npy").stat().st_size == pytest.approx(2 * DIMS * 1000, rel=0.01)
    assert kept.products(rows[0], slice(0, 9)) == pytest.approx(rows[:9] @ rows[0], abs=2e-4)


def test_many_rows_are_kept_in_bytes(
    tmp_path: Path, rows: np.ndarray, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(compact, "_SMALL", 1000 * DIMS - 1)
    kept = saved(rows, tmp_path / "s.npy")
    assert (tmp_path / "s.npy").stat().st_size == pytest.approx(DIMS * 1000, rel=0.01)
    which = np.array([5, 3, 0, 999])
    assert kept.products(rows[5], which) == pytest.approx(rows[which] @ rows[5], abs=3e-3)
    assert kept.products(rows[5], which)[1] == 0  # a row of zeros


def test_no_rows_are_none(tmp_path: Path):
    kept = saved(np.empty((0, DIMS), np.float32), tmp_path / "s.npy")
    assert kept.products(np.ones(DIMS, np.float32), slice(0, 0)).shape == (0,)
