"""How near a question is to the questions that editors attached to the spans of the texts."""

import math
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from heapq import nlargest
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


@dataclass(frozen=True, slots=True)
class _Known:
    """What was worked out of an index's keys so far; a question compares two hundred of them."""

    terms: dict[int, tuple[frozenset[str], float, _Place]]
    """Key -> its content tokens, the sum of their idf, and its span."""
    questions: dict[_Place, tuple[str, ...]]


_KNOWN: WeakKeyDictionary[Index, _Known] = WeakKeyDictionary()


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
    asked = {term: index.lexical.idf(term) for term in question.terms}
    total = sum(asked.values())
    words_asked = frozenset(asked)
    known = _KNOWN.setdefault(index, _Known({}, {}))
    votes: dict[_Place, list[tuple[float, int]]] = {}
    heard: list[tuple[float, bool]] = []
    for i, cosine in zip(nearest.tolist(), cosines.tolist(), strict=True):
        if i in without:
            continue
        terms, weight, place = known.terms.get(i) or _key_terms(index, i)
        both = math.fsum(map(asked.__getitem__, words_asked & terms))
        words = 2 * both / (total + weight) if total + weight else 0.0
        alike = 0.65 * cosine + 0.35 * words if cosine > 0 else 0.35 * words
        heard.append((min(alike, 1.0), index.keys[i].is_open))
        if not index.keys[i].is_open:
            votes.setdefault(place, []).append((alike, i))
    n_spans = _N_SPANS_COMPARED if question.kind == "compare" else _N_SPANS
    best = sorted((-_vote(found), place) for place, found in votes.items())[:n_spans]
    spans = tuple(_span(index, place, -score, votes[place]) for score, place in best)
    if without:
        unheard = {_folded(index.keys[i].question) for i in without}
        spans = tuple(_unheard(span, unheard) for span in spans)
    few, more = (_open_share(heard, n) for n in (_FEW, _MORE))
    return Keyed(spans, _most(heard, is_open=False), _most(heard, is_open=True), (few, more))


def _most(heard: Iterable[tuple[float, bool]], *, is_open: bool) -> float:
    return max((alike for alike, one in heard if one == is_open), default=0.0)


def _open_share(heard: Iterable[tuple[float, bool]], n: int) -> float:
    """The open questions' part of the votes of the `n` nearest; 0 of none."""
    nearest = [(math.exp(_SHARPNESS * alike), is_open) for alike, is_open in nlargest(n, heard)]
    votes = sum(vote for vote, _ in nearest)
    return sum(vote for vote, is_open in nearest if is_open) / votes if votes else 0.0


def _unheard(span: KeyedSpan, questions: Set[str]) -> KeyedSpan:
    """The span without these questions."""
    return replace(span, questions=tuple(q for q in span.questions if q not in questions))


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


def _key_terms(index: Index, i: int) -> tuple[frozenset[str], float, _Place]:
    """Content tokens of key `i`, the sum of their idf, its span; worked out once an index."""
    key = index.keys[i]
    terms = frozenset(tokenize(without_frame(_folded(key.question))))
    known = _KNOWN[index].terms
    place = (key.path, key.start, key.end)
    known[i] = terms, sum(index.lexical.idf(term) for term in terms), place
    return known[i]


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
