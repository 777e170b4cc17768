"""Questions asked otherwise, texts that contradict, texts that distract."""

import pytest

from eval.cases import Case
from eval.counterfactual import altered, contest, outcome
from eval.distractors import distractor
from eval.perturb import (
    PERTURBATIONS,
    dropped,
    homophone,
    in_script,
    other_script,
    perturbed,
    polite,
    taiwan_wording,
    word_order,
)
from eval.sources import Sources
from eval.spans import Span
from tests.eval import fakes


def case(question: str, script: str = "hans", **changes: object) -> Case:
    values: dict[str, object] = {
        "id": "1",
        "question": question,
        "kind": "fact",
        "script": script,
        "answerable": False,
        "evidence": [],
        "key_points": [],
        **changes,
    }
    return Case.model_validate(values, strict=False)


def asked(changed: Case | None) -> str | None:
    return changed.question if changed else None


def test_scripts():
    assert asked(other_script(case("办公室如何协调"))) == "辦公室如何協調"
    assert asked(other_script(case("辦公室裏如何協調", "hant-hk"))) == "办公室里如何协调"
    assert other_script(case("How?", "en")) is None
    rendered = in_script(case("为什么", history=[{"role": "user", "content": "协调"}]), "hant-hk")
    assert rendered is not None
    assert rendered.script == "hant-hk"
    assert rendered.history[0].content == "協調"


def test_slips_change_one_character():
    question = case("办公室工作必须遵守哪三项原则")
    other = asked(homophone(question))
    assert other is not None
    assert sum(a != b for a, b in zip(other, question.question, strict=True)) == 1
    shorter = asked(dropped(question))
    assert shorter is not None
    assert len(shorter) == len(question.question) - 1
    assert homophone(question) == homophone(question)  # seeded with the id
    assert dropped(case("那呢")) is None


def test_taiwan_wording_only_where_taiwan_says_otherwise():
    assert asked(taiwan_wording(case("信息怎么传递"))) == "資訊怎麼傳遞"
    assert taiwan_wording(case("如何协调")) is None


def test_politeness_and_word_order():
    assert asked(polite(case("如何协调？"))) == "您好，不好意思打扰一下，想请教：如何协调？谢谢您！"
    assert asked(word_order(case("什么是七字诀？"))) == "七字诀是什么？"
    assert asked(word_order(case("上级来检查，该怎么准备？"))) == "该怎么准备？上级来检查。"
    assert word_order(case("如何协调")) is None


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_perturbed_cases_keep_their_answers(name: str):
    items = {item.id: item for item in fakes.cases()}
    changed = perturbed(list(items.values()), PERTURBATIONS[name])
    assert len(changed) > 10
    for new in changed:
        old = items[new.id]
        assert new.question != old.question
        assert (new.key_points, new.evidence) == (old.key_points, old.evidence)


@pytest.mark.parametrize(
    ("quote", "contrary"),
    [
        ("70%的错误", "24%的错误"),  # (7 + 3) % 9 + 1 = 2; (0 + 3) % 9 + 1 = 4
        ("不能拖到明天", "能拖到明天"),
        ("必须保密", "不必保密"),
        ("敏锐的洞察力", None),
    ],
)
def test_an_altered_quote_says_something_else(quote: str, contrary: str | None):
    assert altered(quote) == contrary


def test_contested_answers_stand_in_both_texts():
    sources = fakes.sources()
    text, contested = contest(fakes.cases(), sources)
    both = Sources({**dict(sources.items()), "corpus/altered.txt": text})
    assert len(contested) > 50
    for one in contested:
        assert both.quote(one.original) == one.case.evidence[0].quote
        assert both.quote(one.altered) == altered(one.case.evidence[0].quote)
    one = contested[0]
    assert outcome(one, [one.original, one.altered], refused=False) == "both"
    assert outcome(one, [one.altered], refused=False) == "altered"
    assert outcome(one, [Span("x", 0, 1)], refused=False) == "neither"
    assert outcome(one, [], refused=True) == "refused"


def test_distractors_are_long_enough_alike_and_answer_nothing():
    assert distractor(3, n_chars=500) == distractor(3, n_chars=500)
    assert distractor(3) != distractor(13)
    texts = [distractor(seed) for seed in range(10)]
    assert all(3000 <= len(text) < 4000 for text in texts)
    quotes = [e.quote for item in fakes.cases() for e in item.evidence]
    assert not any(quote in text for text in texts for quote in quotes)
