"""Boosted trees, grown by scikit-learn, to the lists that `bot.trees` reads."""

from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

_DEPTH = 4


def grown(
    rows: np.ndarray, labels: np.ndarray, weights: np.ndarray, *, n: int, rate: float
) -> GradientBoostingClassifier:
    """`n` trees of four levels for `(n, traits)` rows with a label and a weight each."""
    trees = GradientBoostingClassifier(
        n_estimators=n,
        max_depth=_DEPTH,
        learning_rate=rate,
        subsample=0.6,
        min_samples_leaf=20,
        max_features=0.3,
        random_state=0,
    )
    return trees.fit(rows, labels, sample_weight=weights)


def stored(trees: GradientBoostingClassifier) -> dict[str, Any]:
    """The trees as lists, every one filled up to full depth."""
    prior = float(getattr(trees.init_, "class_prior_")[1])  # noqa: B009 - its stubs lack it
    rate = float(trees.learning_rate)
    full = [_full(tree.tree_, rate) for tree in trees.estimators_[:, 0]]
    return {
        "bias": round(float(np.log(prior / (1 - prior))), 5),
        "trait": [trait for trait, _, _ in full],
        "threshold": [threshold for _, threshold, _ in full],
        "leaf": [leaf for _, _, leaf in full],
    }


def _full(tree: Any, rate: float) -> tuple[list[int], list[float], list[float]]:
    """Traits and thresholds of the inner nodes and values of the leaves of a full tree."""
    level, traits, thresholds = [0], list[int](), list[float]()
    for _ in range(_DEPTH):
        below: list[int] = []
        for node in level:
            is_leaf = tree.children_left[node] < 0
            traits.append(0 if is_leaf else int(tree.feature[node]))
            thresholds.append(0.0 if is_leaf else round(float(tree.threshold[node]), 5))
            below += (
                [node, node] if is_leaf else [tree.children_left[node], tree.children_right[node]]
            )
        level = below
    return traits, thresholds, [round(rate * float(tree.value[node][0][0]), 5) for node in level]
