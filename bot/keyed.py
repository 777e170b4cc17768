"""What the questions that editors attached to the spans of the texts say of a reader's question.

Each of the nearest has a say, found by kernel ridge regression among them: the combination of these
questions that the reader's is most like. So many ways to ask one thing don't outshout the one
question that asks another, and what all neighbours have in common counts for none of them. Counting
votes instead found the sentence asked for first in .56 of the dev questions, this in .75; fitted
to all 10,000 at once it is no better than among the 160 nearest, and takes 400 MB to learn.
Source: Saunders, Gammerman & Vovk 1998, "Ridge Regression Learning Algorithm in Dual Variables".
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from bot.question import Question
from bot.read_keys import ReadKeys, folded, read_keys
from bot.triangle import products, solved
from ingest.index import Index

_N_KEYS, _N_KEYS_COMPARED = 160, 240  # 200 and 300 are alike on the dev questions, 100 is worse
_N_SPANS, _N_HEARD = 30, 3  # of which all questions are given
_WORDS = 0.5  # of likeness; the rest is meaning. .4 to .6 are alike on the dev questions
_PENALTY = 0.5  # on large says; .25 to 1 are alike
_SHARPNESS = 8.0  # of the open questions' part
_FEW, _MORE = 5, 20  # nearest questions of which that part is taken


@dataclass(frozen=True, slots=True)
class KeyedSpan:
    """A span that editors attached questions to; `score`, 0 to 1, estimates that it answers.

    `rows` are those of the passages it overlaps; `question` is the nearest of its questions, and
    `questions` of the likeliest few spans are all of theirs, folded.
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
    """The spans whose questions are nearest, best first, and what open questions there are.

    `alike`, 0 to 1, is how near the nearest answered question is, `open_alike` the nearest open
    one, 0 where there are none. `said` is what the answered ones say in all, from 0 on, `open_said`
    the open ones' part, 0 to 1, of what all say; `open_shares` are their parts of the nearest few
    questions and of some more.
    """

    spans: tuple[KeyedSpan, ...] = ()
    alike: float = 0.0
    open_alike: float = 0.0
    said: float = 0.0
    open_said: float = 0.0
    open_shares: tuple[float, float] = (0.0, 0.0)


def nearest_keys(
    index: Index,
    question: Question,
    centred_query: np.ndarray,
    *,
    without: Set[int] = frozenset(),
) -> Keyed:
    """What the questions attached to the texts say of this one; nothing where there are none.

    The keys of `without` are not there: what is fitted on questions attached asks each without
    itself.
    """
    n_keys = _N_KEYS_COMPARED if question.kind == "compare" else _N_KEYS
    nearest, cosines = index.nearest_keys(centred_query, n_keys + len(without))
    if without:
        heard = ~np.isin(nearest, list(without))
        nearest, cosines = nearest[heard], cosines[heard]
    if not len(nearest):
        return Keyed()
    known = read_keys(index)
    places = known.places(nearest.tolist())
    spans = known.spans_of(places)
    words = known.likeness(places, question.read)
    likeness = _likeness(words, index.key_vectors(nearest), cosines)
    alike = likeness[-1, :-1]
    says = _says(_apart(question, known, spans, likeness))
    is_open = known.are_open(places)
    said, open_said = (max(0.0, float(says[own].sum())) for own in (~is_open, is_open))
    answered = _Neighbours(nearest, spans, says, alike).those(~is_open)
    return Keyed(
        _spans(index, known, answered, without),
        _most(answered.alike),
        _most(alike[is_open]),
        said,
        open_said / (said + open_said) if open_said else 0.0,
        _open_shares(alike, is_open),
    )


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The nearest keys, `(n,)` each: positions, their spans, what they say, how alike they are."""

    keys: np.ndarray
    spans: np.ndarray
    says: np.ndarray
    alike: np.ndarray

    def those(self, which: np.ndarray) -> "_Neighbours":
        """The ones for which `which` is true."""
        return _Neighbours(self.keys[which], self.spans[which], self.says[which], self.alike[which])

    def by_span(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The distinct spans, what the keys of each say in all, its nearest (first) key."""
        order = np.lexsort((self.keys, -self.alike, self.spans))
        spans, keys = self.spans[order], self.keys[order]
        is_first = np.concatenate([[True], spans[1:] != spans[:-1]])[: len(spans)]
        said = np.bincount(np.cumsum(is_first) - 1, weights=self.says[order])
        return spans[is_first], said, keys[is_first]


def _likeness(words: np.ndarray, vectors: np.ndarray, cosines: np.ndarray) -> np.ndarray:
    """`(n + 1, n + 1)`: how alike the keys and, last, the question are, by meaning and by words.

    On and below the diagonal; above it are zeros. `words` is used up.
    """
    likeness = np.multiply(words, _WORDS, out=words)
    likeness[:-1, :-1] += products(vectors, 1 - _WORDS)
    likeness[-1, :-1] += (1 - _WORDS) * cosines
    return np.maximum(likeness, 0.0, out=likeness)


def _apart(
    question: Question, known: ReadKeys, spans: np.ndarray, likeness: np.ndarray
) -> np.ndarray:
    """The likeness; where texts are compared, keys of two texts are not alike: each text speaks."""
    if question.kind != "compare":
        return likeness
    numbers: dict[str, int] = {}
    paths = (known.spans[span][0] for span in spans.tolist())
    texts = np.array([numbers.setdefault(path, len(numbers)) for path in paths])
    apart = likeness.copy()
    apart[:-1, :-1][texts[:, None] != texts[None, :]] = 0.0
    return apart


def _says(likeness: np.ndarray) -> np.ndarray:
    """What each key has to say of the question, which is the last row; about 1 in all, or less."""
    among = np.square(likeness[:-1, :-1], dtype=np.float64)
    among.ravel()[:: len(among) + 1] += _PENALTY
    return solved(among, np.square(likeness[-1, :-1], dtype=np.float64))


def _spans(
    index: Index, known: ReadKeys, nearest: _Neighbours, without: Set[int]
) -> tuple[KeyedSpan, ...]:
    """The spans that these keys are attached to, the likeliest first; of two alike, in order."""
    scored = [
        (-_estimate(said), known.spans[span], span, key)
        for span, said, key in zip(*(found.tolist() for found in nearest.by_span()), strict=True)
    ]
    unheard = {folded(index.keys[i].question) for i in without}
    found: list[KeyedSpan] = []
    for score, (path, start, end), span, key in sorted(scored)[:_N_SPANS]:
        heard = known.questions(span, index, key) if len(found) < _N_HEARD else ()
        asked = tuple(question for question in heard if question not in unheard)
        rows, question = index.key_rows[key], index.keys[key].question
        found.append(KeyedSpan(path, start, end, -score, rows, question, asked))
    return tuple(found)


def _estimate(said: float) -> float:
    """What some keys say together, 0 to 1; rounded, so that equal ones are."""
    return round(min(max(said, 0.0), 1.0), 6)


def _most(alike: np.ndarray) -> float:
    return min(1.0, float(alike.max(initial=0.0)))


def _open_shares(alike: np.ndarray, is_open: np.ndarray) -> tuple[float, float]:
    """The open questions' part of the few nearest and of some more; the nearer count more."""
    nearest = np.argsort(-alike, kind="stable")[:_MORE]
    votes = np.exp(_SHARPNESS * np.minimum(alike[nearest], 1.0))
    is_open = is_open[nearest]
    few, more = (votes[:n][is_open[:n]].sum() / votes[:n].sum() for n in (_FEW, _MORE))
    return float(few), float(more)


def score_by_row(spans: Sequence[KeyedSpan]) -> dict[int, float]:
    """Row -> score, 0 to 1, of the spans that it overlaps; later passages of one a little less."""
    scores: dict[int, float] = {}
    for span in spans:
        for place, row in enumerate(span.rows):
            score = span.score if place == 0 else span.score * 0.9
            scores[row] = min(1.0, scores.get(row, 0.0) + score)
    return scores
