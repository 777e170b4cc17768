"""Boosted trees as arrays: grown by scikit-learn, stored as JSON, asked with NumPy alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees of one depth d: `(t, 2^d - 1)` traits and thresholds, `(t, 2^d)` leaves.

    Node i's children are 2i + 1, where the trait is not above the threshold, and 2i + 2.
    """

    bias: float
    trait: np.ndarray
    threshold: np.ndarray
    leaf: np.ndarray

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Trees":
        """Trees as they are stored: lists, traits by their place in a row."""
        trait = np.array(stored["trait"], dtype=np.int64)
        threshold = np.array(stored["threshold"], dtype=np.float32)
        return cls(stored["bias"], trait, threshold, np.array(stored["leaf"], dtype=np.float32))

    def logits(self, rows: np.ndarray) -> np.ndarray:
        """`(n,)` float32 for `(n, traits)` float32 rows."""
        n_trees, n_inner = self.trait.shape
        # Every node of every tree at once, a row of memory a node: from node to node took twice as
        # long, since each step gathers single numbers.
        values = rows.T.take(self.trait.ravel(), axis=0)
        is_right = (values > self.threshold.reshape(-1, 1)).reshape(n_trees, n_inner, -1)
        leaf = np.arange(0, self.leaf.size, self.leaf.shape[1])[:, None]
        path: list[np.ndarray] = []
        for level in range(n_inner.bit_length()):
            path.append(_of_level(is_right[:, 2**level - 1 : 2 ** (level + 1) - 1], path))
            leaf = leaf + (path[-1] * (self.leaf.shape[1] >> (level + 1)))
        return self.bias + self.leaf.ravel().take(leaf.T).sum(axis=1)

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        """`(n,)` float32, 0 to 1, for `(n, traits)` rows."""
        return 1 / (1 + np.exp(-self.logits(rows)))


def _of_level(is_right: np.ndarray, path: Sequence[np.ndarray]) -> np.ndarray:
    """`(t, n)`: whether rows go right at the one node of a level, `(t, nodes, n)`, they come to."""
    for went_right in path:
        half = is_right.shape[1] // 2
        is_right = np.where(went_right[:, None], is_right[:, half:], is_right[:, :half])
    return is_right[:, 0]
