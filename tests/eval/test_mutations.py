"""A bot that errs in one way gets the score it deserves, over the real questions and texts."""

import pytest

from eval.cases import Case
from eval.results import Results
from eval.sources import Sources
from tests.eval import fakes


@pytest.fixture(scope="module")
def texts() -> Sources:
    return fakes.sources()


@pytest.fixture(scope="module")
def items() -> list[Case]:
    return fakes.cases()


def value(results: Results, measure: str) -> float:
    figure = results.summary.overall[measure]
    assert figure is not None, measure
    return figure.value


def undefined(results: Results, *measures: str) -> bool:
    return all(results.summary.overall[measure] is None for measure in measures)


def test_who_says_and_cites_the_evidence_gets_all(texts: Sources, items: list[Case]):
    results = fakes.measured(fakes.oracle(texts), items, texts)
    for measure in (
        *("right", "key_point_recall", "complete", "list_complete", "evidence_recall@5", "mrr"),
        *("citation_precision", "citation_recall", "citation_focus", "quote_integrity"),
        *("groundedness", "supported", "refusal_precision", "refusal_recall", "auroc"),
    ):
        assert value(results, measure) > 0.97, measure
    assert value(results, "false_refusal") == 0.0
    assert value(results, "calibration_error") == pytest.approx(0.1)


def test_who_says_nothing_gets_nothing(texts: Sources, items: list[Case]):
    results = fakes.measured(fakes.empty(texts), items, texts)
    for measure in ("right", "key_point_recall", "complete", "citation_recall", "refusal_recall"):
        assert value(results, measure) == 0.0, measure
    for measure in ("evidence_recall@5", "mrr", "ndcg@5", "recall@5"):
        assert value(results, measure) == 0.0, measure
    # Nothing cited, nothing claimed, nothing refused: no precision, and no zero either.
    assert undefined(results, "citation_precision", "groundedness", "quote_integrity")
    assert undefined(results, "refusal_precision", "citation_focus", "in_order")


def test_who_dumps_passages_is_not_taken_for_precise(texts: Sources, items: list[Case]):
    right = fakes.measured(fakes.oracle(texts), items, texts)
    results = fakes.measured(fakes.dump(texts), items, texts)
    assert value(results, "key_point_recall") > 0.97
    assert value(results, "citation_recall") > 0.97
    assert value(results, "citation_precision") < 0.4
    assert value(results, "citation_focus") < 0.2
    assert value(results, "refusal_recall") == 0.0
    assert value(results, "answer_chars") > 5 * value(right, "answer_chars")


def test_who_cites_at_random_is_found_out(texts: Sources, items: list[Case]):
    results = fakes.measured(fakes.at_random(texts), items, texts)
    assert value(results, "key_point_recall") > 0.97
    assert value(results, "quote_integrity") == 1.0
    assert value(results, "citation_precision") < 0.1
    assert value(results, "citation_recall") < 0.1
    assert value(results, "groundedness") < 0.2


def test_who_always_refuses(texts: Sources, items: list[Case]):
    results = fakes.measured(fakes.always_refuses(texts), items, texts)
    unanswerable = sum(not case.answerable for case in items) / len(items)
    assert value(results, "refusal_recall") == 1.0
    assert value(results, "false_refusal") == 1.0
    assert value(results, "refusal_precision") == pytest.approx(unanswerable)
    assert value(results, "right") == pytest.approx(unanswerable)
    assert value(results, "key_point_recall") == 0.0
    assert value(results, "auroc") == 0.5
    assert undefined(results, "groundedness", "key_point_recall_answered", "answer_chars")


def test_who_never_refuses(texts: Sources, items: list[Case]):
    results = fakes.measured(fakes.never_refuses(texts), items, texts)
    assert value(results, "refusal_recall") == 0.0
    assert value(results, "false_refusal") == 0.0
    assert undefined(results, "refusal_precision")
    assert value(results, "groundedness") > 0.97  # what it says is in the texts all the same
    assert value(results, "right") == pytest.approx(
        value(results, "complete") * sum(case.answerable for case in items) / len(items)
    )


def test_who_swaps_a_number_is_not_grounded(texts: Sources, items: list[Case]):
    right = {c.id: fakes.oracle(texts)(c)["answer"] for c in items}
    make = fakes.swaps_numbers(texts)
    touched = [c for c in items if c.answerable and make(c)["answer"] != right[c.id]]
    assert len(touched) > 30
    before = fakes.measured(fakes.oracle(texts), touched, texts)
    after = fakes.measured(make, touched, texts)
    assert value(after, "quote_integrity") == 1.0
    assert value(before, "supported") > 0.97
    changed = [
        verdict.support
        for a, b in zip(before.scored, after.scored, strict=True)
        for old, verdict in zip(a.verdicts, b.verdicts, strict=True)
        if old.claim.text != verdict.claim.text
    ]
    assert sum(support < 0.5 for support in changed) / len(changed) > 0.8


def test_who_misquotes_has_no_integrity(texts: Sources, items: list[Case]):
    results = fakes.measured(fakes.misquotes(texts), items, texts)
    assert value(results, "quote_integrity") == 0.0
    assert value(results, "citation_precision") > 0.97
