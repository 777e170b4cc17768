"""Several scores per passage to one."""

from collections.abc import Mapping

import numpy as np


def min_max(scores: np.ndarray) -> np.ndarray:
    """Scores moved to 0..1 within the question, best 1; all zero where they do not differ."""
    if not len(scores):
        return scores
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def fuse_scores(legs: Mapping[str, np.ndarray], weights: Mapping[str, float]) -> np.ndarray:
    """Weighted sum of min-max normalised legs, `(n,)`, higher is better.

    Scores beat ranks here: 92.1 against 82.4 recall@1 on DRCD for the same two legs.
    Source: Bruch, Gai & Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS.
    """
    total = sum(weights.values())
    return sum(
        (weights[name] / total * min_max(legs[name]) for name in weights),
        start=np.zeros(len(next(iter(legs.values()))), dtype=np.float32),
    )
