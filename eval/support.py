"""Does the evidence support the sentence? A judge that needs no model and no network.

It is the evaluation's own: the bot's guard is other code, so that a bot is not judged by itself.
Judges with a model are in eval.support_models.
"""

import json
import math
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from eval.support_features import FEATURES, features
from eval.support_terms import sentences

WEIGHTS = Path(__file__).with_name("support_weights.json")
RESULTS = Path(__file__).with_name("datasets") / "support-results.json"
VERBATIM = 0.995
"""The probability of sentences that all stand in the evidence word for word."""

Embed = Callable[[Sequence[str]], np.ndarray]
"""Texts to unit vectors, `(n, dims)`."""
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
    """How a sentence lies on its evidence, weighed: deterministic, offline, 0.5 ms a pair.

    It sees words, numbers, negations, modals, opposites and order, in either script; it knows
    no synonyms beyond a short list, so a free paraphrase looks like an invention to it.
    """

    def __init__(self, weights: dict[str, Any], *, embed: Embed | None = None) -> None:
        """Takes what `python -m eval.fit_support` wrote; `embed` adds the cosine to the measures.

        Raises:
            ValueError: `embed` is given and the weights were fitted without one.
        """
        if embed and "cosine" not in weights:
            raise ValueError(
                "these weights know no cosine; fit with `python -m eval.fit_support --embed`"
            )
        self.name = "lexical+cosine" if embed else "lexical"
        self._weights = weights
        self._embed = embed

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
        raw = logit(self._weights, features(sentence, evidence))
        slope, shift = self._weights["platt"]
        if self._embed:
            by_cosine, slope, shift = self._weights["cosine"]
            shift += by_cosine * cosine(self._embed, sentence, evidence)
        return sigmoid(slope * raw + shift)


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


def cosine(embed: Embed, sentence: str, evidence: str) -> float:
    """The cosine of the sentence with the nearest quote, -1..1."""
    vectors = embed([sentence, *filter(str.strip, evidence.split("\n"))])
    return float((vectors[1:] @ vectors[0]).max())


@cache
def _weights() -> dict[str, Any]:
    weights = json.loads(WEIGHTS.read_text("utf-8"))
    if list(weights["linear"]) != list(FEATURES):
        raise ValueError("the measures changed; fit them with `python -m eval.fit_support`")
    return weights


def default_judge(*, embed: Embed | None = None) -> LexicalJudge:
    """The judge with the fitted weights that come with the project."""
    return LexicalJudge(_weights(), embed=embed)


def describe() -> dict[str, Any]:
    """What the fitted judge reached on the test half: n, accuracy, auroc, ece, and by kind."""
    return json.loads(RESULTS.read_text("utf-8"))
