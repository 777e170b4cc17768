"""How near a question is to the questions that editors attached to the texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.frame import without_frame
from bot.question import Question
from ingest.index import Index
from ingest.keys import Key
from ingest.lexical import tokenize
from ingest.script import fold

_N_KEYS = 40  # the nearest by vector; only these are compared word by word


@dataclass(frozen=True, slots=True)
class KeyHit:
    """A key, how alike it is to the question (0 to 1, higher is more), and the rows it covers."""

    key: Key
    score: float
    rows: range


def nearest_keys(index: Index, question: Question, centred_query: np.ndarray) -> list[KeyHit]:
    """The keys nearest to the question, best first; empty where the texts have none."""
    if not index.keys:
        return []
    cosines = index.key_cosines(centred_query)
    n = min(_N_KEYS, len(cosines))
    nearest = np.argpartition(-cosines, n - 1)[:n]
    asked = frozenset(question.terms)
    hits = [_hit(index, int(i), float(cosines[i]), asked) for i in nearest]
    return sorted(hits, key=lambda hit: (-hit.score, hit.key.path, hit.key.start, hit.key.question))


def _hit(index: Index, i: int, cosine: float, asked: frozenset[str]) -> KeyHit:
    key = index.keys[i]
    words = _dice(asked, key_terms(key.question), index)
    return KeyHit(key, 0.65 * max(cosine, 0.0) + 0.35 * words, index.key_rows[i])


@lru_cache(maxsize=8192)
def key_terms(question: str) -> frozenset[str]:
    """Content tokens of a key."""
    return frozenset(tokenize(without_frame(fold(question, taiwan_wording=False).text)))


def _dice(a: frozenset[str], b: frozenset[str], index: Index) -> float:
    """Twice what both share over what both have, by idf; 0 to 1. Dice 1945, Ecology."""
    weigh = index.lexical.idf
    total = sum(weigh(t) for t in a) + sum(weigh(t) for t in b)
    return 2 * sum(weigh(t) for t in a & b) / total if total else 0.0


def best_by_row(hits: Sequence[KeyHit]) -> dict[int, float]:
    """Row -> score of the best key that covers it; a key over many passages tells less of each."""
    best: dict[int, float] = {}
    for hit in hits:
        for place, row in enumerate(hit.rows):
            score = hit.score if place == 0 else hit.score * 0.9
            best[row] = max(best.get(row, 0.0), score)
    return best
