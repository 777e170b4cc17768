"""Moodle XML by an independent parser, and by the structure Moodle documents."""

import html
import re
import xml.etree.ElementTree as ET

import moodle_xml_parser.parser as moodle
import pytest

from bot.quiz.formats.export import Export
from bot.quiz.formats.moodle_xml import moodle_xml
from bot.quiz.records import BLANK, Item
from tests.bot.quiz.papers import ITEMS, SOURCE

GAP = re.compile(r"\{1:SHORTANSWER:=(.*?)\}")


def written(*items: Item) -> bytes:
    return moodle_xml(items, Export("Moodle XML", ITEMS))


def element(item: Item) -> ET.Element:
    [question] = ET.fromstring(written(item)).findall("question")
    return question


def text(question: ET.Element, path: str) -> str:
    return question.findtext(f"{path}/text") or ""


def said(markup: str) -> str:
    return html.unescape(markup.replace("<br>", "\n"))


def of_kind(*kinds: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "item", [i for i in ITEMS if i.kind in kinds], ids=lambda item: item.id
    )


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_stem_the_feedback_and_the_id_come_back(item: Item):
    question = element(item)
    assert said(GAP.sub(BLANK, text(question, "questiontext"))) == item.stem
    assert said(text(question, "generalfeedback")) == f"{item.explanation}\n{SOURCE}"
    assert question.findtext("idnumber") == item.id
    assert [tag.findtext("text") for tag in question.iter("tag")][:3] == [
        item.kind,
        item.difficulty,
        item.bloom,
    ]


@of_kind("single", "multiple")
def test_choices_by_an_independent_parser(item: Item):
    [question] = moodle.parse_bytes(written(item))["multichoice"]
    assert question.single == (item.kind == "single")
    # The parser undoes entities once itself.
    assert tuple(o.answer.replace("<br>", "\n") for o in question.options) == item.options
    right = [o.answer.replace("<br>", "\n") for o in question.options if o.score_fraction > 0]
    assert tuple(right) == item.key
    assert sum(o.score_fraction for o in question.options if o.score_fraction > 0) == (
        pytest.approx(100, abs=1e-4)
    )


@of_kind("blank")
def test_every_blank_is_a_gap_with_its_answer(item: Item):
    [question] = moodle.parse_bytes(written(item).replace(b"&amp;", b"&amp;amp;"))["cloze"]
    gaps = GAP.findall(question.text_pre_parse)
    assert tuple(map(html.unescape, gaps)) == item.key
    assert len(question.gaps) == len(item.key)
    for gap in gaps:  # Moodle ends an answer at ~ # }, but for the # of an entity
        assert not re.search(r"~|}|(?<!&)#", gap)


@of_kind("true-false")
def test_true_and_false(item: Item):
    right = [a.findtext("text") for a in element(item).findall("answer[@fraction='100']")]
    assert right == ["true" if item.key == ("正确",) else "false"]


@of_kind("matching")
def test_pairs_and_what_belongs_to_nothing(item: Item):
    pairs = [
        (said(text(pair, ".")), html.unescape(text(pair, "answer")))
        for pair in element(item).findall("subquestion")
    ]
    assert tuple(pairs[: len(item.key)]) == tuple(zip(item.prompts, item.key, strict=True))
    left_over = set(item.options) - set(item.key)
    assert pairs[len(item.key) :] == [
        ("", option) for option in item.options if option in left_over
    ]


@of_kind("ordering")
def test_ordering_lists_its_answers_in_the_right_order(item: Item):
    question = element(item)
    assert question.get("type") == "ordering"
    assert tuple(said(text(a, ".")) for a in question.findall("answer")) == item.key


@of_kind("short")
def test_key_points_are_for_the_grader(item: Item):
    points = re.findall(r"<li>(.*?)</li>", text(element(item), "graderinfo"), re.DOTALL)
    assert tuple(map(said, points)) == item.key


def test_the_types_are_moodles_own():
    types = {q.get("type") for q in ET.fromstring(written(*ITEMS)).findall("question")}
    assert types == {"multichoice", "truefalse", "cloze", "ordering", "matching", "essay"}
