"""What tells, beside its score, whether a sentence answers: a row of numbers a sentence."""

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np

from bot.aspect import ADVICE, Aspect, aspect_of
from bot.evidence import Evidence, ScoredSentence
from bot.lists import holds_list
from ingest.lexical import tokens_of
from ingest.records import Section
from ingest.script import fold_same_length

KINDS = ("list", "definition", "how-to", "why", "fact")
_DEFINES = re.compile(r"就是|即[:,]?|是指|指的是|理解为|称为|所谓|是一[种项个门]|的意思")
_REASON = re.compile(r"因为|由于|因此|所以|为了|才能|否则|容易|使|就会|可能|决定|导致|从而|原因")
_ASKS = re.compile(r"[？?][”」』’']?\s*$")
_ANNOUNCES = re.compile(r"[:：,，]\s*$")
_LEANS = re.compile(
    r"这|此|该|那|对此|为此|因此|所以|从而|其[^次一二三四五他]|而|但|不过|否则|同时|也|他们|它"
)
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万]+(?:[年月日天个]|分钟|小时)")
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
    asked = _asked(evidence)
    aspect = aspect_of(evidence.question.read)
    texts = [_folded(evidence, s) for s in scored]
    asked_runs = _runs_of(evidence.question.about)
    runs = [_longest_run(asked_runs, text) for text in texts]
    best = [max((f(s) for s in scored), default=1.0) or 1.0 for f in (_cosine, _coverage)]
    keys = [evidence.key_score(s.sentence) for s in scored]
    key, run = max(keys, default=0.0), max(runs, default=0)
    around = _around(scored)
    headed = {s.place: s for s in scored}
    headings = {place: _of_headings(evidence, s) for place, s in headed.items()}
    return np.array(
        [
            (
                *(s.score, s.cosine, s.cosine / best[0], s.coverage, s.coverage / best[1]),
                *(s.under_heading, own_key, own_key - key, _hit(evidence, s), 1 / s.rank),
                *headings[s.place],
                *(_share_said(evidence, text), own_run, own_run - run),
                *around[id(s)],
                math.log(s.n_chars + 1),
                *_of_text(evidence, s, text, aspect),
                *asked,
            )
            for s, text, own_run, own_key in zip(scored, texts, runs, keys, strict=True)
        ],
        dtype=np.float32,
    ).reshape(len(scored), len(NAMES))


def _cosine(scored: ScoredSentence) -> float:
    return scored.cosine


def _coverage(scored: ScoredSentence) -> float:
    return scored.coverage


def _hit(evidence: Evidence, scored: ScoredSentence) -> float:
    return evidence.hits[scored.rank - 1].score


def _folded(evidence: Evidence, scored: ScoredSentence) -> str:
    sentence = scored.sentence
    return evidence.folded(sentence.document, sentence.start, sentence.end)


def _asked(evidence: Evidence) -> tuple[float, ...]:
    """What the question is, the same for every sentence."""
    question = evidence.question
    kinds = (float(question.kind == kind) for kind in KINDS)
    keyed = float(bool(evidence.found.keyed))
    return evidence.missing, float(question.number or 0), len(question.terms), keyed, *kinds


def _of_headings(evidence: Evidence, scored: ScoredSentence) -> tuple[float, float]:
    """Coverage of the question by its section's heading, and by all headings above it."""
    document = scored.sentence.document
    outline = evidence.outline(document)
    section = outline[scored.sentence.section]
    heads = [_heading(evidence, section)]
    while section.index > 0:
        section = outline[section.parent]
        heads.append(_heading(evidence, section))
    return evidence.coverage(heads[0]), evidence.coverage(*heads)


def _heading(evidence: Evidence, section: Section) -> str:
    return evidence.folded(section.document, section.heading_start, section.heading_end)


def _share_said(evidence: Evidence, text: str) -> float:
    """Share, 0 to 1, of the sentence's tokens that the question says."""
    tokens = tokens_of(text)
    return len(tokens & frozenset(evidence.question.terms)) / len(tokens) if tokens else 0.0


def _runs_of(about: str) -> Sequence[tuple[int, Sequence[str]]]:
    """The runs of characters looked for, by their length, the longest first."""
    words = about.split()
    lengths = range(_LONGEST, 1, -1)
    return [(n, [w[i : i + n] for w in words for i in range(len(w) - n + 1)]) for n in lengths]


def _longest_run(asked: Sequence[tuple[int, Sequence[str]]], text: str) -> int:
    """Characters of the longest run that question and sentence share, at most `_LONGEST`."""
    if not any(run in text for run in asked[-1][1]):  # not even two: of most sentences
        return 0
    return next(n for n, runs in asked if any(run in text for run in runs))


def _around(scored: Sequence[ScoredSentence]) -> dict[int, tuple[float, ...]]:
    """By id: the scores before and after it, its section's best and mean, its rank and place."""
    ordered = sorted(scored, key=lambda s: (s.place, s.sentence.start))
    found: dict[int, tuple[float, ...]] = {}
    for _, group in groupby(ordered, key=lambda s: s.place):
        section = list(group)
        scores = [s.score for s in section]
        ranks = sorted(scores, reverse=True)
        for i, own in enumerate(section):
            found[id(own)] = (
                scores[i - 1] if i else 0.0,
                scores[i + 1] if i + 1 < len(section) else 0.0,
                ranks[0] - own.score,
                sum(scores) / len(scores),
                ranks.index(own.score) / len(section),
                i / len(section),
                float(i == 0),
            )
    return found


def _of_text(
    evidence: Evidence, scored: ScoredSentence, text: str, aspect: Aspect | None
) -> Iterable[float]:
    """What it says by form: whether advice, a definition, a reason, a figure, and so on."""
    advice, defines, reason, figure, asks, announces, leans = _form(scored.sentence.text)
    told = float(aspect is not None and aspect.tells.search(text) is not None)
    listed = float(holds_list(evidence, scored))
    return (
        *(advice, defines, reason, figure, listed, asks, announces, leans),
        *(told, float(scored.is_heading)),
    )


@lru_cache(maxsize=16_384)
def _form(text: str) -> tuple[float, ...]:
    """What no question changes: advice, defines, reason, figure, asks, announces, leans."""
    plain = fold_same_length(text)
    searched = (_DEFINES, _REASON, _FIGURE, _ASKS, _ANNOUNCES)
    found = [float(pattern.search(plain) is not None) for pattern in searched]
    return min(len(ADVICE.findall(plain)), 4), *found, float(_LEANS.match(plain) is not None)
