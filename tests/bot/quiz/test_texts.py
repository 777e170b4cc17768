"""Aiken, the plain text of Chinese quiz sites, and JSON."""

import json
import re

from bot.quiz.formats.aiken import aiken
from bot.quiz.formats.export import Export
from bot.quiz.formats.json_list import json_list
from bot.quiz.formats.plain import plain
from tests.bot.quiz.papers import FALSE, HOSTILE, ITEMS, PLAIN, SINGLE, SOURCE

# Moodle's own reading of Aiken (question/format/aiken/format.php): a letter, ) or ., a space.
OPTION = re.compile(r"^([A-Z])[).] ?(.*)$")


def test_aiken_holds_questions_of_one_right_answer():
    written = Export("Aiken", PLAIN)
    text = aiken(PLAIN, written).decode()
    assert text.split("\n\n")[0] == (f"{SINGLE.stem}\nA. 勤\nB. 谋\nC. 实\nD. 快\nANSWER: A")
    assert text.split("\n\n")[2] == f"{FALSE.stem}\nA. 正确\nB. 错误\nANSWER: B\n"
    assert written.n_left_out == 6
    assert written.sentences()[0] == (
        "Aiken has no place for explanations, citations and levels; they are left out"
    )


def test_aiken_keeps_every_sign_but_the_line_break():
    item = HOSTILE[0]
    written = Export("Aiken", [item])
    stem, *options, answer = aiken([item], written).decode().splitlines()
    assert stem == item.stem.replace("\n", " ")
    read = [(found[1], found[2]) for line in options if (found := OPTION.match(line))]
    assert tuple(text for _, text in read) == tuple(o.replace("\n", " ") for o in item.options)
    assert dict(read)[answer.removeprefix("ANSWER: ")] == item.key[0].replace("\n", " ")
    assert written.sentences()[1:] == [
        "Aiken keeps a text on one line; line breaks became spaces in: 1"
    ]


def test_plain_text_is_what_chinese_sites_import():
    text = plain(PLAIN, Export("TXT", PLAIN)).decode()
    questions = text.split("\n\n")
    assert questions[0] == (
        "1. 协调七字诀中，要求常跑、常问、常记的是哪一个字？[单选题]\n"
        "A. 勤\nB. 谋\nC. 实\nD. 快\n"
        f"答案：A\n解析：{SINGLE.explanation} {SOURCE}"
    )
    answers = [re.search("^答案：(.*)$", q, re.MULTILINE) for q in questions]
    assert [a and a[1] for a in answers] == [
        "A",
        "ABE",
        "正确",
        "错误",
        "沟通",
        "服从|平等",
        "BDAC",
        "1-D；2-B；3-A",
        "统一思想、形成合力；化解矛盾；提高效率",
    ]


def test_plain_text_keeps_every_sign_but_the_line_break():
    for item in HOSTILE:
        lines = plain([item], Export("TXT", ITEMS)).decode().splitlines()
        joined = item.stem.replace("\n", " ")
        assert re.fullmatch(r"1\. (.*)\[\w+题\]", lines[0])[1] == joined  # type: ignore[index]
        options = [line.partition(". ")[2] for line in lines if re.match(r"[A-Z]\. ", line)]
        expected = () if item.kind == "true-false" else item.options
        assert tuple(options) == tuple(option.replace("\n", " ") for option in expected)
        assert lines[-1] == f"解析：{item.explanation} {SOURCE}".replace("\n", " ")


def test_json_is_the_contract():
    written = Export("JSON", ITEMS)
    read = json.loads(json_list(ITEMS, written))
    assert read == json.loads(json.dumps([item.to_dict() for item in ITEMS]))
    assert list(read[0]) == [
        "id", "kind", "stem", "options", "key", "explanation", "citation", "heading",
        "difficulty", "bloom",
    ]  # fmt: skip
    assert written.sentences() == []
