"""Do the texts answer this? A calibrated probability from what retrieval brought up."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from bot.asked import asked_noun, missing_types, types_asked
from bot.evidence import Evidence, top

_ALL = 0.99
_NEAR = 0.42  # a question alike in meaning though no word is; far above what unlike ones reach
_STRANGE = 0.05  # where no word of the question stands in the texts, nothing below says otherwise
FILE = Path(__file__).with_name("gate.json")


@dataclass(frozen=True, slots=True)
class Gate:
    """A logistic over `features`; refuses below `threshold`."""

    weights: dict[str, float]
    bias: float
    threshold: float

    @classmethod
    def load(cls, file: Path = FILE) -> "Gate":
        """The weights that `python -m eval.fit_gate` wrote."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def probability(self, evidence: Evidence) -> float:
        """0 to 1 that the texts answer the question."""
        values = features(evidence)
        if values["missing"] > _ALL and values["key"] < _NEAR:
            return _STRANGE
        logit = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def features(evidence: Evidence) -> dict[str, float]:
    """Raw signals; none is normalised within the question, which would hide that all is poor."""
    hits, sentences, keys = evidence.hits, evidence.sentences, evidence.found.keyed
    shown = _shown(evidence)
    folded = evidence.question.mended or evidence.question.folded
    noun = asked_noun(folded)
    key = top([hit.score for hit in keys])
    missing = evidence.missing
    absent = missing_types(folded, _best(evidence))
    return {
        "dense": top([hit.legs["dense"] for hit in hits[:10]], -1.0),
        "sentence": top([hit.legs["sentence"] for hit in hits[:10]], -1.0),
        "lexical": _lexical(evidence),
        "coverage": evidence.best_passage_coverage * (1 - missing),
        "sentence_coverage": top([s.coverage for s in sentences]) * (1 - missing),
        "missing": missing,
        "key": key,
        "key_squared": key * key,
        "no_keys": 0.0 if keys else 1.0,
        "missing_without_key": missing * (1.0 - min(1.0, 1.6 * key)),
        "noun_missing": float(noun is not None and noun not in shown),
        "type_missing": float(bool(absent)),
        "type_present": float(bool(types_asked(folded)) and not absent),
        "agreement": _agreement(evidence),
        "length": min(len(evidence.question.about), 40) / 40,
    }


def _shown(evidence: Evidence) -> str:
    """The five best sentences and the best passage, folded: what an answer would be made of."""
    pieces = [s.sentence for s in evidence.sentences[:5]]
    texts = [evidence.folded(s.document, s.start, s.end) for s in pieces]
    return "\n".join([*texts, *(evidence.folded_passage(hit) for hit in evidence.hits[:1])])


def _best(evidence: Evidence) -> str:
    """The three best sentences, folded: they hold the thing asked for, or nothing does."""
    pieces = [s.sentence for s in evidence.sentences[:3]]
    return "\n".join(evidence.folded(s.document, s.start, s.end) for s in pieces)


def _lexical(evidence: Evidence) -> float:
    """The best BM25 score over what the question's content could reach at most, 0 to about 1."""
    ideal = 2 * sum(evidence.idf.values())
    best = top([hit.legs["lexical"] for hit in evidence.hits[:10]])
    return min(best / ideal, 2.0) if ideal else 0.0


def _agreement(evidence: Evidence) -> float:
    """Share of the legs whose best passage lies in the section of the best hit."""
    hits = evidence.hits
    if not hits:
        return 0.0
    legs = list(hits[0].legs)
    best = [max(hits, key=lambda hit: hit.legs[leg]).passage for leg in legs]
    chosen = hits[0].passage
    same = [p.document is chosen.document and p.section == chosen.section for p in best]
    return sum(same) / len(same)
