"""Symmetric matrices of which one half is worked out, beside NumPy's whole ones."""

import numpy as np
import pytest

from bot.triangle import products, solved

ROWS = np.array([[1, 2], [3, 4], [-1, 1]], dtype=np.float32)


def test_products_stand_on_and_below_the_diagonal():
    # of the last row: -1 * 1 + 1 * 2, -1 * 3 + 1 * 4, -1 * -1 + 1 * 1
    assert products(ROWS).tolist() == [[5, 0, 0], [11, 25, 0], [1, 1, 2]]


def test_rows_of_no_numbers_have_products_of_zero():
    assert products(np.empty((2, 0), dtype=np.float32)).tolist() == [[0, 0], [0, 0]]


def test_what_is_above_the_diagonal_is_not_read():
    # 2x + y = 5, x + 2y = 4
    assert solved(np.array([[2.0, 99.0], [1.0, 2.0]]), np.array([5.0, 4.0])) == pytest.approx(
        [2, 1]
    )


def test_a_matrix_that_has_no_root_is_solved_too():
    # x + 2y = 4, 2x + y = 5: one eigenvalue is -1
    assert solved(np.array([[1.0, 0.0], [2.0, 1.0]]), np.array([4.0, 5.0])) == pytest.approx([2, 1])
