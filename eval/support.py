"""Does the evidence support the sentence? A judge that needs no model, and two that do.

It is the evaluation's own: the bot's guard is other code, so that a bot is not judged by itself.
"""

import json
import math
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from eval.support_features import FEATURES, features
from eval.support_terms import sentences

WEIGHTS = Path(__file__).with_name("support_weights.json")
RESULTS = Path(__file__).with_name("datasets") / "support-results.json"
VERBATIM = 0.995
"""The probability of a sentence that stands in its evidence word for word."""


class SupportJudge(Protocol):
    """Anything that says how probably evidence supports a sentence."""

    @property
    def name(self) -> str:
        """How reports call it."""
        ...

    def support(self, sentence: str, evidence: str) -> float:
        """The probability, 0..1, that `evidence` alone supports all of `sentence`."""
        ...


class LexicalJudge:
    """Logistic regression over how a sentence lies on its evidence: deterministic, offline."""

    name = "lexical"

    def __init__(self, weights: dict[str, Any]) -> None:
        """Takes what `python -m eval.fit_support` wrote."""
        self._weights = weights

    def support(self, sentence: str, evidence: str) -> float:
        """The calibrated probability that `evidence` supports all of `sentence`.

        Raises:
            ValueError: the sentence holds nothing but white space and punctuation.
        """
        parts = sentences(sentence)
        if not parts:
            raise ValueError("support is undefined for an empty sentence")
        known = sentences(evidence)
        if not known:
            return 0.0
        if set(parts) <= set(known):
            return VERBATIM
        return self._probability(features(sentence, evidence))

    def _probability(self, row: Sequence[float]) -> float:
        logit = self._weights["intercept"]
        for name, value in zip(FEATURES, row, strict=True):
            mean, scale, weight = self._weights["features"].get(name, (0.0, 1.0, 0.0))
            logit += weight * (value - mean) / scale
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def default_judge() -> LexicalJudge:
    """The judge with the fitted weights that come with the project."""
    return LexicalJudge(json.loads(WEIGHTS.read_text("utf-8")))


def describe() -> dict[str, Any]:
    """What the judge reached on the test half: n, accuracy, auroc, ece, by kind of change."""
    return json.loads(RESULTS.read_text("utf-8"))
