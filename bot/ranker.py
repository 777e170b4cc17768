"""How likely a sentence is to answer, learned from questions: small trees over its traits."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.evidence import Evidence
from bot.traits import NAMES, traits
from bot.trees import Trees

FILE = Path(__file__).with_name("ranker.json")
_SAYS = 2.0  # of the probability: next to it, the score decides between sentences alike in it


@dataclass(frozen=True, slots=True)
class Ranker:
    """`says`: that a sentence is what was asked for."""

    says: Trees

    @classmethod
    def load(cls, file: Path = FILE) -> "Ranker":
        """The trees that `python -m eval.fit_ranker` wrote.

        Raises:
            ValueError: they were fitted on other traits.
        """
        read = json.loads(file.read_text(encoding="utf-8"))
        if tuple(read["traits"]) != NAMES:
            raise ValueError(f"{file.name} has other traits; run `python -m eval.fit_ranker`")
        return cls(Trees.read(read["says"]))

    def worths(self, evidence: Evidence) -> np.ndarray:
        """`(n,)` float32, to add to the scores of `evidence.sentences`; higher is better.

        The less of the question's words the corpus has, the less: what there is to go by is then
        the questions attached to the texts, and these the score knows best.
        """
        rows = traits(evidence)
        if not len(rows) or evidence.question.is_foreign:  # it shares no words with the texts
            return np.zeros(len(rows), dtype=np.float32)
        return (1 - evidence.missing) * _SAYS * self.says.probabilities(rows)


@lru_cache(maxsize=1)
def the_ranker() -> Ranker:
    """The ranker that comes with the bot, read once."""
    return Ranker.load()
