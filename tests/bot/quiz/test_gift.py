"""GIFT, read back by pygiftparser: every sign of every text comes through."""

import html
import io
import re
import warnings
from collections.abc import Sequence
from typing import Any

import pytest

from bot.quiz.formats.export import Export
from bot.quiz.formats.gift import gift
from bot.quiz.records import Item
from tests.bot.quiz.papers import ITEMS, PLAIN, SIGNS, SOURCE, hostile, item

with warnings.catch_warnings():  # its translations are found by a call that Python 3.15 drops
    warnings.simplefilter("ignore", DeprecationWarning)
    import pygiftparser.parser as pygiftparser
    from pygiftparser.answer import Essay, MatchingSet, MultipleChoicesSet, SelectSet, ShortSet
    from pygiftparser.utils import transformSpecials


def export(items: Sequence[Item] = ()) -> Export:
    """A paper's words are those of all its items."""
    return Export("GIFT", [*items, *ITEMS])


def read(item: Item) -> Any:
    [question] = pygiftparser.parseFile(io.StringIO(gift([item], export([item])).decode()))
    assert question.valid
    return question


def said(text: str) -> str:
    """What a browser shows of GIFT's HTML."""
    return html.unescape(transformSpecials(text).replace("<br>", "\n"))


def typed(text: str) -> str:
    return transformSpecials(text)


def told(item: Item) -> str:
    return f"{item.explanation}\n{SOURCE}"


def of_kind(*kinds: str) -> Any:
    return pytest.mark.parametrize(
        "item", [i for i in ITEMS if i.kind in kinds], ids=lambda item: item.id
    )


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_stem_and_the_feedback_come_back(item: Item):
    question = read(item)
    assert said(question.text) == item.stem
    assert said(question.generalFeedback).endswith(told(item))


@of_kind("single")
def test_a_single_choice_has_one_right_option(item: Item):
    answers = read(item).answers
    assert isinstance(answers, SelectSet)
    assert tuple(said(a.answer) for a in answers.answers) == item.options
    assert tuple(said(a.answer) for a in answers.answers if a.fraction == 100) == item.key


@of_kind("multiple")
def test_right_options_share_the_mark_and_wrong_ones_take_it_away(item: Item):
    answers = read(item).answers
    assert isinstance(answers, MultipleChoicesSet)
    assert tuple(said(a.answer) for a in answers.answers) == item.options
    assert tuple(said(a.answer) for a in answers.answers if a.fraction > 0) == item.key
    assert sum(a.fraction for a in answers.answers) == pytest.approx(0, abs=1e-4)


@of_kind("true-false")
def test_true_and_false(item: Item):
    assert read(item).answers.answer == (item.key == ("正确",))


def test_one_blank_is_typed():
    plain = next(i for i in PLAIN if i.kind == "blank" and len(i.key) == 1)
    signs = re.sub(r"[{}\\%>]", "", SIGNS)  # an answer with these becomes an essay
    for key in ("沟通", f"沟通{signs}㐀𠮷“臺”"):
        answers = read(item("blank", plain.stem, (), (key,))).answers
        assert isinstance(answers, ShortSet)
        assert tuple(typed(a.answer) for a in answers.answers) == (key,)


@of_kind("ordering", "matching")
def test_ordering_and_matching_are_pairs(item: Item):
    answers = read(item).answers
    assert isinstance(answers, MatchingSet)
    pairs = [(said(a.question).strip(), said(a.answer).strip()) for a in answers.answers]
    keys = tuple(key.replace("\n", " ") for key in item.key)
    prompts = item.prompts or tuple(str(n + 1) for n in range(len(keys)))
    assert tuple(pair for pair in pairs if pair[0]) == tuple(zip(prompts, keys, strict=True))
    options = {option.replace("\n", " ") for option in item.options}
    assert {option for _, option in pairs} == options


@of_kind("short")
def test_key_points_stand_before_the_explanation(item: Item):
    question = read(item)
    assert isinstance(question.answers, Essay)
    points = "".join(f"{n}. {point}\n" for n, point in enumerate(item.key, start=1))
    assert said(question.generalFeedback) == f"要点：\n{points}{told(item)}"


def test_several_blanks_or_a_key_that_gift_cannot_hold_become_an_essay():
    several = next(i for i in PLAIN if i.kind == "blank" and len(i.key) == 2)
    for blank in (several, hostile(several), item("blank", "写作____。", (), ("a}b",))):
        written = export([blank])
        gift([blank], written)
        assert isinstance(read(blank).answers, Essay)
        assert "1. " + blank.key[0] in said(read(blank).generalFeedback)
        assert written.sentences()[1].startswith("GIFT can't mark these blanks")


def test_every_item_is_one_question_and_none_runs_into_the_next():
    text = gift(ITEMS, export()).decode()
    questions = pygiftparser.parseFile(io.StringIO(text))
    assert [said(question.text) for question in questions] == [i.stem for i in ITEMS]


def test_six_right_options_do_not_make_more_than_the_whole():
    six = item(
        "multiple", "哪六项？", [f"第{n}项" for n in range(8)], [f"第{n}项" for n in range(6)]
    )
    fractions = [a.fraction for a in read(six).answers.answers]
    assert fractions == [16.66666] * 6 + [-50] * 2
