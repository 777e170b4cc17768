"""xietiao ask --batch"""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.bot.checking import ROOT, markers
from tests.ui.cli.calling import CONTRACT, SEVEN, done, put, told, xietiao


def answers(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").split("\n") if line]


@pytest.mark.usefixtures("corpus")
class TestBatch:
    def test_two_hundred_questions_keep_their_order_and_ids_in_under_20_s(self, office: Path):
        dev = (ROOT / "eval/datasets/guidance-dev.jsonl").read_text("utf-8").splitlines()[:200]
        began = time.process_time()  # whatever else the machine has to do
        result = xietiao("ask", "--batch", put(office / "in.jsonl", *dev), "--out", "out.jsonl")
        assert time.process_time() - began < 20
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == "200 answers in out.jsonl\n"
        asked = [json.loads(line) for line in dev]
        given = answers(office / "out.jsonl")
        assert [(a["id"], a["question"]) for a in given] == [
            (q["id"], q["question"]) for q in asked
        ]
        for answer in given:
            assert answer.keys() == CONTRACT
            assert markers(answer["answer"]) == [c["marker"] for c in answer["citations"]]
        assert not (office / "out.jsonl.part").exists()

    def run(self, office: Path, *lines: object) -> list[dict[str, Any]]:
        result = xietiao("ask", "--batch", put(office / "in.jsonl", *lines), "--out", "out.jsonl")
        assert result.exit_code == 0, result.stderr
        return answers(office / "out.jsonl")

    def test_a_line_alone_is_answered_as_by_ask(self, office: Path):
        (batched,) = self.run(office, {"question": SEVEN})
        alone = json.loads(done("ask", "--json", SEVEN))
        assert {**batched, "timings_ms": 0} == {**alone, "timings_ms": 0}

    def test_ids_are_kept_as_they_are_and_other_fields_passed_over(self, office: Path):
        lines = [{"id": name, "question": SEVEN, "gold": [1]} for name in ("a", 7, None, "")]
        assert [answer["id"] for answer in self.run(office, *lines)] == ["a", 7, None, ""]

    def test_blank_lines_and_a_byte_order_mark_are_passed_over(self, office: Path):
        given = self.run(office, "\ufeff" + json.dumps({"question": SEVEN}), "", "  ")
        assert len(given) == 1

    def test_each_line_has_its_own_script_and_history(self, office: Path):
        history = [
            {"role": "user", "content": "办公室工作要发挥哪三个作用"},
            {
                "role": "assistant",
                "content": "1. 领导的参谋和助手作用。\n2. 承上启下和协调工作的作用。",
            },
        ]
        plain, scripted, followed = self.run(
            office,
            {"question": SEVEN},
            {"question": SEVEN, "script": "hant-hk"},
            {"question": "那第二个呢？", "history": history},
        )
        assert (plain["script"], scripted["script"]) == ("hans", "hant-hk")
        assert "承上启下" in followed["citations"][0]["quote"]

    def test_the_script_option_is_for_lines_without_one(self, office: Path):
        lines = put(office / "in.jsonl", {"question": SEVEN}, {"question": SEVEN, "script": "hans"})
        xietiao("ask", "--batch", lines, "--out", "out.jsonl", "--script", "hant-tw")
        assert [a["script"] for a in answers(office / "out.jsonl")] == ["hant-tw", "hans"]

    def test_a_question_that_cannot_be_asked_is_refused_in_its_place(self, office: Path):
        lines = [{"id": 1, "question": " "}, {"id": 2, "question": "办" * 50_000}, {"id": 3, "question": SEVEN}]  # fmt: skip
        empty, long, good = self.run(office, *lines)
        assert empty["answer"] == "the question is empty; type what you want to know"
        assert "50,000 characters" in long["answer"]
        assert [a["reason"] for a in (empty, long, good)] == ["bad_question", "bad_question", None]
        assert empty.keys() == good.keys() == CONTRACT
        assert [a["id"] for a in (empty, long, good)] == [1, 2, 3]

    def test_answers_can_be_written_over_the_questions(self, office: Path):
        lines = put(office / "in.jsonl", {"id": 1, "question": SEVEN})
        assert xietiao("ask", "--batch", lines, "--out", lines).exit_code == 0
        assert answers(office / "in.jsonl")[0]["id"] == 1

    def test_a_line_separator_inside_a_question_is_no_end_of_line(self, office: Path):
        (answer,) = self.run(office, {"question": f"{SEVEN}\u2028？"})
        assert not answer["refused"]

    def test_a_folder_that_is_not_there_is_told(self, office: Path):
        lines = put(office / "in.jsonl", {"question": SEVEN})
        sentence = told("ask", "--batch", lines, "--out", "nowhere/out.jsonl")
        assert sentence.startswith("nowhere/out.jsonl")


def test_bad_lines_are_named_and_nothing_is_answered(office: Path):
    lines = put(
        office / "in.jsonl",
        {"question": SEVEN},
        "{not json",
        {"id": "3"},
        "",
        {"question": SEVEN, "script": "pinyin"},
        {"question": SEVEN, "history": [{"role": "system", "content": ""}]},
        "[]",
    )
    sentence = told("ask", "--batch", lines, "--out", "out.jsonl")
    assert re.findall(r"line (\d+): ([\w.]+| the line)", sentence) == [
        ("2", "the"),
        ("3", "question"),
        ("5", "script"),
        ("6", "history.0.role"),
        ("7", "the"),
    ]
    assert not (office / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (None, "in.jsonl isn't there; give a file of one JSON object a line"),
        (b"", 'in.jsonl has no questions; write {"id": "1", "question": "…"} a line'),
        (b"\n \n", 'in.jsonl has no questions; write {"id": "1", "question": "…"} a line'),
        (SEVEN.encode("gbk"), "in.jsonl is not UTF-8; save it as UTF-8 JSON lines"),
    ],
)
def test_a_file_without_questions_is_told(office: Path, written: bytes | None, sentence: str):
    if written is not None:
        (office / "in.jsonl").write_bytes(written)
    assert told("ask", "--batch", "in.jsonl", "--out", "out.jsonl") == sentence


def test_a_folder_is_no_batch(office: Path):
    (office / "in.jsonl").mkdir()
    assert told("ask", "--batch", "in.jsonl", "--out", "out.jsonl") == "in.jsonl: Is a directory"
