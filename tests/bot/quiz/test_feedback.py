"""What a learner reads after an answer."""

from dataclasses import replace

from bot.quiz.formats.feedback import feedback, place
from bot.quiz.formats.words import words_for
from tests.bot.quiz.papers import CITED, SINGLE, SOURCE, TRADITIONAL

HANS = words_for([SINGLE])


def test_the_explanation_and_below_it_where_it_stands():
    assert feedback(SINGLE, HANS) == f"{SINGLE.explanation}\n{SOURCE}"


def test_an_explanation_that_names_its_text_stands_alone():
    named = replace(SINGLE, explanation=f"见《{CITED.title}》。")
    assert feedback(named, HANS) == named.explanation


def test_without_an_explanation_the_source_is_told():
    assert feedback(replace(SINGLE, explanation=""), HANS) == SOURCE


def test_title_marks_inside_a_title_are_the_single_ones():
    cited = replace(CITED, title="读《七字诀》札记", heading=())
    assert place(cited) == "《读〈七字诀〉札记》"


def test_a_paper_speaks_the_script_of_most_of_its_text():
    assert words_for([SINGLE])["source"] == "出处"
    assert words_for([TRADITIONAL])["source"] == "出處"
    assert words_for([SINGLE, SINGLE, TRADITIONAL])["kinds"]["single"] == "单项选择题"
