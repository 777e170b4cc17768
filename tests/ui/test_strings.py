"""The words of the interface: all there, in every language, and none that nobody says."""

import re
from pathlib import Path

import pytest

from ingest.script import detect
from ui.strings import LANGUAGES, WORDS, words

PAGES = sorted(file.stem for file in WORDS.glob("*.toml"))
UI = Path(__file__).parents[2] / "ui"
CODE = "".join(
    file.read_text(encoding="utf-8")
    for file in UI.rglob("*")
    if file.suffix in (".py", ".js") and "__pycache__" not in file.parts
)


@pytest.mark.parametrize("page", PAGES)
def test_every_word_is_there_in_every_language(page: str):
    first, *others = (words(page, language).table for language in LANGUAGES)
    assert first
    for other in others:
        assert list(other) == list(first)
        for key, said in other.items():
            assert said.strip(), key
            assert re.findall(r"\{\w*\}", said) == re.findall(r"\{\w*\}", first[key]), key


@pytest.mark.parametrize("page", PAGES)
def test_every_word_is_in_its_script(page: str):
    for key, said in words(page, "hans").table.items():
        assert detect(said) == "hans" or not re.search(r"[一-鿿]", said), key
    for language in ("hant-tw", "hant-hk"):
        for key, said in words(page, language).table.items():
            simplified = set("简体网页这没为请问协调资库删关闭载传换语进会办实显档览").intersection(
                said
            )
            assert not simplified, (key, said)


@pytest.mark.parametrize("page", ["ask", "frame", "source"])
def test_no_word_is_left_over(page: str):
    said = set(re.findall(r"\w+", CODE))
    assert [key for key in words(page, "en").table if key not in said] == []


def test_a_missing_word_says_where_it_belongs():
    with pytest.raises(AttributeError, match="ui/words"):
        _ = words("ask", "hans").no_such_word
