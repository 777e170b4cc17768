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


_Place = tuple[str, int, int]
"""Path, start and end of a span."""


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
class _Known:
    """What was worked out of an index's keys so far; a question compares two hundred of them."""

    weights: dict[int, float]
    """Key -> the sum of its content tokens' idf."""
    places: dict[int, "_Place | None"]
    """Key -> its span; None of an open one."""
    holding: dict[str, set[int]]
    """Content token -> the keys that hold it."""
    questions: dict[_Place, tuple[str, ...]]


_NONE: frozenset[int] = frozenset()
_KNOWN: WeakKeyDictionary[Index, _Known] = WeakKeyDictionary()


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
    nearest, cosines = index.nearest_keys(centred_query, _N_KEYS)
    keys = nearest.tolist()
    likeness = _likeness(index, question, keys, cosines.tolist())
    votes: dict[_Place, list[tuple[float, int]]] = {}
    open_alike = 0.0
    places = _KNOWN[index].places
    for i, alike in zip(keys, likeness, strict=True):
        place = places[i]
        if place is None:
            open_alike = max(open_alike, min(alike, 1.0))
        else:
            votes.setdefault(place, []).append((alike, i))
    best = sorted((-_vote(found), place) for place, found in votes.items())[:_N_SPANS]
    spans = tuple(_span(index, place, -score, votes[place]) for score, place in best)
    return Keyed(spans, open_alike)


def _likeness(
    index: Index, question: Question, keys: Sequence[int], cosines: Sequence[float]
) -> list[float]:
    """How near the question is to each of these keys, by meaning and by the words they share."""
    known = _KNOWN.setdefault(index, _Known({}, {}, {}, {}))
    for i in keys:
        if i not in known.weights:
            _read_key(index, i, known)
    asked = {term: index.lexical.idf(term) for term in question.terms}
    total = sum(asked.values())
    shared: dict[int, list[float]] = {}
    near = frozenset(keys)
    for term, idf in asked.items():
        for i in near & known.holding.get(term, _NONE):
            shared.setdefault(i, []).append(idf)
    likeness: list[float] = []
    for i, cosine in zip(keys, cosines, strict=True):
        both = math.fsum(shared.get(i, ()))
        sum_of_both = total + known.weights[i]
        words = 2 * both / sum_of_both if sum_of_both else 0.0
        likeness.append(0.65 * cosine + 0.35 * words if cosine > 0 else 0.35 * words)
    return likeness


def _vote(found: Sequence[tuple[float, int]]) -> float:
    if len(found) == 1:
        return min(1.0, found[0][0])  # log exp
    votes = sum(math.exp(_SHARPNESS * alike) for alike, _ in found)
    total = math.log(votes / len(found) ** 0.5) / _SHARPNESS
    return min(1.0, max(0.0, total))


def _span(
    index: Index, place: _Place, score: float, found: Sequence[tuple[float, int]]
) -> KeyedSpan:
    _, best = max(found)
    questions = _questions(index, place, best)
    return KeyedSpan(*place, score, index.key_rows[best], index.keys[best].question, questions)


def _questions(index: Index, place: _Place, i: int) -> tuple[str, ...]:
    """The questions of the span that key `i` is attached to, folded."""
    known = _KNOWN[index].questions
    if place not in known:
        known[place] = tuple(map(_folded, index.questions_of(i)))
    return known[place]


def _read_key(index: Index, i: int, known: _Known) -> None:
    """Works out key `i`; once an index."""
    key = index.keys[i]
    terms = frozenset(tokenize(without_frame(_folded(key.question))))
    known.places[i] = None if key.is_open else (key.path, key.start, key.end)
    for term in terms:
        known.holding.setdefault(term, set()).add(i)
    known.weights[i] = sum(index.lexical.idf(term) for term in terms)


def _folded(question: str) -> str:
    return fold(question, taiwan_wording=False).text


def best_by_row(spans: Sequence[KeyedSpan]) -> dict[int, float]:
    """Row -> score of the best span that covers it; later passages of a wide span a little less."""
    best: dict[int, float] = {}
    for span in spans:
        for place, row in enumerate(span.rows):
            score = span.score if place == 0 else span.score * 0.9
            best[row] = max(best.get(row, 0.0), score)
    return best
