"""A figure with its n and its uncertainty.

Source: Efron & Tibshirani 1993, percentile bootstrap over questions; the generator is seeded, so
that the same scores give the same interval, bit for bit. An interval of fewer than two
values is the value itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eval.measures.undefined import Undefined

N_RESAMPLES = 1000
SEED = 20261122
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic over `n` questions, and its 95 % interval."""

    value: float
    n: int
    low: float
    high: float


def mean(scores: Iterable[float | None]) -> Figure | None:
    """Mean of the defined scores; None where none is defined."""
    values = np.array([score for score in scores if score is not None], dtype=float)
    if not len(values):
        return None
    drawn = values[_draws(len(values))].mean(axis=1)
    return _figure(float(values.mean()), len(values), drawn)


def median(scores: Iterable[float | None]) -> Figure | None:
    """Median of the defined scores; None where none is defined."""
    values = np.array([score for score in scores if score is not None], dtype=float)
    if not len(values):
        return None
    drawn = np.median(values[_draws(len(values))], axis=1)
    return _figure(float(np.median(values)), len(values), drawn)


def statistic(
    confidences: Sequence[float],
    labels: Sequence[bool],
    of: Callable[[Sequence[float], Sequence[bool]], float],
) -> Figure | None:
    """A statistic of (confidence, label) pairs; None where it is undefined.

    Resamples in which it is undefined are drawn but not counted.
    """
    values, truths = np.asarray(confidences, dtype=float), np.asarray(labels, dtype=bool)
    try:
        value = of(list(values), list(truths))
    except Undefined:
        return None
    drawn: list[float] = []
    for rows in _draws(len(values)):
        try:
            drawn.append(of(values[rows], truths[rows]))  # pyright: ignore[reportArgumentType]
        except Undefined:
            continue
    return _figure(value, len(values), np.array(drawn))


@lru_cache(maxsize=32)
def _draws(n: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(0, n, (N_RESAMPLES, n))


def _figure(value: float, n: int, drawn: NDArray[np.float64]) -> Figure:
    low, high = np.quantile(drawn, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return Figure(value, n, float(low), float(high))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` % of the values don't exceed (nearest rank).

    Raises:
        Undefined: there are no values.
    """
    if not values:
        raise Undefined("a percentile of nothing is undefined")
    rank = max(1, int(np.ceil(percent / 100 * len(values))))
    return sorted(values)[rank - 1]
