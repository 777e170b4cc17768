"""The .apkg is imported by Anki itself."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageRequest

from bot.quiz.formats import write
from bot.quiz.formats.feedback import place
from tests.bot.quiz.papers import HOSTILE, ITEMS, PLAIN


@pytest.fixture
def collection(tmp_path: Path):
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def bring_in(collection: Collection, file: Path) -> None:
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(file)))


def said(markup: str) -> str:
    return html.unescape(markup.replace("<br>", "\n"))


def listed(markup: str) -> tuple[str, ...]:
    return tuple(said(text) for text in re.findall(r"<li>(.*?)</li>", markup, re.DOTALL))


def notes(collection: Collection) -> dict[str, dict[str, str]]:
    found = (collection.get_note(note) for note in collection.find_notes("deck:协调"))
    return {said(note["Id"]): dict(note.items()) for note in found}


def test_anki_reads_back_every_text(collection: Collection, tmp_path: Path):
    write("anki", ITEMS, tmp_path / "paper.apkg")
    bring_in(collection, tmp_path / "paper.apkg")
    read = notes(collection)
    assert len(read) == len(ITEMS)
    for item in ITEMS:
        note = read[item.id]
        assert said(note["Stem"]) == item.stem
        assert listed(note["Options"]) == item.options
        assert listed(note["Key"]) == item.key
        assert listed(note["Prompts"]) == item.prompts
        assert said(note["Explanation"]) == item.explanation
        assert said(note["Source"]) == place(item.citation)


def test_a_second_import_brings_the_same_notes_and_no_new_ones(
    collection: Collection, tmp_path: Path
):
    write("anki", PLAIN, tmp_path / "one.apkg")
    changed = [replace(item, explanation="改过的解析") for item in reversed(PLAIN)]
    write("anki", [*changed, *HOSTILE], tmp_path / "two.apkg")
    bring_in(collection, tmp_path / "one.apkg")
    bring_in(collection, tmp_path / "two.apkg")
    assert set(notes(collection)) == {item.id for item in ITEMS}


def test_the_card_asks_first_and_tells_after(collection: Collection, tmp_path: Path):
    write("anki", PLAIN[:1], tmp_path / "paper.apkg")
    bring_in(collection, tmp_path / "paper.apkg")
    [card] = (collection.get_card(found) for found in collection.find_cards(""))
    assert PLAIN[0].stem in card.question()
    assert PLAIN[0].explanation not in card.question()
    assert PLAIN[0].explanation in card.answer()
