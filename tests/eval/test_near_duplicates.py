"""No question of dev or test stands among the keys: they were written apart, and stay so.

Items of the test half are compared by code and never shown: a failure names ids and lines only.
"""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from eval.cases import Case, load_cases
from eval.near_duplicates import (
    DATASETS,
    NEAR_COSINE,
    Embed,
    centred_questions,
    differences,
    near_duplicates,
)
from eval.perturb import perturbed, word_order
from ingest.embed import Embedder
from ingest.index import Index

KEYS = Path(__file__).parents[2] / "corpus/questions.jsonl"
pytestmark = pytest.mark.slow


class Cases(list[Case]):
    def __repr__(self) -> str:  # pytest shows arguments; the test half must not be seen
        return "<the questions>"


@pytest.fixture(scope="module")
def embed(corpus_index: Index, embedder: Embedder) -> Embed:
    return centred_questions(corpus_index, embedder)


@pytest.fixture(scope="module")
def dev() -> Cases:
    return Cases(case for case in load_cases(DATASETS[0]) if not case.history)


@pytest.fixture(scope="module")
def everything() -> Cases:
    return Cases(case for file in DATASETS for case in load_cases(file))


def asking(question: str) -> Case:
    return Case(
        id="x", question=question, kind="fact", script="hans", answerable=False,
        evidence=(), key_points=(),
    )  # fmt: skip


def test_no_key_repeats_a_question(everything: Cases, embed: Embed):
    lines = KEYS.read_text("utf-8").splitlines()
    found = near_duplicates([json.loads(line)["question"] for line in lines], everything, embed)
    assert [(near.row + 1, near.case_id) for near in found] == []


@pytest.mark.parametrize(
    "key",
    [
        "五個強化是哪五種意識?",  # in the other script, without its marks
        "是哪五种意识，要“五个强化”？",  # few letters in their places
        "“五个强化”指的是强化哪五种意识？",
    ],
)
def test_the_same_question_in_other_words_is_found(key: str, embed: Embed):
    assert near_duplicates([key], [asking("“五个强化”是哪五种意识？")], embed)


@pytest.mark.parametrize(
    "key",
    ["为什么要强化服务意识？", "“四个统一”是哪四个？", "办公室人员要强化什么观念？"],
)
def test_another_question_on_the_topic_is_not(key: str, embed: Embed):
    assert not near_duplicates([key], [asking("“五个强化”是哪五种意识？")], embed)


def test_the_cosine_lies_between_the_same_question_and_another(dev: Cases, embed: Embed):
    asked = {case.id: case.question for case in dev}
    turned = perturbed(dev, word_order)
    same = embed([case.question for case in turned]) * embed([asked[case.id] for case in turned])
    vectors = embed(list(asked.values()))
    others = [float(a @ b) for a, b in combinations(vectors, 2)]
    assert np.mean(same.sum(axis=1) >= NEAR_COSINE) >= 0.98
    assert np.mean(np.array(others) < NEAR_COSINE) >= 0.9999


def test_letters_are_compared_as_edits():
    texts, others = ["哪三个作用", "七字诀"], ["有哪三個作用！", "七字诀是哪七个字"]
    found = differences(texts, others)
    assert found[0, 0] == pytest.approx(1 / 6)
    assert found[1, 1] == 1.0  # five are added
    assert (found[0, 1], found[1, 0]) == (1.0, 1.0)


def test_nothing_repeats_nothing(embed: Embed):
    assert near_duplicates([], [asking("甲")], embed) == []
