"""The best of many scores are those that a stable sort of all would give, however many are level."""

import numpy as np
import pytest

from ingest.largest import best_first
from ingest.scored import EveryScore


@pytest.mark.parametrize("levels", [1, 2, 30, 3000])
@pytest.mark.parametrize("n_rows", [0, 7, 100, 5000])
def test_best_first_is_what_a_stable_sort_gives(n_rows: int, levels: int):
    scores = np.random.default_rng(levels).integers(0, levels, n_rows).astype(np.float32)
    expected = np.argsort(-scores, kind="stable")[:100]
    assert best_first(scores, 100).tolist() == expected.tolist()


@pytest.mark.parametrize("n_held", [0, 5, 150, 2500])
def test_rows_that_hold_no_word_are_never_among_the_best(n_held: int):
    scores = np.zeros(5000, dtype=np.float32)
    scores[np.random.default_rng(0).permutation(5000)[:n_held]] = 1.5
    assert EveryScore(scores).best(100).tolist() == np.flatnonzero(scores)[:100].tolist()


def test_among_chosen_rows_the_best_of_these():
    scores = np.arange(1000, dtype=np.float32)
    among = np.array([3, 500, 700])
    assert EveryScore(scores).best(2, among).tolist() == [700, 500]
