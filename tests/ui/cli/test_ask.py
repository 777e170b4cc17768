"""xietiao ask"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.index import Index
from tests.bot.checking import ROOT, markers, received
from tests.ui.cli.calling import CONTRACT, SEVEN, UNCOVERED, done, python_m_ui, told, xietiao


@pytest.mark.usefixtures("corpus")
class TestAsk:
    def test_an_answer_and_where_each_sentence_stands(self):
        lines = done("ask", SEVEN).splitlines()
        where = [line for line in lines if re.match(r"\[\d+\] corpus/001_\w+\.txt:\d+-\d+  ", line)]
        answer = "\n".join(line for line in lines if line not in where)
        assert "敏、谋、快、敢、勤、实、宽" in answer
        assert [markers(line)[0] for line in where] == markers(answer)
        assert where[0].endswith(" > 办公室主任要念好七字经")

    def test_json_is_one_object_of_the_contract(self):
        out = done("ask", "--json", SEVEN)
        assert out.count("\n") == 1
        answer = json.loads(out)
        assert answer.keys() == CONTRACT
        assert answer["timings_ms"].keys() == {"retrieve", "answer", "total"}
        for citation in answer["citations"]:
            raw = received(citation["path"])
            assert raw[citation["start"] : citation["end"]] == citation["quote"]

    def test_a_refusal_is_an_answer_too(self):
        answer = json.loads(done("ask", "--json", UNCOVERED))
        assert (answer["refused"], answer["reason"]) == (True, "not_covered")
        assert answer["citations"] == []
        assert answer["topics"]
        said, *topics = done("ask", UNCOVERED).splitlines()
        assert (
            "没有讲到" in said and [line.removeprefix("- ") for line in topics] == answer["topics"]
        )

    @pytest.mark.parametrize(
        ("script", "word"), [("hant-tw", "謀"), ("hant-hk", "謀"), ("hans", "谋")]
    )
    def test_the_script_asked_for(self, script: str, word: str):
        answer = json.loads(done("ask", SEVEN, "--script", script, "--json"))
        assert answer["script"] == script
        assert word in answer["answer"]

    def test_settings_come_from_xietiao_toml(self, office: Path):
        (office / "xietiao.toml").write_text('script = "hant-tw"\ntop_k = 2\n', encoding="utf-8")
        answer = json.loads(done("ask", SEVEN, "--json"))
        assert (answer["script"], len(answer["passages"])) == ("hant-tw", 2)

    def test_bad_questions_are_told(self):
        assert told("ask", "") == "the question is empty; type what you want to know"
        sentence = "the question is 50,000 characters long; ask in at most 2,000"
        assert told("ask", "办" * 50_000) == sentence
        assert told("ask", "--json", " ") == "the question is empty; type what you want to know"

    def test_through_the_interpreter(self):
        ran = python_m_ui("ask", "--json", SEVEN)
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert "敏、谋、快、敢、勤、实、宽" in json.loads(ran.stdout)["answer"]

    def test_a_question_that_is_not_utf_8_is_answered_or_told(self):
        ran = python_m_ui("ask", "--json", b"\xff" + SEVEN.encode(), PYTHONIOENCODING="utf-8")
        assert b"Traceback" not in ran.stderr

    def test_a_reader_that_goes_away_is_no_traceback(self, corpus: Index):
        command = f"{sys.executable} -m ui show 004 | true"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(command, shell=True, env=environment, capture_output=True, timeout=60)
        assert ran.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--script", "pinyin", SEVEN], "unknown script 'pinyin'; choose auto, hans, hant-tw or hant-hk"),
        ([], "give one QUESTION, or --batch IN.jsonl together with --out OUT.jsonl"),
        ([SEVEN, "--batch", "in.jsonl", "--out", "out.jsonl"], "give one QUESTION, or --batch IN.jsonl together with --out OUT.jsonl"),
        (["--batch", "in.jsonl"], "give one QUESTION, or --batch IN.jsonl together with --out OUT.jsonl"),
        ([SEVEN, "--out", "out.jsonl"], "give one QUESTION, or --batch IN.jsonl together with --out OUT.jsonl"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_status_2(arguments: list[str], sentence: str):
    assert told("ask", *arguments, status=2) == sentence


@pytest.mark.parametrize(
    "arguments",
    [["ask", "--nonsense"], ["nonsense"], ["serve", "--port", "70000"], ["show", "--start", "-1"]],
)
def test_what_the_parser_refuses_is_status_2(arguments: list[str]):
    result = xietiao(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error" in result.stderr


@pytest.mark.parametrize("command", [["ask", SEVEN], ["show"], ["serve"], ["ask", "--json", SEVEN]])
def test_without_an_index_the_next_step_is_told(command: list[str]):
    assert told(*command) == "no index in data/index; build it with `xietiao ingest`"


def test_a_damaged_index_is_told(texts: Path):
    done("ingest", "texts")
    (generation,) = (texts.parent / "data" / "index").glob("gen-*")
    (generation / "sentences.npy").write_bytes(b"")
    sentence = told("ask", "几点锁门？")
    assert sentence.startswith("the index is damaged (sentences.npy is not as it was written)")
    assert "xietiao ingest --rebuild" in sentence
