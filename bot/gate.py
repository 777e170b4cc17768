"""Do the texts answer this? A calibrated probability from what retrieval brought up."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.evidence import Evidence
from bot.signals import has_keys, signals

_ALL = 0.99
_NEAR = 0.3  # a question alike in meaning though no word is; above what unlike ones reach
_STRANGE = 0.05  # where no word of the question stands in the texts, nothing below says otherwise
FILE = Path(__file__).with_name("gate.json")


@dataclass(frozen=True, slots=True)
class Gate:
    """A logistic over `signals`; refuses below `threshold`.

    `without_keys` has weights of its own for texts that no questions are attached to.
    """

    weights: dict[str, float]
    bias: float
    threshold: float
    without_keys: "Gate | None" = None

    @classmethod
    def load(cls, file: Path = FILE) -> "Gate":
        """The weights that `python -m eval.fit_gate` wrote."""
        read = json.loads(file.read_text(encoding="utf-8"))
        plain = read.pop("without_keys", None)
        return cls(**read, without_keys=cls(**plain) if plain else None)

    def probability(self, evidence: Evidence) -> float:
        """0 to 1 that the texts answer the question."""
        values = signals(evidence)
        if values["missing"] > _ALL and values["key"] < _NEAR:
            return _STRANGE
        used = self.without_keys if self.without_keys and not has_keys(values) else self
        return used.logistic(values)

    def logistic(self, values: Mapping[str, float]) -> float:
        """0 to 1, of the weighted sum of these signals."""
        logit = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
