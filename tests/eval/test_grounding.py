"""The door for other people's scripts, and the exports to other people's libraries."""

import doctest
import json
from pathlib import Path
from typing import Any

import pytest

import eval.grounding
from eval.export import export, to_deepeval
from eval.grounding import score
from tests.eval import fakes


def test_the_documented_example_runs():
    found = doctest.testmod(eval.grounding)
    assert found.attempted > 5
    assert found.failed == 0


def question(**changes: Any) -> dict[str, Any]:
    span = {"path": "a.txt", "start": 0, "end": 2, "quote": "沟通"}
    return {
        "id": "1",
        "question": "什么？",
        "kind": "fact",
        "script": "hans",
        "answerable": True,
        "evidence": [span],
        "key_points": [{"text": "沟通", "accept": ["沟通"]}],
        **changes,
    }


def test_a_folder_of_texts_will_do(tmp_path: Path):
    (tmp_path / "a.txt").write_text("沟通要及时。", encoding="utf-8")
    cited = {"marker": 1, "path": "a.txt", "start": 0, "end": 6, "quote": "沟通要及时。"}
    answer = {"id": "1", "answer": "沟通要及时。[1]", "refused": False, "citations": [cited]}
    figures = score([question()], [answer], tmp_path)["figures"]
    assert figures["citation_recall"] == {"value": 1.0, "n": 1, "low": 1.0, "high": 1.0}
    assert figures["quote_integrity"]["value"] == 1.0
    assert figures["script_fidelity"] is None


def test_another_judge_can_speak():
    class Never:
        name = "never"

        def support(self, sentence: str, evidence: str) -> float:
            return 0.0

    cited = {"marker": 1, "path": "a.txt", "start": 0, "end": 2, "quote": "沟通"}
    answer = {"id": "1", "answer": "沟通[1]", "refused": False, "citations": [cited]}
    found = score([question()], [answer], {"a.txt": "沟通"}, judge=Never())
    assert found["figures"]["groundedness"]["value"] == 0.0
    assert found["about"]["judge"]["name"] == "never"
    assert found["about"]["judge"]["accuracy"] is None  # we have not tested it


def test_what_is_wrong_is_told():
    with pytest.raises(ValueError, match=r"1: evidence\.0\.quote.*1: has no answer"):
        score([question()], [], {"a.txt": "协调"})
    with pytest.raises(ValueError, match="answerable"):
        score([question(answerable="maybe")], [], {})


def test_exports_have_the_fields_of_the_libraries(tmp_path: Path):
    texts, items = fakes.sources(), fakes.cases()
    given = {case.id: fakes.of_dict(fakes.oracle(texts)(case)) for case in items[:5]}
    assert export(items, given, tmp_path / "r.jsonl", "ragas") == 5
    [sample, *_] = map(json.loads, (tmp_path / "r.jsonl").read_text("utf-8").splitlines())
    assert set(sample) == {
        *("user_input", "response", "reference", "retrieved_contexts", "reference_contexts"),
    }
    assert sample["reference_contexts"] == [evidence.quote for evidence in items[0].evidence]
    assert export(items, given, tmp_path / "d.json", "deepeval") == 5
    [test_case, *_] = json.loads((tmp_path / "d.json").read_text("utf-8"))
    assert test_case == next(iter(to_deepeval(items, given)))
    assert set(test_case) == {
        *("input", "actual_output", "expected_output", "context", "retrieval_context"),
    }
