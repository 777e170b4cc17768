"""How likely a sentence is to answer, learned from questions: small trees over its traits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.evidence import Evidence
from bot.traits import NAMES, traits

FILE = Path(__file__).with_name("ranker.json")
_SAYS, _NEAR = 0.3, 0.2  # of both probabilities; chosen by questions that the trees did not see


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees of one depth d: `(t, 2^d - 1)` traits and thresholds, `(t, 2^d)` leaves.

    Node i's children are 2i + 1, where the trait is not above the threshold, and 2i + 2.
    """

    bias: float
    trait: np.ndarray
    threshold: np.ndarray
    leaf: np.ndarray

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Trees":
        """Trees as they are stored: lists, traits by place in `NAMES`."""
        trait = np.array(stored["trait"], dtype=np.int64)
        threshold = np.array(stored["threshold"], dtype=np.float32)
        return cls(stored["bias"], trait, threshold, np.array(stored["leaf"], dtype=np.float32))

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        """`(n,)` float32, 0 to 1, for `(n, len(NAMES))` traits."""
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
        logit = self.bias + self.leaf.ravel().take(leaf).sum(axis=1)
        return 1 / (1 + np.exp(-logit))


@dataclass(frozen=True, slots=True)
class Ranker:
    """`says`: that a sentence is what was asked for; `near`: that its paragraph holds it."""

    says: Trees
    near: Trees

    @classmethod
    def load(cls, file: Path = FILE) -> "Ranker":
        """The trees that `python -m eval.fit_ranker` wrote.

        Raises:
            ValueError: they were fitted on other traits.
        """
        read = json.loads(file.read_text(encoding="utf-8"))
        if tuple(read["traits"]) != NAMES:
            raise ValueError(f"{file.name} has other traits; run `python -m eval.fit_ranker`")
        return cls(Trees.read(read["says"]), Trees.read(read["near"]))

    def worths(self, evidence: Evidence) -> np.ndarray:
        """`(n,)` float32, to add to the scores of `evidence.sentences`; higher is better.

        The less of the question's words the corpus has, the less: what there is to go by is then
        the questions attached to the texts, and these the score knows best.
        """
        rows = traits(evidence)
        if not len(rows) or evidence.question.script == "en":  # it shares no words with the texts
            return np.zeros(len(rows), dtype=np.float32)
        worth = _SAYS * self.says.probabilities(rows) + _NEAR * self.near.probabilities(rows)
        return (1 - evidence.missing) * worth


@lru_cache(maxsize=1)
def the_ranker() -> Ranker:
    """The ranker that comes with the bot, read once."""
    return Ranker.load()
