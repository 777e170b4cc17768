"""Whether a system knows when to say no: refusal rates, AUROC and calibration of its confidence.

A refusal is right for an unanswerable question. Precision, recall and the false refusal rate are
means over the refused, the unanswerable and the answerable questions, so each has its own n.
Confidence is the system's probability that the texts answer the question; its label is therefore
"answerable", whatever the system then did.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.measures.undefined import Undefined

N_BINS = 10


def auroc(confidences: Sequence[float], answerable: Sequence[bool]) -> float:
    """Probability that an answerable question has the higher confidence; ties count half.

    Source: Hanley & McNeil 1982, Radiology 143: the Mann-Whitney form, over average ranks.

    Raises:
        Undefined: one of the two kinds is missing.
    """
    labels = np.asarray(answerable, dtype=bool)
    n_yes, n_no = int(labels.sum()), int((~labels).sum())
    if not n_yes or not n_no:
        raise Undefined("AUROC is undefined without both answerable and unanswerable questions")
    ranks = _average_ranks(np.asarray(confidences, dtype=float))
    return float((ranks[labels].sum() - n_yes * (n_yes + 1) / 2) / (n_yes * n_no))


def _average_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return ((last - counts + 1 + last) / 2)[inverse]


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence lies in `low` to `high`: how many, and what is true of them."""

    low: float
    high: float
    n: int
    confidence: float
    answerable: float


def reliability(
    confidences: Sequence[float], answerable: Sequence[bool], *, n_bins: int = N_BINS
) -> list[Bin]:
    """Mean confidence and share of answerable questions in bins of equal width; none is empty.

    A confidence on a border belongs to the bin above it, 1.0 to the last.
    """
    values, labels = np.asarray(confidences, dtype=float), np.asarray(answerable, dtype=float)
    which = np.minimum((values * n_bins).astype(int), n_bins - 1)
    return [
        Bin(
            low=i / n_bins,
            high=(i + 1) / n_bins,
            n=int((which == i).sum()),
            confidence=float(values[which == i].mean()),
            answerable=float(labels[which == i].mean()),
        )
        for i in range(n_bins)
        if (which == i).any()
    ]


def calibration_error(
    confidences: Sequence[float], answerable: Sequence[bool], *, n_bins: int = N_BINS
) -> float:
    """Expected calibration error: mean over questions of |confidence - share answerable|, by bin.

    Source: Naeini, Cooper & Hauskrecht 2015, AAAI, equal-width bins.

    Raises:
        Undefined: there is no question.
    """
    if not len(confidences):
        raise Undefined("calibration is undefined without questions")
    bins = reliability(confidences, answerable, n_bins=n_bins)
    return sum(b.n * abs(b.confidence - b.answerable) for b in bins) / len(confidences)
