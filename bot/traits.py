"""What tells, beside its score, whether a sentence answers: a row of numbers a sentence."""

from collections.abc import Iterable, Sequence

import numpy as np

from bot.aspect import aspect_of
from bot.evidence import Evidence, ScoredSentence
from bot.lists import holds_list

KINDS = ("list", "definition", "how-to", "why", "fact")
_LONGEST = 6  # characters of the longest run looked for

NAMES = (
    *("score", "cosine", "cosine_best", "coverage", "coverage_best", "under_heading"),
    *("key", "key_best", "hit", "rank", "heading", "path", "said", "run", "run_best"),
    *(
        "before",
        "after",
        "section_best",
        "section_mean",
        "section_rank",
        "place",
        "first",
        "length",
    ),
    *("advice", "defines", "reason", "figure", "list", "asks", "announces", "leans", "aspect"),
    *("is_heading", "missing", "number", "n_terms", "keyed", *KINDS),
)


def traits(evidence: Evidence) -> np.ndarray:
    """`(n, len(NAMES))` float32, a row for each of `evidence.sentences`."""
    scored = evidence.sentences
    if not scored:
        return np.empty((0, len(NAMES)), dtype=np.float32)
    rows = np.empty((len(scored), len(NAMES)))
    own = [
        (s.score, s.cosine, s.coverage, s.under_heading, s.key, _hit(evidence, s), s.rank)
        for s in scored
    ]
    score, cosine, coverage, under_heading, key, hit, rank = np.array(own).T
    run = _runs(evidence)
    columns = [
        *(score, cosine, cosine / (cosine.max() or 1.0), coverage),
        *(coverage / (coverage.max() or 1.0), under_heading, key, key - key.max(), hit, 1 / rank),
        *_of_headings(evidence),
        *(_shares_said(evidence), run, run - run.max()),
        *_around(scored, score),
        *_of_texts(evidence),
        *_asked(evidence),
    ]
    for i, column in enumerate(columns):
        rows[:, i] = column
    return rows.astype(np.float32)


def _hit(evidence: Evidence, scored: ScoredSentence) -> float:
    return evidence.hits[scored.rank - 1].score


def _asked(evidence: Evidence) -> tuple[float, ...]:
    """What the question is, the same for every sentence."""
    question = evidence.question
    kinds = (float(question.kind == kind) for kind in KINDS)
    keyed = float(bool(evidence.found.keyed))
    return evidence.missing, float(question.number or 0), len(question.terms), keyed, *kinds


def _of_headings(evidence: Evidence) -> np.ndarray:
    """`(2, n)`: coverage of the question by its section's heading, and by all headings above it."""
    known: dict[tuple[str, int], tuple[float, float]] = {}
    for scored in evidence.sentences:
        if scored.place not in known:
            one = scored.opened
            shares = evidence.share_of(one.heading_tokens), evidence.share_of(one.path_tokens)
            known[scored.place] = shares
    return np.array([known[scored.place] for scored in evidence.sentences]).T


def _shares_said(evidence: Evidence) -> list[float]:
    """Share, 0 to 1, of each sentence's tokens that the question says."""
    terms = frozenset(evidence.question.terms)
    tokens = (scored.opened.tokens for scored in evidence.sentences)
    return [len(own & terms) / len(own) if own else 0.0 for own in tokens]


def _runs(evidence: Evidence) -> np.ndarray:
    """`(n,)` how many characters the longest run has that question and sentence share."""
    asked = _runs_of(evidence.question.about)
    texts = (scored.opened.folded for scored in evidence.sentences)
    return np.array([_longest_run(asked, text) for text in texts])


def _runs_of(about: str) -> Sequence[tuple[int, Sequence[str]]]:
    """The runs of characters looked for, by their length, the shortest first."""
    words = about.split()
    lengths = range(2, _LONGEST + 1)
    return [(n, [w[i : i + n] for w in words for i in range(len(w) - n + 1)]) for n in lengths]


def _longest_run(asked: Sequence[tuple[int, Sequence[str]]], text: str) -> int:
    """Characters of the longest run that question and sentence share, at most `_LONGEST`."""
    longest = 0
    for n, runs in asked:
        if not any(run in text for run in runs):
            break  # a longer one would hold this long a one
        longest = n
    return longest


def _around(scored: Sequence[ScoredSentence], scores: np.ndarray) -> Iterable[np.ndarray]:
    """`(n,)` each: the scores before and after, its section's best and mean, its rank and place."""
    numbers: dict[tuple[str, int], int] = {}
    section = np.array([numbers.setdefault(s.place, len(numbers)) for s in scored])
    start = np.array([s.sentence.start for s in scored])
    same = section[:, None] == section
    n_same = same.sum(axis=1)
    place = (same & (start < start[:, None])).sum(axis=1)
    best = np.where(same, scores, -np.inf).max(axis=1)
    above = (same & (scores > scores[:, None])).sum(axis=1)
    yield from _beside(np.lexsort((start, section)), section, scores)
    yield from (best - scores, same @ scores / n_same, above / n_same, place / n_same, place == 0)


def _beside(
    order: np.ndarray, section: np.ndarray, scores: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The scores before and after each in the same section, 0 where there is none."""
    before, after = np.zeros(len(scores)), np.zeros(len(scores))
    follows = section[order[1:]] == section[order[:-1]]
    first, second = order[:-1][follows], order[1:][follows]
    before[second], after[first] = scores[first], scores[second]
    return before, after


def _of_texts(evidence: Evidence) -> Iterable[Sequence[float]]:
    """What each says by form: its length, whether advice, a definition, a reason, and so on."""
    scored = evidence.sentences
    aspect = aspect_of(evidence.question.read)
    tells = aspect.tells.search if aspect is not None else lambda _: None
    rows = [
        (
            *s.opened.form,
            holds_list(evidence, s),
            tells(s.opened.folded) is not None,
            s.is_heading,
        )
        for s in scored
    ]
    length, advice, defines, reason, figure, asks, announces, leans, *rest = np.array(rows, float).T
    listed, told, is_heading = rest
    return length, advice, defines, reason, figure, listed, asks, announces, leans, told, is_heading
