"""Does the evidence support the sentence? A judge that needs no model and no network.

It is the evaluation's own: the bot's guard is other code, so that a bot is not judged by itself.
Judges with a model are in eval.support_models.
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from eval.support_features import FEATURES, features
from eval.support_terms import sentences

WEIGHTS = Path(__file__).with_name("support_weights.json")
RESULTS = Path(__file__).with_name("datasets") / "support-results.json"
VERBATIM = 0.995
"""The probability of sentences that all stand in the evidence word for word."""

Tree = float | list[Any]
"""A leaf's value, or [index of a measure, threshold, tree if at most that, tree if more]."""


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
    """How a sentence lies on its evidence, weighed: deterministic, offline, about a millisecond.

    It sees words, numbers, negations, modals, opposites and order, in either script; it knows
    no synonyms beyond a short list, so a free paraphrase looks like an invention to it, and it
    reads no grammar, so it misses some of the sentences that change who does what. The cosine
    of an embedding is not among its measures: cross-validated it added nothing (accuracy .894
    with, .895 without, by multilingual-e5-small), since a contradiction resembles its evidence
    as much as a paraphrase does.
    """

    name = "lexical"

    def __init__(self, weights: dict[str, Any]) -> None:
        """Takes what `python -m eval.fit_support` wrote."""
        self._weights = weights

    def support(self, sentence: str, evidence: str) -> float:
        """The calibrated probability that `evidence` supports all of `sentence`.

        `evidence` is one or several quotes, a line each. Empty evidence supports nothing: 0.

        Raises:
            ValueError: the sentence holds nothing but white space and punctuation.
        """
        parts, known = sentences(sentence), sentences(evidence)
        if not parts:
            raise ValueError("support is undefined for an empty sentence")
        if not known:
            return 0.0
        if set(parts) <= set(known):
            return VERBATIM
        slope, shift = self._weights["platt"]
        return sigmoid(slope * logit(self._weights, features(sentence, evidence)) + shift)


def logit(weights: dict[str, Any], row: Sequence[float]) -> float:
    """The mean of the linear and the boosted logit, before calibration."""
    linear = weights["intercept"] + sum(
        weight * (value - mean) / scale
        for (mean, scale, weight), value in zip(weights["linear"].values(), row, strict=True)
    )
    boosted = weights["prior"] + sum(_leaf(tree, row) for tree in weights["trees"])
    return (linear + boosted) / 2


def _leaf(tree: Tree, row: Sequence[float]) -> float:
    while isinstance(tree, list):
        index, threshold, low, high = tree
        tree = low if row[index] <= threshold else high
    return tree


def sigmoid(logit: float) -> float:
    """The probability of a logit."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def default_judge() -> LexicalJudge:
    """The judge with the fitted weights that come with the project."""
    weights = json.loads(WEIGHTS.read_text("utf-8"))
    if list(weights["linear"]) != list(FEATURES):
        raise ValueError("the measures changed; fit them with `python -m eval.fit_support`")
    return LexicalJudge(weights)


def describe() -> dict[str, Any]:
    """What the fitted judge reached on the test half: n, accuracy, auroc, ece, and by kind."""
    return json.loads(RESULTS.read_text("utf-8"))
