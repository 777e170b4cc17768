"""Do the texts answer this? A calibrated probability from what retrieval brought up."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from bot.evidence import Evidence, top

_WEIGHTS = Path(__file__).with_name("gate.json")


@dataclass(frozen=True, slots=True)
class Gate:
    """A logistic over `features`; refuses below `threshold`."""

    weights: dict[str, float]
    bias: float
    threshold: float

    @classmethod
    def load(cls, file: Path = _WEIGHTS) -> "Gate":
        """The weights that `python -m eval.fit_gate` wrote."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def probability(self, evidence: Evidence) -> float:
        """0 to 1 that the texts answer the question."""
        values = features(evidence)
        logit = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def features(evidence: Evidence) -> dict[str, float]:
    """Raw signals; none is normalised within the question, which would hide that all is poor."""
    hits, sentences = evidence.hits, evidence.sentences
    ideal = sum(evidence.idf.values()) or 1.0
    return {
        "dense": top([hit.legs["dense"] for hit in hits[:10]], -1.0),
        "sentence": top([hit.legs["sentence"] for hit in hits[:10]], -1.0),
        "lexical": min(top([hit.legs["lexical"] for hit in hits[:10]]) / (2 * ideal), 2.0),
        "coverage": evidence.best_passage_coverage,
        "sentence_coverage": top([s.coverage for s in sentences]),
        "rarest_missing": rarest_missing(evidence),
        "key": top([hit.score for hit in evidence.found.keys]),
    }


def rarest_missing(evidence: Evidence) -> float:
    """Share of the question's content that no passage of the whole corpus contains, by idf."""
    total = sum(evidence.idf.values())
    if total == 0:
        return 1.0
    unseen = evidence.index.lexical.unseen_idf
    return sum(idf for idf in evidence.idf.values() if idf >= unseen) / total
