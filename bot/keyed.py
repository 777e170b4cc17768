"""How near a question is to the questions that editors attached to the spans of the texts."""

import math
from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class Keyed:
    """The spans whose questions are nearest, best first, and how near an open question is.

    `open_alike`, 0 to 1, is 0 where the texts have no open questions.
    """

    spans: tuple[KeyedSpan, ...] = ()
    open_alike: float = 0.0


def nearest_keys(index: Index, question: Question, centred_query: np.ndarray) -> Keyed:
    """What the questions attached to the texts say of this one; nothing where there are none.

    The questions of a span vote: log mean exp of their similarities, where the mean is over the
    root of their number, so that three near ones beat one and many far ones do not.
    """
    if not index.keys:
        return Keyed()
    cosines = index.key_cosines(centred_query)
    n = min(_N_KEYS, len(cosines))
    nearest = np.argpartition(-cosines, n - 1)[:n]
    asked = {term: index.lexical.idf(term) for term in question.terms}
    total = sum(asked.values())
    words_asked = frozenset(asked)
    known = _TERMS.setdefault(index, {})
    votes: dict[tuple[str, int, int], list[tuple[float, int]]] = {}
    open_alike = 0.0
    for i, cosine in zip(nearest.tolist(), cosines[nearest].tolist(), strict=True):
        key = index.keys[i]
        terms, weight = known.get(i) or _key_terms(index, i)
        both = math.fsum(map(asked.__getitem__, words_asked & terms))
        words = _dice(both, total, weight)
        alike = 0.65 * max(cosine, 0.0) + 0.35 * words
        if key.is_open:
            open_alike = max(open_alike, min(alike, 1.0))
            continue
        votes.setdefault((key.path, key.start, key.end), []).append((alike, i))
    best = sorted((-_vote(found), place) for place, found in votes.items())[:_N_SPANS]
    spans = tuple(_span(index, place, -score, votes[place]) for score, place in best)
    return Keyed(spans, open_alike)


def _vote(found: Sequence[tuple[float, int]]) -> float:
    votes = sum(math.exp(_SHARPNESS * alike) for alike, _ in found)
    total = math.log(votes / len(found) ** 0.5) / _SHARPNESS
    return min(1.0, max(0.0, total))


def _span(
    index: Index, place: tuple[str, int, int], score: float, found: Sequence[tuple[float, int]]
) -> KeyedSpan:
    _, best = max(found)
    questions = _questions(index)[place]
    return KeyedSpan(*place, score, index.key_rows[best], index.keys[best].question, questions)


_Place = tuple[str, int, int]
_QUESTIONS: WeakKeyDictionary[Index, dict[_Place, tuple[str, ...]]] = WeakKeyDictionary()


def _questions(index: Index) -> dict[_Place, tuple[str, ...]]:
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
    folded = fold(index.keys[i].question, taiwan_wording=False).text
    terms = frozenset(tokenize(without_frame(folded)))
    known = _TERMS.setdefault(index, {})
    known[i] = terms, sum(index.lexical.idf(term) for term in terms)
    return known[i]


def _dice(both: float, a: float, b: float) -> float:
    """Twice what two sets share over what both have, by idf; 0 to 1. Dice 1945, Ecology."""
    return 2 * both / (a + b) if a + b else 0.0


def best_by_row(spans: Sequence[KeyedSpan]) -> dict[int, float]:
    """Row -> score of the best span that covers it; later passages of a wide span a little less."""
    best: dict[int, float] = {}
    for span in spans:
        for place, row in enumerate(span.rows):
            score = span.score if place == 0 else span.score * 0.9
            best[row] = max(best.get(row, 0.0), score)
    return best
