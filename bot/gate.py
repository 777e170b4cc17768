"""Do the texts answer this? A calibrated probability from what retrieval brought up."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.evidence import Evidence
from bot.signals import has_keys, signals
from bot.trees import Trees

_ALL = 0.99
_SURE = 0.8  # by what attached questions say, though no word is; above what unlike ones reach
_STRANGE = 0.05  # where no word of the question stands in the texts, nothing below says otherwise
FILE = Path(__file__).with_name("gate.json")


@dataclass(frozen=True, slots=True)
class Gate:
    """A logistic over `signals`, plus `share` times what trees say; refuses below `threshold`.

    The trees' traits are places in `weights`. `without_keys` has weights of its own for texts that
    no questions are attached to.
    """

    weights: dict[str, float]
    bias: float
    threshold: float
    trees: Trees | None = None
    share: float = 0.0
    without_keys: "Gate | None" = None

    @classmethod
    def load(cls, file: Path = FILE) -> "Gate":
        """What `python -m eval.fit_gate` wrote."""
        return cls._read(json.loads(file.read_text(encoding="utf-8")))

    @classmethod
    def _read(cls, stored: dict[str, Any]) -> "Gate":
        plain = stored.pop("without_keys", None)
        trees = stored.pop("trees", None)
        grown = Trees.read(trees) if trees else None
        return cls(**stored, trees=grown, without_keys=cls._read(plain) if plain else None)

    def probability(self, evidence: Evidence) -> float:
        """0 to 1 that the texts answer the question."""
        values = signals(evidence)
        keyed = has_keys(values)
        used = self.without_keys if self.without_keys and not keyed else self
        sure = used.judged(values)
        if values["missing"] > _ALL and not (keyed and sure >= _SURE):
            return min(sure, _STRANGE)
        return sure

    def judged(self, values: Mapping[str, float]) -> float:
        """0 to 1, of these signals."""
        logit = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        if self.trees is not None:
            row = np.array([[values[name] for name in self.weights]], dtype=np.float32)
            logit += self.share * float(self.trees.logits(row)[0])
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
