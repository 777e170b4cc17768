"""From items to a file by a format's name, and what is said about it."""

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.quiz.formats import FORMATS, UnknownFormat, write
from bot.quiz.formats.export import Export
from bot.quiz.formats.registry import BadItem, NothingToWrite, QuizNotWritten
from bot.quiz.records import KINDS
from tests.bot.quiz.papers import ITEMS, MATCHING, ORDERING, PLAIN, SHORT, SINGLE, TRADITIONAL, item
from ui.problems import explained


def test_the_contract_names_these_formats():
    named = {"gift", "moodle-xml", "aiken", "qti", "anki", "xlsx", "docx", "csv", "json"}
    assert named <= FORMATS.keys()
    assert all(form.suffix.startswith(".") and "/" in form.media_type for form in FORMATS.values())


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_items_make_the_same_bytes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(name, ITEMS, tmp_path / "one")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    write(name, ITEMS, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one", "two"]


def test_an_unknown_format_is_told_which_there_are(tmp_path: Path):
    with pytest.raises(UnknownFormat, match="no quiz format pdf; name one of gift, moodle-xml, "):
        write("pdf", ITEMS, tmp_path / "paper.pdf")


def test_nothing_is_written_where_nothing_fits(tmp_path: Path):
    file = tmp_path / "paper.txt"
    with pytest.raises(NothingToWrite, match="Aiken has no place for any of these 2 questions"):
        write("aiken", [ORDERING, SHORT], file)
    with pytest.raises(NothingToWrite, match="there are no questions to write"):
        write("gift", [], file)
    assert not file.exists()


BROKEN = {
    "has no question": replace(SINGLE, stem=" "),
    "has no answer": replace(SINGLE, key=()),
    "is neither true nor false": item("true-false", "对吗？", (), ("对",)),
    "has the same option twice": replace(SINGLE, options=("勤", "勤", "谋")),
    "has an answer that is none of its options": replace(SINGLE, key=("忍",)),
    "has not one answer for each prompt": replace(MATCHING, prompts=("勤",)),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_question_that_an_edit_broke_is_named(fault: str, tmp_path: Path):
    with pytest.raises(BadItem) as problem:
        write("json", [ORDERING, BROKEN[fault]], tmp_path / "paper.json")
    assert str(problem.value) == f"question 2 {fault}; edit it, or leave it out"
    assert explained(str(problem.value), "hans").startswith("第 2 题")


def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path: Path):
    with pytest.raises(QuizNotWritten, match="No such file or directory"):
        write("gift", ITEMS, tmp_path / "nowhere" / "paper.gift")
    (tmp_path / "taken").mkdir()
    with pytest.raises(QuizNotWritten):
        write("gift", ITEMS, tmp_path / "taken")
    assert [file.name for file in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("name", FORMATS)
def test_characters_that_no_file_holds_are_taken_out_and_said(name: str, tmp_path: Path):
    bad = replace(SINGLE, stem="协\x00调\ud800\x0b？\r\n为什么", explanation="原\x1b文")
    assert "characters that can't be seen or stored were taken out of: 2" in write(
        name, [TRADITIONAL, bad], tmp_path / "paper"
    )


@pytest.mark.parametrize("name", FORMATS)
def test_every_loss_has_its_chinese(name: str, tmp_path: Path):
    bad = replace(
        SINGLE, id="bad", stem="问" * 130 + "\x00\n", options=("长" * 80, "短"), key=("短",)
    )
    many = item("multiple", "哪些？", [str(n) for n in range(27)], [str(n) for n in range(11)])
    odd = (
        replace(bad, id="same", options=("长" * 80, "长" * 81), key=("长" * 80,)),
        replace(SINGLE, id="many", options=tuple(map(str, range(27))), key=("1",)),
    )
    for sentence in write(name, [*ITEMS, bad, many, *odd], tmp_path / "paper"):
        for language in ("hans", "hant-tw", "hant-hk"):
            told = explained(sentence, language)  # type: ignore[arg-type]
            assert told != sentence and "{" not in told
        numbers = re.search(r": ([\d, ]+)$", sentence)
        assert not numbers or explained(sentence, "hans").endswith(f"：{numbers[1]}")


def test_every_kind_that_is_left_out_has_its_chinese():
    for kind in KINDS:
        [one] = [i for i in PLAIN if i.kind == kind][:1]
        export = Export("Kahoot", [one])
        export.leave_out(one)
        [sentence] = export.sentences()
        assert explained(sentence, "hans").startswith("Kahoot 不支持")


def test_what_goes_wrong_has_its_chinese(tmp_path: Path):
    for name, items, file in (
        ("pdf", ITEMS, "paper"),
        ("aiken", [SHORT], "paper"),
        ("gift", [], "paper"),
        ("gift", ITEMS, "nowhere/paper"),
    ):
        with pytest.raises((UnknownFormat, NothingToWrite, QuizNotWritten)) as problem:
            write(name, items, tmp_path / file)
        assert "；" in explained(str(problem.value), "hans")


@pytest.mark.parametrize("name", FORMATS)
def test_two_hundred_items_take_a_moment(name: str, tmp_path: Path):
    many = [replace(one, id=f"{one.id}-{n}") for n in range(12) for one in ITEMS][:200]
    start = time.perf_counter()
    write(name, many, tmp_path / "paper")
    assert time.perf_counter() - start < 10  # seconds; the slowest, Word, takes 2
