"""How well passages are ranked: nDCG, recall, reciprocal rank, and how much evidence they bring.

A ranking is spans, best first. A passage is relevant (grade 1) if it shares a code point with an
evidence span, else grade 0: whoever cut the texts into passages, ours or another system, is
measured alike. Rankings hold each passage once; ties were broken by the system. What is ranked
below the cutoff, or not at all, gains nothing. An empty ranking has score 0; a question without
relevant passages raises Undefined, since no ranking of it is better than another.
"""

import math
from collections.abc import Sequence

from eval.measures.undefined import Undefined
from eval.spans import Span, n_covered, n_shared

COVERED_SHARE = 0.5


def is_relevant(passage: Span, evidence: Sequence[Span]) -> bool:
    """Whether the passage holds any of the evidence."""
    return any(n_shared(passage, span) for span in evidence)


def relevant_passages(collection: Sequence[Span], evidence: Sequence[Span]) -> frozenset[Span]:
    """The passages of a whole collection that hold any of the evidence: its qrels."""
    return frozenset(passage for passage in collection if is_relevant(passage, evidence))


def ndcg(ranking: Sequence[Span], relevant: frozenset[Span], cutoff: int) -> float:
    """nDCG@cutoff, 0 to 1: binary grades, discount 1 / log2(rank + 1), ideal over all relevant.

    Source: Järvelin & Kekäläinen 2002, TOIS 20(4); the log2(rank + 1) form of trec_eval.
    """
    _check(relevant)
    gained = sum(
        1 / math.log2(rank + 1)
        for rank, passage in enumerate(ranking[:cutoff], start=1)
        if passage in relevant
    )
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(relevant), cutoff) + 1))
    return gained / ideal


def recall(ranking: Sequence[Span], relevant: frozenset[Span], cutoff: int) -> float:
    """Share of the relevant passages among the first `cutoff` (trec_eval's recall_k)."""
    _check(relevant)
    return len(relevant.intersection(ranking[:cutoff])) / len(relevant)


def reciprocal_rank(ranking: Sequence[Span], evidence: Sequence[Span]) -> float:
    """1 / rank of the first relevant passage, 0 where none is ranked; its mean is MRR.

    Source: Voorhees 1999, TREC-8 question answering track. Needs no knowledge of the collection.
    """
    _check(evidence)
    for rank, passage in enumerate(ranking, start=1):
        if is_relevant(passage, evidence):
            return 1 / rank
    return 0.0


def evidence_recall(
    ranking: Sequence[Span],
    evidence: Sequence[Span],
    cutoff: int,
    *,
    share: float = COVERED_SHARE,
) -> float:
    """Share of the evidence spans that the first `cutoff` passages cover.

    A span is covered when at least `share` of its code points lie in those passages together. A
    question that needs several spans is answered by all of them, which recall over passages
    does not show: one long passage or five short ones may hold the same evidence.
    """
    _check(evidence)
    top = ranking[:cutoff]
    return sum(n_covered(span, top) >= share * span.length for span in evidence) / len(evidence)


def _check(relevant: Sequence[Span] | frozenset[Span]) -> None:
    if not relevant:
        raise Undefined("undefined for a question with nothing relevant")
