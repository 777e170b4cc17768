"""How near a question is to the questions that editors attached to the spans of the texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from bot.frame import without_frame
from bot.question import Question
from ingest.index import Index
from ingest.lexical import tokenize
from ingest.script import fold

_N_KEYS = 200  # the nearest by vector; only these are compared word by word and vote
_N_SPANS = 12
_SHARPNESS = 8.0  # of the vote: 5 to 15 are alike on the dev questions, one key alone is worse


@dataclass(frozen=True, slots=True)
class KeyedSpan:
    """A span that editors attached questions to; `score`, 0 to 1, says how near they are.

    `rows` are those of the passages it overlaps; `question` is the nearest of its questions, and
    `questions` are all of them, folded.
    """

    path: str
    start: int
    end: int
    score: float
    rows: range
    question: str
    questions: tuple[str, ...] = ()


def nearest_spans(index: Index, question: Question, centred_query: np.ndarray) -> list[KeyedSpan]:
    """The spans whose questions are nearest, best first; empty where the texts have none.

    The questions of a span vote: log mean exp of their similarities, where the mean is over the
    root of their number, so that three near ones beat one and many far ones do not.
    """
    if not index.keys:
        return []
    cosines = index.key_cosines(centred_query)
    n = min(_N_KEYS, len(cosines))
    nearest = np.argpartition(-cosines, n - 1)[:n]
    asked = {term: index.lexical.idf(term) for term in question.terms}
    votes: dict[tuple[str, int, int], list[tuple[float, int]]] = {}
    for i in nearest:
        key = index.keys[int(i)]
        words = _dice(asked, *_key_terms(index, int(i)))
        alike = 0.65 * max(float(cosines[i]), 0.0) + 0.35 * words
        votes.setdefault((key.path, key.start, key.end), []).append((alike, int(i)))
    spans = [_span(index, place, found) for place, found in votes.items()]
    return sorted(spans, key=lambda s: (-s.score, s.path, s.start, s.end))[:_N_SPANS]


def _span(
    index: Index, place: tuple[str, int, int], found: Sequence[tuple[float, int]]
) -> KeyedSpan:
    alike = np.array([score for score, _ in found])
    total = np.log(np.exp(_SHARPNESS * alike).sum() / len(found) ** 0.5) / _SHARPNESS
    _, best = max(found)
    score = float(np.clip(total, 0.0, 1.0))
    questions = _questions(index)[place]
    return KeyedSpan(*place, score, index.key_rows[best], index.keys[best].question, questions)


_Place = tuple[str, int, int]
_QUESTIONS: WeakKeyDictionary[Index, dict[_Place, tuple[str, ...]]] = WeakKeyDictionary()


def _questions(index: Index) -> Mapping[_Place, tuple[str, ...]]:
    """Span -> its questions, folded; worked out once an index."""
    if index not in _QUESTIONS:
        grouped: dict[_Place, list[str]] = {}
        for key in index.keys:
            folded = fold(key.question, taiwan_wording=False).text
            grouped.setdefault((key.path, key.start, key.end), []).append(folded)
        _QUESTIONS[index] = {place: tuple(asked) for place, asked in grouped.items()}
    return _QUESTIONS[index]


_TERMS: WeakKeyDictionary[Index, dict[int, tuple[frozenset[str], float]]] = WeakKeyDictionary()


def _key_terms(index: Index, i: int) -> tuple[frozenset[str], float]:
    """Content tokens of key `i` and the sum of their idf; worked out once an index."""
    known = _TERMS.setdefault(index, {})
    if i not in known:
        folded = fold(index.keys[i].question, taiwan_wording=False).text
        terms = frozenset(tokenize(without_frame(folded)))
        known[i] = terms, sum(index.lexical.idf(term) for term in terms)
    return known[i]


def _dice(asked: Mapping[str, float], terms: frozenset[str], weight: float) -> float:
    """Twice what both share over what both have, by idf; 0 to 1. Dice 1945, Ecology."""
    total = sum(asked.values()) + weight
    return 2 * sum(idf for term, idf in asked.items() if term in terms) / total if total else 0.0


def best_by_row(spans: Sequence[KeyedSpan]) -> dict[int, float]:
    """Row -> score of the best span that covers it; later passages of a wide span a little less."""
    best: dict[int, float] = {}
    for span in spans:
        for place, row in enumerate(span.rows):
            score = span.score if place == 0 else span.score * 0.9
            best[row] = max(best.get(row, 0.0), score)
    return best
