"""The bundled questions: enough of each kind, their quotes verbatim, the halves apart.

Items of the test half are compared by code and never shown: a failure names ids only.
"""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from eval.cases import Case, load_cases
from eval.near_duplicates import NEAR_EDITS, differences, letters
from eval.sources import Sources

ROOT = Path(__file__).parents[2]
SETS = {half: ROOT / f"eval/datasets/guidance-{half}.jsonl" for half in ("dev", "test")}


class Halves(dict[str, list[Case]]):
    def __repr__(self) -> str:  # pytest shows arguments; the test half must not be seen
        return "<the questions>"


@pytest.fixture(scope="module")
def sets() -> Halves:
    sources = Sources.of_files([ROOT / "corpus"], cwd=ROOT)
    return Halves({half: load_cases(file, sources) for half, file in SETS.items()})


def test_quotes_are_the_corpus_byte_for_byte(sets: Halves):
    for evidence in (e for cases in sets.values() for case in cases for e in case.evidence):
        raw = (ROOT / evidence.path).read_bytes().decode("utf-8")
        assert raw[evidence.start : evidence.end] == evidence.quote


def test_there_are_enough_questions(sets: Halves):
    assert len(sets["dev"]) >= 240
    assert len(sets["test"]) >= 160
    kinds = Counter(case.kind for cases in sets.values() for case in cases)
    assert kinds["near-miss"] >= 60
    assert set(kinds) == {
        *("list", "fact", "how-to", "definition", "compare", "paraphrase", "colloquial"),
        *("misspelt", "cross-script", "english", "follow-up", "near-miss", "off-topic"),
        *("boilerplate", "injection"),
    }


def test_no_question_stands_twice(sets: Halves):
    keys = Counter(_key(case) for case in sets["dev"])
    assert max(keys.values()) == 1
    assert len({_key(case) for case in sets["test"]}) == len(sets["test"])


def test_the_test_half_does_not_repeat_the_dev_half(sets: Halves):
    dev, test = ([_key(case) for case in sets[half]] for half in ("dev", "test"))
    near = np.argwhere(differences(dev, test) <= NEAR_EDITS).tolist()
    assert [(sets["dev"][i].id, sets["test"][j].id) for i, j in near] == []


def _key(case: Case) -> str:
    return letters("".join(message.content for message in case.history) + case.question)
