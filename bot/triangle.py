"""Symmetric matrices of which only what stands on and below the diagonal is worked out.

The only import of SciPy: NumPy works out the other half as well, or copies it, which takes longer.
"""

import numpy as np
from scipy.linalg.blas import ssyrk  # pyright: ignore
from scipy.linalg.lapack import dposv  # pyright: ignore


def products(rows: np.ndarray, scale: float = 1.0) -> np.ndarray:
    """`(n, n)` float32 inner products of `(n, m)` float32 rows, zeros above the diagonal."""
    if not rows.shape[1]:
        return np.zeros((len(rows), len(rows)), dtype=np.float32)
    return ssyrk(scale, rows.T, trans=1).T  # BLAS counts columns first: its upper is our lower


def solved(triangle: np.ndarray, right: np.ndarray) -> np.ndarray:
    """`(n,)` float64 x of A x = `right`; A is symmetric, given on and below the diagonal.

    As a rule A is positive definite, and Cholesky takes half the time; where it isn't, in full.
    """
    _, x, failed = dposv(triangle.T, right)
    if not failed:
        return x
    whole = np.tril(triangle) + np.tril(triangle, -1).T
    return np.linalg.solve(whole, right)
