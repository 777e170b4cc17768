r"""How well answers are grounded, for other people's scripts: one function, plain dicts.

The example runs as it stands (it is a test), in a folder with the texts that were answered from:

    >>> from pathlib import Path
    >>> from eval.grounding import score
    >>> question = {
    ...     "id": "1",
    ...     "question": "沟通协调的时机怎么把握？",
    ...     "kind": "how-to",
    ...     "script": "hans",
    ...     "answerable": True,
    ...     "evidence": [
    ...         {"path": "guide.txt", "start": 0, "end": 13, "quote": "沟通要及时,不能拖到事后。"}
    ...     ],
    ...     "key_points": [{"text": "及时", "accept": ["及时"]}],
    ... }
    >>> answer = {
    ...     "id": "1",
    ...     "answer": "沟通要及时，不能拖到事后。[1]",
    ...     "script": "hans",
    ...     "refused": False,
    ...     "confidence": 0.9,
    ...     "citations": [
    ...         {
    ...             "marker": 1,
    ...             "path": "guide.txt",
    ...             "start": 0,
    ...             "end": 13,
    ...             "quote": "沟通要及时,不能拖到事后。",
    ...         }
    ...     ],
    ... }
    >>> texts = {"guide.txt": "沟通要及时,不能拖到事后。\n"}
    >>> result = score([question], [answer], texts)
    >>> result["figures"]["key_point_recall"]["value"]
    1.0
    >>> result["figures"]["citation_precision"]["value"]
    1.0
    >>> result["figures"]["groundedness"]["value"] > 0.9
    True
    >>> result["figures"]["mrr"] is None  # no passages were given: undefined, not zero
    True

`result` is what `xietiao eval run` writes to results.json: "figures" (each with value, n, and the
95 % interval low to high), "kinds", "scripts", "reliability" and "questions" with every score.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from eval.answers import of_dict
from eval.cases import Case, faults
from eval.results import score_answers
from eval.sources import Sources
from eval.support import SupportJudge, default_judge


def score(
    questions: Sequence[Mapping[str, Any]],
    answers: Sequence[Mapping[str, Any]],
    texts: Mapping[str, str] | Path,
    *,
    judge: SupportJudge | None = None,
) -> dict[str, Any]:
    """Figures and scores of answers in the batch contract.

    `questions` follow eval/datasets/README.md; `texts` are the documents by path, or the folder
    they lie in. `judge` defaults to the offline one; any object with a `name` and
    `support(sentence, evidence) -> float` will do.

    Raises:
        ValueError: a question or an answer doesn't have its form (pydantic says which field), a
            quote isn't in its text, or a question has no answer.
    """
    cases = TypeAdapter(list[Case]).validate_python(list(questions), strict=False)
    given = {answer.id: answer for answer in map(of_dict, answers)}
    sources = _sources(texts)
    problems = [f"{case.id}: {fault}" for case in cases for fault in faults(case, sources)]
    problems += [f"{case.id}: has no answer" for case in cases if case.id not in given]
    if problems:
        raise ValueError("; ".join(problems))
    judged = default_judge() if judge is None else judge
    return score_answers(cases, given, sources, judge=judged).to_dict()


def _sources(texts: Mapping[str, str] | Path) -> Sources:
    if isinstance(texts, Path):
        return Sources.of_files([texts], cwd=texts)
    return Sources(texts)
