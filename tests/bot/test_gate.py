import math
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answer import Bot
from bot.evidence import Evidence, top
from bot.gate import Gate
from bot.keyed import Keyed
from bot.question import Question
from bot.retrieve import NOTHING
from bot.signals import signals
from bot.trees import Trees


def evidence(bot: Bot, text: str) -> Evidence:
    question = Question.of(text)
    return Evidence(question, bot.retriever.retrieve(question), bot.index)


@pytest.mark.parametrize(
    "text", ["办公室主任的七字诀是什么", "公章丢了去哪里登报", "OK?", "多少钱"]
)
def test_the_bundled_weights_are_of_features_that_there_are(bot: Bot, text: str):
    values = signals(evidence(bot, text))
    assert set(Gate.load().weights) <= set(values)
    assert all(math.isfinite(value) for value in values.values())


def test_what_was_never_found_has_features_too(bot: Bot):
    values = signals(Evidence(Question.of("保密"), NOTHING, bot.index))
    assert values["dense"] == -1.0
    assert values["key"] == 0.0
    assert values["unexplained"] == 1.0


def test_the_probability_is_the_logistic_of_the_weighted_sum(bot: Bot):
    found = evidence(bot, "办公室主任的七字诀是什么")
    values = signals(found)
    gate = Gate({"lexical": 2.0, "missing": -1.0}, bias=0.5, threshold=0.5)
    logit = 0.5 + 2.0 * values["lexical"] - 1.0 * values["missing"]
    assert gate.probability(found) == pytest.approx(1 / (1 + math.exp(-logit)))


def test_trees_add_their_share(bot: Bot):
    found = evidence(bot, "办公室主任的七字诀是什么")
    stump = {"bias": 0.0, "trait": [[0]], "threshold": [[-1.0]], "leaf": [[-9.0, 4.0]]}
    gate = Gate({"lexical": 0.0}, bias=0.5, threshold=0.5, trees=Trees.read(stump), share=0.5)
    assert gate.probability(found) == pytest.approx(1 / (1 + math.exp(-(0.5 + 0.5 * 4.0))))


def test_extreme_weights_do_not_overflow(bot: Bot):
    found = evidence(bot, "保密")
    assert Gate({}, bias=1e6, threshold=0.5).probability(found) == pytest.approx(1.0)
    assert Gate({}, bias=-1e6, threshold=0.5).probability(found) == pytest.approx(0.0)


def test_a_gate_is_read_from_its_file(tmp_path: Path):
    file = tmp_path / "gate.json"
    file.write_text('{"weights": {"key": 1.5}, "bias": -1, "threshold": 0.4}', encoding="utf-8")
    assert Gate.load(file) == Gate({"key": 1.5}, -1, 0.4)


def test_texts_without_keys_have_weights_of_their_own(bot: Bot, tmp_path: Path):
    file = tmp_path / "gate.json"
    file.write_text(
        '{"weights": {}, "bias": 3, "threshold": 0.4,'
        ' "without_keys": {"weights": {}, "bias": -3, "threshold": 0.4}}',
        encoding="utf-8",
    )
    found = evidence(bot, "办公室主任的七字诀是什么")
    plain = Evidence(found.question, replace(found.found, keys=Keyed()), bot.index)
    assert Gate.load(file).probability(found) > 0.9
    assert Gate.load(file).probability(plain) < 0.1


@pytest.mark.parametrize(
    "text", ["红烧肉怎么做？", "苹果多少钱一斤", "公司年会的预算是多少钱", "怎样减肥"]
)
def test_what_the_texts_do_not_cover_stays_below_the_threshold(bot: Bot, text: str):
    gate = Gate.load()
    assert gate.probability(evidence(bot, text)) < gate.threshold


@pytest.mark.parametrize(
    "text",
    [
        "How tall is Mount Everest?",
        "How do I bake a cake?",
        pytest.param(
            "What is the capital of France?",
        ),
    ],
)
def test_an_english_question_that_the_texts_do_not_cover_is_refused(bot: Bot, text: str):
    assert bot.ask(text).refused


def test_the_weather_is_refused(bot: Bot):
    assert bot.ask("明天天气怎么样").refused


def test_more_of_the_question_in_the_texts_is_a_higher_probability(bot: Bot):
    gate = Gate.load()
    covered = gate.probability(evidence(bot, "办公室主任的七字诀是什么"))
    uncovered = gate.probability(evidence(bot, "篮球比赛的暂停规则是什么"))
    assert covered > uncovered + 0.2


def test_the_largest_of_none_is_the_default():
    assert top([0.1, 0.7]) == 0.7
    assert top([], -1.0) == -1.0
