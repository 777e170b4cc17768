"""Our ranking measures against an independent implementation."""

import warnings
from random import Random

import pytest

from eval.measures import ranking
from eval.spans import Span

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ir_measures
    from ir_measures import RR, R, nDCG


@pytest.mark.parametrize("seed", range(20))
def test_ours_agree_with_ir_measures(seed: int):
    random = Random(seed)
    collection = [Span("t", i * 10, i * 10 + 10) for i in range(30)]
    evidence = [Span("t", s, s + random.randint(1, 25)) for s in random.sample(range(280), 3)]
    found = random.sample(collection, random.randint(1, 12))
    relevant = ranking.relevant_passages(collection, evidence)
    qrels = [ir_measures.Qrel("q", str(span), 1) for span in relevant]
    run = [ir_measures.ScoredDoc("q", str(span), -float(i)) for i, span in enumerate(found)]
    theirs = ir_measures.calc_aggregate([nDCG @ 5, R @ 5, RR], qrels, run)
    assert ranking.ndcg(found, relevant, 5) == pytest.approx(theirs[nDCG @ 5])
    assert ranking.recall(found, relevant, 5) == pytest.approx(theirs[R @ 5])
    assert ranking.reciprocal_rank(found, evidence) == pytest.approx(theirs[RR])
