"""Boosted trees as arrays: grown by scikit-learn, stored as JSON, asked with NumPy alone."""

from collections.abc import Mapping
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
        # Places in flat arrays: pairs of indices took twice as long.
        own = np.arange(len(rows))[:, None] * rows.shape[1]
        tree = np.arange(n_trees) * n_inner
        trait, threshold, flat = self.trait.ravel(), self.threshold.ravel(), rows.ravel()
        node = np.zeros((len(rows), n_trees), dtype=np.int64)
        for _ in range(n_inner.bit_length()):
            at = tree + node
            node = 2 * node + 1 + (flat.take(own + trait.take(at)) > threshold.take(at))
        leaf = np.arange(n_trees) * self.leaf.shape[1] + (node - n_inner)
        return self.bias + self.leaf.ravel().take(leaf).sum(axis=1)

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        """`(n,)` float32, 0 to 1, for `(n, traits)` rows."""
        return 1 / (1 + np.exp(-self.logits(rows)))
