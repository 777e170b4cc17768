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
        n_inner = self.trait.shape[1]
        every = np.arange(len(self.trait))
        node = np.zeros((len(rows), len(self.trait)), dtype=np.int64)
        for _ in range(n_inner.bit_length()):
            values = np.take_along_axis(rows, self.trait[every, node], axis=1)
            node = 2 * node + 1 + (values > self.threshold[every, node])
        return self.bias + self.leaf[every, node - n_inner].sum(axis=1)

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        """`(n,)` float32, 0 to 1, for `(n, traits)` rows."""
        return 1 / (1 + np.exp(-self.logits(rows)))
