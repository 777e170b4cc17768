"""How near a question is to the questions that editors attached to the spans of the texts."""

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from bot.frame import without_frame
from bot.question import Question
from ingest.index import Index
from ingest.lexical import tokenize
from ingest.script import fold

_N_KEYS = 200  # the nearest by vector; only these are compared word by word and vote
_N_SPANS, _N_SPANS_COMPARED = 12, 30  # a comparison wants some of each text
_SHARPNESS = 8.0  # of the vote: 5 to 15 are alike on the dev questions, one key alone is worse
_FEW, _MORE = 5, 20  # nearest questions whose votes are counted


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


class _Known:
    """What was worked out of an index's keys so far; a question compares two hundred of them."""

    def __init__(self, index: Index) -> None:
        self.weights = np.full(len(index.keys), np.nan)
        """Of each key the sum of its content tokens' idf; NaN where it was not read yet."""
        self.holding: dict[str, set[int]] = {}
        """Content token -> the keys that hold it."""
        self.questions: dict[_Place, tuple[str, ...]] = {}
        places = [(key.path, key.start, key.end) for key in index.keys]
        self.places = list(dict.fromkeys(places))
        """Every span once, in the order of search, as the keys are."""
        numbers = {place: number for number, place in enumerate(self.places)}
        self.place_of = np.array([numbers[place] for place in places], dtype=np.int64)
        self.is_open = np.array([key.is_open for key in index.keys], dtype=bool)


_NONE: frozenset[int] = frozenset()
_KNOWN: WeakKeyDictionary[Index, _Known] = WeakKeyDictionary()


def _known(index: Index) -> _Known:
    if index not in _KNOWN:
        _KNOWN[index] = _Known(index)
    return _KNOWN[index]


@dataclass(frozen=True, slots=True)
class Keyed:
    """The spans whose questions are nearest, best first, and what open questions there are.

    `alike`, 0 to 1, is how near the nearest answered question is, `open_alike` the nearest open
    one, 0 where there are none; `open_shares` are the open ones' parts of the votes of the nearest
    few questions and of some more.
    """

    spans: tuple[KeyedSpan, ...] = ()
    alike: float = 0.0
    open_alike: float = 0.0
    open_shares: tuple[float, float] = (0.0, 0.0)


def nearest_keys(
    index: Index,
    question: Question,
    centred_query: np.ndarray,
    *,
    without: Set[int] = frozenset(),
) -> Keyed:
    """What the questions attached to the texts say of this one; nothing where there are none.

    The questions of a span vote: log mean exp of their similarities, where the mean is over the
    root of their number, so that three near ones beat one and many far ones do not. The keys of
    `without` are not there: what is fitted on questions attached asks each without itself.
    """
    nearest, cosines = index.nearest_keys(centred_query, _N_KEYS + len(without))
    if without:
        heard = ~np.isin(nearest, list(without))
        nearest, cosines = nearest[heard], cosines[heard]
    known = _known(index)
    alike = _likeness(index, question, nearest, cosines)
    is_open = known.is_open[nearest]
    near, own = nearest[~is_open], alike[~is_open]
    places, of_place = np.unique(known.place_of[near], return_inverse=True)
    votes = _votes(own, of_place, len(places))
    n_spans = _N_SPANS_COMPARED if question.kind == "compare" else _N_SPANS
    best = np.lexsort((places, -votes))[:n_spans]
    spans = tuple(
        _span(index, int(places[i]), float(votes[i]), near[of_place == i], own[of_place == i])
        for i in best
    )
    if without:
        unheard = {_folded(index.keys[i].question) for i in without}
        spans = tuple(_unheard(span, unheard) for span in spans)
    few, more = (_open_share(alike, is_open, n) for n in (_FEW, _MORE))
    return Keyed(spans, _most(own), _most(alike[is_open]), (few, more))


def _most(alike: np.ndarray) -> float:
    return min(1.0, float(alike.max(initial=0.0)))


def _open_share(alike: np.ndarray, is_open: np.ndarray, n: int) -> float:
    """The open questions' part of the votes of the `n` nearest; 0 of none."""
    nearest = np.argsort(-alike, kind="stable")[:n]
    votes = np.exp(_SHARPNESS * np.minimum(alike[nearest], 1.0))
    return float(votes[is_open[nearest]].sum() / votes.sum()) if len(nearest) else 0.0


def _unheard(span: KeyedSpan, questions: Set[str]) -> KeyedSpan:
    """The span without these questions."""
    return replace(span, questions=tuple(q for q in span.questions if q not in questions))


def _likeness(
    index: Index, question: Question, keys: np.ndarray, cosines: np.ndarray
) -> np.ndarray:
    """How near the question is to each of these keys, by meaning and by the words they share."""
    known = _known(index)
    for i in keys[np.isnan(known.weights[keys])].tolist():
        _read_key(index, i, known)
    asked = {term: index.lexical.idf(term) for term in question.terms}
    total = sum(asked.values())
    shared: dict[int, list[float]] = {}
    near = frozenset(keys.tolist())
    for term, idf in asked.items():
        for i in near & known.holding.get(term, _NONE):
            shared.setdefault(i, []).append(idf)
    both = np.array([math.fsum(shared.get(i, ())) for i in keys.tolist()], dtype=np.float64)
    weights = total + known.weights[keys]
    words = np.divide(2 * both, weights, out=np.zeros_like(both), where=weights > 0)
    return 0.65 * np.maximum(cosines.astype(np.float64), 0.0) + 0.35 * words


def _votes(alike: np.ndarray, of_place: np.ndarray, n_places: int) -> np.ndarray:
    """What the keys of each place say together; of a place with one key, what that one says."""
    counts = np.bincount(of_place, minlength=n_places)
    sums = np.bincount(of_place, np.exp(_SHARPNESS * alike), minlength=n_places)
    return np.clip(np.log(sums / np.where(counts > 1, counts, 1) ** 0.5) / _SHARPNESS, 0.0, 1.0)


def _span(index: Index, place: int, score: float, keys: np.ndarray, alike: np.ndarray) -> KeyedSpan:
    """A span with its score; `keys` are its nearest, `alike` how near."""
    best = int(keys[np.lexsort((keys, alike))[-1]])
    spanned = _known(index).places[place]
    questions = _questions(index, spanned, best)
    return KeyedSpan(*spanned, score, index.key_rows[best], index.keys[best].question, questions)


def _questions(index: Index, place: _Place, i: int) -> tuple[str, ...]:
    """The questions of the span that key `i` is attached to, folded."""
    known = _known(index).questions
    if place not in known:
        known[place] = tuple(map(_folded, index.questions_of(i)))
    return known[place]


def read_keys(index: Index, *, n_most: int = 20_000) -> None:
    """Works out the keys before anybody asks, `n_most` of them: each takes a tenth of a ms."""
    known = _known(index)
    for i in range(min(n_most, len(index.keys))):
        if np.isnan(known.weights[i]):
            _read_key(index, i, known)


def _read_key(index: Index, i: int, known: _Known) -> None:
    """Works out key `i`; once an index."""
    terms = frozenset(tokenize(without_frame(_folded(index.keys[i].question))))
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
