"""Haystack's pipeline on two short texts, with a small embedder instead of the model."""

import sys

import pytest

from eval.__main__ import main
from eval.answers import of_dict

# Document too: a test that imports haystack first would turn its telemetry on.
from eval.baselines.haystack import Document, HaystackHybrid, _span, haystack_hybrid
from eval.cases import Case
from eval.sources import Sources
from eval.spans import Span
from tests.eval import fakes
from tests.hashing import HashingEmbedder

TEXTS = Sources({"a.txt": "保密 原则 保密 原则 保密", "b.txt": "会议 记录 要 准确"})


@pytest.fixture(scope="module")
def system() -> HaystackHybrid:
    return haystack_hybrid(TEXTS, HashingEmbedder(), split_length=2)


def asked(question: str) -> Case:
    return fakes.cases()[0].model_copy(update={"question": question})


def test_repeated_passages_are_found_each_in_its_place(system: HaystackHybrid):
    assert system.collection() == [
        *(Span("a.txt", 0, 6), Span("a.txt", 6, 12), Span("a.txt", 12, 14)),
        *(Span("b.txt", 0, 6), Span("b.txt", 6, 10)),
    ]
    quotes = [TEXTS.quote(span) for span in system.collection()]
    assert quotes == ["保密 原则 ", "保密 原则 ", "保密", "会议 记录 ", "要 准确"]


def test_overlap_is_a_sixteenth():
    words = Sources({"a.txt": " ".join(str(n % 10) for n in range(32))})
    overlapping = haystack_hybrid(words, HashingEmbedder(), split_length=16)
    assert [(s.start, s.end) for s in overlapping.collection()] == [(0, 32), (30, 62), (60, 63)]


def test_a_passage_that_is_not_where_it_should_be_is_an_error():
    with pytest.raises(ValueError, match=r"not in a\.txt at 1"):
        _span(Document(content="保密", meta={"path": "a.txt", "split_idx_start": 1}), TEXTS)


def test_the_answer_is_its_passages_verbatim(system: HaystackHybrid):
    answer = of_dict(system.answer(asked("会议 记录")))
    assert answer.ranking is not None
    assert answer.ranking[0] == Span("b.txt", 0, 6)
    assert answer.answer.splitlines()[0] == "会议 记录[1]"
    assert all(TEXTS.quote(cited.span) == cited.quote for cited in answer.citations)
    assert answer.ranking == [cited.span for cited in answer.citations]
    assert not answer.refused


def test_both_legs_are_fused_by_reciprocal_rank():
    # One passage a text. Haystack's scores are in units of the best one, 1/61 + 1/61.
    system = haystack_hybrid(Sources({"a.txt": "甲", "b.txt": "乙 丙"}), HashingEmbedder())
    agreed = system.answer(asked("乙 丙"))["passages"]
    assert [passage["path"] for passage in agreed] == ["b.txt", "a.txt"]
    assert [passage["score"] for passage in agreed] == pytest.approx([1.0, 61 / 62], abs=1e-6)
    # One character has no bigram: nearest is a.txt, which has none either. BM25 knows better.
    split = system.answer(asked("乙"))["passages"]
    both = (1 / 61 + 1 / 62) / (2 / 61)
    assert [passage["score"] for passage in split] == pytest.approx([both, both], abs=1e-6)


def test_nothing_is_reported_to_haystack():
    assert sys.modules["haystack.telemetry._telemetry"].telemetry is None


def test_only_known_peers_can_be_asked_for(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as error:
        main(["peer", "--system", "nonsense"])
    assert error.value.code == 2
    assert "haystack" in capsys.readouterr().err
