"""Which text a sentence comes from, and which sentence comes from a text."""

from pathlib import Path

from bot.quiz.holding import holdings
from bot.quiz.lints import findings
from bot.quiz.origin import origins, says
from bot.quiz.support import letters
from tests.bot.quiz.shelf import COUNT, DUTY, material, shelf


def test_the_options_are_the_names_of_the_texts(tmp_path: Path):
    items = [draft.item for draft in origins(shelf(tmp_path))]
    assert {item.key[0] for item in items} == {"《仓库消防守则》", "《仓库参观守则》"}
    for item in items:
        assert len(set(item.options)) == 4
        assert item.citation.title in item.key[0]
        assert findings(item) == []


def test_a_sentence_that_two_texts_have_is_not_asked_about(tmp_path: Path):
    shared = "\n盘点人员必须先停止收发，把散件按批号码放在黄线以内。\n"
    stems = [draft.item.stem for draft in origins(shelf(tmp_path, e=f"仓库交接守则\n{shared}"))]
    assert any("灭火器" in stem for stem in stems)
    assert not any("散件" in stem for stem in stems)


def test_a_sentence_with_a_word_of_its_title_alone_is_not_asked_about(tmp_path: Path):
    stems = [draft.item.stem for draft in origins(shelf(tmp_path))]
    assert not any("值班人员" in stem for stem in stems)


def test_where_fewer_than_three_other_texts_are_akin_nothing_is_asked(tmp_path: Path):
    assert list(origins(material(tmp_path, a=DUTY, b=COUNT))) == []


def test_a_text_says_what_one_of_its_sentences_has_half_the_words_of(tmp_path: Path):
    made = shelf(tmp_path)
    duty, count = made.sources[:2]
    (statement, *_) = count.statements
    assert says(count, statement)
    assert not says(duty, statement)


def test_of_the_demands_of_several_texts_only_the_key_stands_in_the_one_that_is_named(
    tmp_path: Path,
):
    made = shelf(tmp_path)
    texts = {s.document.title: letters(s.document.text) for s in made.sources}
    items = [draft.item for draft in holdings(made)]
    assert items
    for item in items:
        here = [option for option in item.options if letters(option) in texts[item.citation.title]]
        assert set(here) == set(item.key)
        assert f"《{item.citation.title}》" in item.stem
