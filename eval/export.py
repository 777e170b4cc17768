"""Cases and answers as the data sets of other evaluation libraries; plain JSON, none is needed.

- ragas: JSON lines with the fields of `SingleTurnSample` (user_input, response, reference,
  retrieved_contexts, reference_contexts), for `EvaluationDataset.from_jsonl`.
- DeepEval: a JSON array with the fields of `LLMTestCase` (input, actual_output, expected_output,
  context, retrieval_context), for `EvaluationDataset.add_test_cases_from_json_file` with these
  names as its key names; `context` is the ideal, `retrieval_context` what was retrieved.

Both want text where we have spans and key points: contexts are quotes, the reference is the key
points joined. Unanswerable questions have no reference; their expected answer says so.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from eval.answers import GivenAnswer
from eval.cases import Case

Format = Literal["ragas", "deepeval"]
_NOT_COVERED = "资料里没有讲到这个问题。"


def to_ragas(cases: Sequence[Case], answers: Mapping[str, GivenAnswer]) -> Iterator[dict[str, Any]]:
    """One sample a case that has an answer."""
    for case in cases:
        answer = answers.get(case.id)
        if answer is not None:
            yield {
                "user_input": case.question,
                "response": answer.answer,
                "reference": _reference(case),
                "retrieved_contexts": _retrieved(answer),
                "reference_contexts": [evidence.quote for evidence in case.evidence],
            }


def to_deepeval(
    cases: Sequence[Case], answers: Mapping[str, GivenAnswer]
) -> Iterator[dict[str, Any]]:
    """One test case a case that has an answer."""
    for case in cases:
        answer = answers.get(case.id)
        if answer is not None:
            yield {
                "input": case.question,
                "actual_output": answer.answer,
                "expected_output": _reference(case),
                "context": [evidence.quote for evidence in case.evidence],
                "retrieval_context": _retrieved(answer),
            }


def _reference(case: Case) -> str:
    return "；".join(point.text for point in case.key_points) or _NOT_COVERED


def _retrieved(answer: GivenAnswer) -> list[str]:
    return [passage.text for passage in answer.passages or ()]


def export(
    cases: Sequence[Case], answers: Mapping[str, GivenAnswer], file: Path, form: Format
) -> int:
    """Writes the data set; how many items it has."""
    samples = list((to_ragas if form == "ragas" else to_deepeval)(cases, answers))
    if form == "ragas":
        text = "".join(json.dumps(sample, ensure_ascii=False) + "\n" for sample in samples)
    else:
        text = json.dumps(samples, ensure_ascii=False, indent=1) + "\n"
    file.write_text(text, encoding="utf-8")
    return len(samples)
