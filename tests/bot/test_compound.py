"""Compounds that no text has: their parts count, their seams don't."""

from bot.compound import parts_of, seams
from ingest.lexical import Lexical, tokenize

LEXICAL = Lexical.build([tokenize("做好保密"), tokenize("办公室工作"), tokenize("茶水")])


def test_the_seams_of_a_compound_whose_parts_stand_in_the_texts():
    assert seams("保密工作", LEXICAL) == {"保密工作", "密工"}
    assert parts_of("保密工作", LEXICAL) == ["保密", "工作"]


def test_a_compound_of_which_a_part_is_unknown_is_a_word_of_its_own():
    assert seams("保密条例", LEXICAL) == {"密条"}
    assert parts_of("保密条例", LEXICAL) == ["保密条例"]


def test_what_joins_two_words_is_loose_unless_the_texts_have_it():
    assert seams("提前多久", LEXICAL) == {"前多"}
    assert "公室" not in seams("办公室工作", LEXICAL)
    assert "室工" not in seams("办公室工作", LEXICAL)


def test_single_characters_in_a_row_may_be_a_name():
    assert seams("落枕", LEXICAL) == frozenset()


def test_words_that_the_texts_have_are_no_compounds():
    assert seams("办公室 茶水", LEXICAL) == frozenset()
    assert parts_of("办公室", LEXICAL) == ["办公室"]
