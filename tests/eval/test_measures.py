"""Each measure with its sum written out."""

import json
import math
from collections.abc import Mapping

import pytest

from eval.answers import Cited, of_dict
from eval.cases import Case, KeyPoint
from eval.measures import citations, key_points, ranking, scripts
from eval.measures.groundedness import (
    Claim,
    claims,
    groundedness,
    judge_answer,
    needed_share,
    supported_share,
)
from eval.measures.interval import Figure, mean, median, percentile
from eval.measures.refusal import Bin, auroc, calibration_error, reliability
from eval.measures.undefined import Undefined, score
from eval.scoring import Scorer
from eval.sources import Sources
from eval.spans import Span, merged, n_covered, n_shared

A, B, C, D = (Span("t", i * 100, i * 100 + 100) for i in range(4))


def test_spans_share_and_cover():
    assert n_shared(Span("t", 0, 10), Span("t", 7, 20)) == 3
    assert n_shared(Span("t", 0, 10), Span("u", 0, 10)) == 0
    assert n_covered(Span("t", 0, 10), [Span("t", 0, 4), Span("t", 2, 6), Span("t", 9, 20)]) == 7
    assert merged([Span("t", 5, 9), Span("t", 0, 5), Span("u", 1, 2)]) == [
        Span("t", 0, 9),
        Span("u", 1, 2),
    ]


def test_ndcg_discounts_by_rank():
    ideal = 1 / math.log2(2) + 1 / math.log2(3)
    assert ranking.ndcg([B, A, C], frozenset({A, D}), 3) == (1 / math.log2(3)) / ideal
    assert ranking.ndcg([A, D], frozenset({A, D}), 2) == 1.0
    assert ranking.ndcg([], frozenset({A}), 5) == 0.0


def test_recall_and_reciprocal_rank():
    assert ranking.recall([B, A, D], frozenset({A, D}), 2) == 1 / 2
    assert ranking.reciprocal_rank([B, C, A], [Span("t", 10, 20)]) == 1 / 3
    assert ranking.reciprocal_rank([B], [Span("t", 10, 20)]) == 0.0


def test_evidence_recall_counts_spans_covered_by_half():
    evidence = [Span("t", 90, 110), Span("t", 195, 205), Span("t", 330, 340)]
    # A and B hold all of the first together; B half of the second; none the third.
    assert ranking.evidence_recall([A, B, D], evidence, 2) == 2 / 3
    assert ranking.evidence_recall([A, B, D], evidence, 1) == 1 / 3


@pytest.mark.parametrize(
    "undefined",
    [
        lambda: ranking.ndcg([A], frozenset(), 5),
        lambda: ranking.recall([A], frozenset(), 5),
        lambda: ranking.reciprocal_rank([A], []),
        lambda: ranking.evidence_recall([A], [], 5),
        lambda: key_points.recall([]),
        lambda: key_points.in_order([[3], []]),
        lambda: citations.precision([], [A]),
        lambda: citations.precision([A], []),
        lambda: citations.focus([], [A]),
        lambda: citations.integrity("x", [], Sources({})),
        lambda: groundedness([]),
        lambda: needed_share([]),
        lambda: scripts.fidelity("x", None, "hans"),
        lambda: auroc([0.1, 0.2], [True, True]),
        lambda: calibration_error([], []),
        lambda: percentile([], 50),
    ],
)
def test_the_undefined_is_no_zero(undefined):
    with pytest.raises(Undefined):
        undefined()
    assert score(undefined) is None


POINTS = [KeyPoint(text=t, accept=(t,)) for t in ("保密", "准确", "迅速")]


def test_key_points():
    places = key_points.places("準確、保密。准确", POINTS)
    assert places == [[3], [0, 6], []]
    assert key_points.recall(places) == 2 / 3
    assert not key_points.is_whole(places)
    assert key_points.in_order(places)  # 保密 at 3, then 准确 at 6
    assert not key_points.in_order(key_points.places("迅速、保密", POINTS))


def test_citations():
    evidence = [Span("t", 10, 20), Span("t", 50, 90)]
    sentence, touching, part = Span("t", 5, 40), Span("t", 18, 48), Span("t", 60, 70)
    # All of the first is in the sentence; two of ten are in `touching`; `part` is evidence.
    assert [citations.is_right(s, evidence) for s in (sentence, touching, part)] == [
        True,
        False,
        True,
    ]
    assert citations.precision([sentence, touching, part], evidence) == 2 / 3
    assert citations.recall([sentence, touching, part], evidence) == 1 / 2  # 10 of 40 isn't half
    assert citations.recall([], evidence) == 0.0
    assert citations.focus([sentence, part], evidence) == (10 + 10) / (35 + 10)


def test_what_may_also_be_cited_is_right_but_not_needed():
    quotes = ["沟通要及时。", "协调要公正。", "接待要热情。"]
    text = "\n".join(quotes)
    needed, also, wrong = (
        {"path": "t", "start": at, "end": at + 6, "quote": quote}
        for at, quote in zip((0, 7, 14), quotes, strict=True)
    )
    case = Case.model_validate_json(
        json.dumps(
            {
                "id": "1",
                "question": "沟通要怎样？",
                "kind": "fact",
                "script": "hans",
                "answerable": True,
                "evidence": [needed],
                "also": [also],
                "key_points": [{"text": "及时", "accept": ["及时"]}],
            }
        )
    )

    def scores(*cited: Mapping[str, object]) -> dict[str, float | None]:
        citations = [{"marker": n, **span} for n, span in enumerate(cited, start=1)]
        given = {"id": "1", "answer": "及时", "refused": False, "citations": citations}
        return Scorer(Sources({"t": text})).score(case, of_dict(given)).scores

    both = scores(also, wrong)
    assert both["citation_precision"] == both["citation_near_precision"] == 1 / 2
    assert both["citation_focus"] == 1 / 2
    assert both["citation_recall"] == 0.0
    assert scores(needed)["citation_recall"] == scores(needed)["citation_precision"] == 1.0


def test_near_citations_stand_in_the_same_paragraph():
    sources = Sources({"t": "一二三四五。六七八九十。\n甲乙丙丁。"})
    evidence, beside, below = Span("t", 0, 6), Span("t", 6, 12), Span("t", 13, 18)
    assert citations.precision([evidence, beside, below], [evidence]) == 1 / 3
    assert citations.near_precision([evidence, beside, below], [evidence], sources) == 2 / 3


def test_quote_integrity_counts_altered_quotes_and_dangling_markers():
    sources = Sources({"t": "沟通要及时。"})
    right = Cited(marker=1, path="t", start=0, end=2, quote="沟通")
    altered = Cited(marker=2, path="t", start=0, end=2, quote="协调")
    outside = Cited(marker=3, path="t", start=90, end=92, quote="沟通")
    assert citations.integrity("a[1]b[2]", [right, altered], sources) == 1 / 2
    assert citations.integrity("a[1]b[7]", [right], sources) == 1 / 2
    assert citations.integrity("a[3]", [outside], sources) == 0.0


def test_claims_take_the_markers_that_speak_for_them():
    answer = "三项原则是：\n1. 保密。要守纪律。[1][2]\n2. 准确[3]。迅速"
    assert claims(answer) == [
        Claim("保密。", (1, 2)),
        Claim("要守纪律。", (1, 2)),
        Claim("准确", (3,)),
        Claim("迅速", ()),
    ]
    assert claims("70.5%的人[1]") == [Claim("70.5%的人", (1,))]
    assert claims("见[注]一[1]") == [Claim("见[注]一", (1,))]
    assert claims("") == claims("[1]") == []


class Contains:
    name = "contains"

    def support(self, sentence: str, evidence: str) -> float:
        return float(sentence.strip("。") in evidence)


def test_groundedness_after_alce():
    quotes = {1: "要保密。", 2: "要准确。", 3: "天气好。"}
    verdicts = judge_answer("保密[1]。\n准确[2][3]。\n迅速[1]。\n没有出处。", quotes, Contains())
    assert [verdict.support for verdict in verdicts] == [1.0, 1.0, 0.0, 0.0]
    assert groundedness(verdicts) == supported_share(verdicts) == 2 / 4
    assert needed_share(verdicts) == (1 + 1 + 0) / 4  # [3] isn't needed for 准确, [1] not for 迅速


def test_the_title_of_a_cited_text_is_no_claim_but_any_other_is():
    quotes = {1: "要保密。", 2: "要准确。"}
    answer = "《辦公室，怎麼辦》：保密[1]。\n《秘书手册》：准确[2]。"
    verdicts = judge_answer(answer, quotes, Contains(), {"办公室,怎么办"})
    assert [verdict.claim.text for verdict in verdicts] == ["保密", "《秘书手册》：准确"]
    assert [verdict.support for verdict in verdicts] == [1.0, 0.0]


def test_refusal_measures():
    # Pairs (answerable, not): .9>.8, .9>.1, .4<.8, .4>.1 -> 3 of 4.
    assert auroc([0.9, 0.8, 0.4, 0.1], [True, False, True, False]) == 3 / 4
    assert auroc([0.5, 0.5], [True, False]) == 1 / 2
    confidences, labels = [0.05, 0.15, 0.15, 1.0], [False, True, False, True]
    assert reliability(confidences, labels) == [
        Bin(0.0, 0.1, 1, 0.05, 0.0),
        Bin(0.1, 0.2, 2, 0.15, 0.5),
        Bin(0.9, 1.0, 1, 1.0, 1.0),
    ]
    expected = (1 * 0.05 + 2 * 0.35 + 1 * 0.0) / 4
    assert calibration_error(confidences, labels) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("answer", "script", "foreign"),
    [
        ("皇后里的干部，只有台面", "hant-tw", ""),  # merged characters that Traditional has too
        ("著名的乾隆", "hans", ""),
        ("办公室要協調", "hans", "協調"),
        ("辦公室要协调", "hant-tw", "协调"),
        ("辦公室裏的綫", "hant-hk", ""),
        ("The texts say: 协调", "en", ""),
        ("Office 協", "en", "協"),
    ],
)
def test_characters_of_the_other_script(answer: str, script, foreign: str):
    assert "".join(scripts.foreign_characters(answer, script)) == foreign


def test_script_fidelity():
    assert scripts.fidelity("辦公室", "hant-tw", "hant-hk") == 1.0
    assert scripts.is_exact("hant-tw", "hant-hk") == 0.0
    assert scripts.fidelity("办公室", "hans", "hant-hk") == 0.0
    assert scripts.fidelity("辦公室", "hans", "hans") == 0.0


def test_figures_have_their_n_and_interval():
    assert mean([]) is None
    assert mean([None, None]) is None
    assert mean([1.0, None, 1.0]) == Figure(1.0, 2, 1.0, 1.0)
    figure = mean([0.0, 1.0] * 50)
    assert figure is not None
    # The standard error of a share of .5 over 100 questions is .05, so 95 % are about .4 to .6.
    assert (figure.value, figure.n) == (0.5, 100)
    assert figure.low == pytest.approx(0.4, abs=0.02)
    assert figure.high == pytest.approx(0.6, abs=0.02)
    assert mean([0.0, 1.0] * 50) == figure  # seeded
    assert median([1.0, 2.0, 9.0]) == Figure(2.0, 3, 1.0, 9.0)


def test_percentiles_are_values_that_occurred():
    assert percentile([5, 1, 4, 2, 3], 50) == 3
    assert percentile([5, 1, 4, 2, 3], 95) == 5
    assert percentile([7], 50) == 7
