"""What the reading page is made of, without a browser."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.noise import default_rules
from ingest.records import Document, Mask
from ingest.script import render
from ui.reading import find
from ui.reading.lines import lines, parts
from ui.reading.rules import told
from ui.reading.runs import runs
from ui.strings import LANGUAGES

PLAIN = Document("a", "a.txt", "题", "程序员扩展软件\n信息。", "hans", "0")


def document(text: str) -> Document:
    return replace(PLAIN, text=text)


def test_the_original_is_one_run():
    (run,) = runs(document("程序员"), 0, 3, None)
    assert (run.start, run.end, run.text, run.is_even) == (0, 3, "程序员", True)


def test_words_that_change_their_length_are_runs_of_their_own():
    found = runs(document("问程序员，答。"), 0, 7, "hant-tw")
    assert "".join(run.text for run in found) == render("问程序员，答。", "hans", "hant-tw")
    assert [run.is_even for run in found].count(False) >= 1
    assert (found[0].start, found[0].text[0]) == (0, "問")
    assert found[-1].end == 7 and found[-1].text.endswith("答。")


@given(st.text(alphabet="程序员扩展软件信息沟通，。 a\x1b\u202e𠀀\t", max_size=60))
def test_runs_cover_the_span_without_a_gap(text: str):
    for reader in (None, "hant-tw", "hant-hk"):
        found = runs(document(text), 0, len(text), reader)
        assert [run.start for run in found[1:]] == [run.end for run in found[:-1]]
        assert not found or (found[0].start, found[-1].end) == (0, len(text))


def test_control_characters_are_named():
    assert [run.text for run in runs(document("甲\x1b[1m\u202e乙"), 0, 7, None)] == [
        "甲", "U+001B", "[1m", "U+202E", "乙",
    ]  # fmt: skip


def test_blank_lines_and_carriage_returns_are_no_lines():
    assert [(line.start, line.end) for line in lines(document("甲\r\n\r\n  \n乙"), [])] == [
        (0, 1),
        (8, 9),
    ]


def test_a_line_is_parted_at_its_masks():
    (line,) = lines(document("甲乙丙丁"), [])
    mask = Mask(1, 3, "advert-inline")
    assert parts(line, [mask]) == [(0, 1, None), (1, 3, mask), (3, 4, None)]


@pytest.mark.parametrize("words", ["溝通", "沟通", "ＡB", "ab"])
def test_words_are_found_whatever_script_and_width(words: str):
    (found,) = find(document("一沟通二Ab三".replace("沟通" if "b" in words.lower() else "Ab", "无")), words)  # fmt: skip
    assert found.end - found.start == 2


def test_a_place_in_a_mask_is_told():
    masked = replace(document("公章，公章"), masks=(Mask(3, 5, "advert-line"),))
    assert [found.masked for found in find(masked, "公章")] == [False, True]
    assert find(masked, " ") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_words(language: str):
    for rule in default_rules():
        assert told(rule.name, language) != rule.name  # type: ignore[arg-type]
    assert told("a-rule-of-your-own", language) == "a-rule-of-your-own"  # type: ignore[arg-type]
