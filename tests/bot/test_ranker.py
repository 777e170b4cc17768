"""Sentences ranked by what was learned from questions."""

import math

import numpy as np
import pytest

from bot.answer import Bot
from bot.evidence import Evidence
from bot.question import Question
from bot.ranker import Ranker, Trees
from bot.retrieve import NOTHING
from bot.traits import NAMES, traits

QUESTIONS = ["为什么办公室人员要保密", "什么是协调", "协调", "OK?"]


def evidence(bot: Bot, text: str) -> Evidence:
    question = Question.of(text)
    return Evidence(question, bot.retriever.retrieve(question), bot.index)


def test_a_tree_goes_right_above_its_threshold_and_adds_its_leaf():
    stored = {
        "bias": 0.5,
        "trait": [[0, 1, 1]],
        "threshold": [[0.3, 10.0, 20.0]],
        "leaf": [[-2.0, -1.0, 1.0, 2.0]],
    }
    rows = np.array([[0.3, 11.0], [0.31, 20.0], [0.9, 21.0]], dtype=np.float32)
    expected = [1 / (1 + math.exp(-(0.5 + leaf))) for leaf in (-1.0, 1.0, 2.0)]
    assert Trees.read(stored).probabilities(rows) == pytest.approx(expected)


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_sentence_has_all_traits_and_they_are_numbers(bot: Bot, text: str):
    found = evidence(bot, text)
    rows = traits(found)
    assert rows.shape == (len(found.sentences), len(NAMES))
    assert np.isfinite(rows).all()


def test_the_bundled_trees_prefer_the_sentence_that_tells_why(bot: Bot):
    found = evidence(bot, "为什么办公室人员要保密")
    worths = Ranker.load().worths(found)
    best = [found.sentences[i].sentence.text for i in np.argsort(-worths)[:3]]
    assert any("就可能给工作造成损失" in text for text in best)
    assert 0 <= worths.min() <= worths.max() <= 2


def test_where_nothing_was_found_nothing_is_ranked(bot: Bot):
    assert len(Ranker.load().worths(Evidence(Question.of("保密"), NOTHING, bot.index))) == 0
