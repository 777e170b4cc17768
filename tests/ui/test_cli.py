"""The command line, as typed: what comes out where, and one sentence for what goes wrong."""

import importlib.metadata
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.answer import Bot
from bot.feedback import FeedbackStore
from bot.settings import Settings
from eval.cases import load_cases
from eval.sources import Sources
from ingest.index import Index
from tests.bot.checking import ROOT, markers, received
from tests.scripted import scripted_server
from ui.cli import app

SEVEN = "办公室主任的七字诀是什么"
UNCOVERED = "公章丢了去哪里登报"
CONTRACT = {
    "id", "question", "answer", "script", "refused", "reason", "confidence", "citations",
    "passages", "topics", "answerer", "timings_ms",
}  # fmt: skip
DUTY = "值班守则\n一、值班室每晚十点锁门。\n二、交接时要当面清点印章和钥匙。\n"
MEETING = "会务守则\n一、会议室用完要关灯。\n二、茶水由文员准备。\n"


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the commands are typed in; no settings but those of a test."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"XIETIAO_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def corpus(corpus_index: Index, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Index:
    """The commands work on the index of the five texts."""
    monkeypatch.setenv("XIETIAO_DATA", str(settings.data))
    return corpus_index


@pytest.fixture
def texts(office: Path, models: Path) -> Path:
    """Two texts in texts/, and an empty data folder that has the model."""
    (office / "data").mkdir()
    (office / "data" / "models").symlink_to(models.resolve(), target_is_directory=True)
    folder = office / "texts"
    folder.mkdir()
    (folder / "duty.txt").write_text(DUTY, encoding="utf-8")
    (folder / "meeting.txt").write_text(MEETING, encoding="utf-8")
    return folder


def xietiao(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def done(*arguments: str) -> str:
    """What a command that succeeds writes to stdout."""
    result = xietiao(*arguments)
    assert (result.exit_code, result.stderr.strip()) == (0, "")
    return result.stdout


def told(*arguments: str, status: int = 1) -> str:
    """The one sentence of a command that fails."""
    result = xietiao(*arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    sentence = result.stderr.strip()  # a progress bar without a terminal leaves an empty line
    assert re.fullmatch(r"xietiao: .+", sentence), result.stderr
    return sentence.removeprefix("xietiao: ")


def python_m_ui(*arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", **environment},
        capture_output=True,
        timeout=100,
    )


# ask


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


# settings


@pytest.mark.parametrize("command", [["ask", SEVEN], ["doctor"], ["ingest"]])
def test_an_unknown_setting_is_told_by_name(office: Path, command: list[str]):
    (office / "xietiao.toml").write_text("topk = 3\n", encoding="utf-8")
    assert told(*command).startswith("setting 'topk': Extra inputs are not permitted")


def test_a_setting_out_of_range_is_told_by_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XIETIAO_TOP_K", "many")
    monkeypatch.setenv("XIETIAO_SCRIPT", "pinyin")
    sentence = told("ask", SEVEN)
    assert "setting 'top_k': Input should be a valid integer" in sentence
    assert "fix XIETIAO_SCRIPT or xietiao.toml" in sentence


@pytest.mark.usefixtures("corpus")
def test_a_model_folder_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XIETIAO_MODEL", "./my-model")
    sentence = "no model folder ./my-model; set `model` to a folder, or to `bundled`"
    assert told("ask", SEVEN) == sentence


@pytest.mark.slow  # sentence_transformers takes 7 s to import
@pytest.mark.usefixtures("corpus")
def test_a_model_that_nobody_has_is_told_in_one_sentence():
    ran = python_m_ui("ask", SEVEN, XIETIAO_MODEL="no-such/model")
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.decode() == (
        "xietiao: the embedding model 'no-such/model' can't be loaded; check the name and the "
        "network, or set `model` to `bundled`\n"
    )


# ask --batch


def put(file: Path, *lines: object) -> str:
    written = [x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines]
    file.write_text("\n".join(written) + "\n", encoding="utf-8")
    return str(file)


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


# show


@pytest.mark.usefixtures("corpus")
class TestShow:
    def test_the_documents(self):
        rows = json.loads(done("show", "--json"))
        assert [row["doc_id"][:3] for row in rows] == ["000", "001", "002", "003", "004"]
        assert {row["script"] for row in rows} == {"hans", "hant-tw"}
        for row in rows:
            assert row["n_chars"] == len(received(row["path"]))
        lines = done("show").splitlines()
        assert all(line.startswith(row["doc_id"]) for line, row in zip(lines, rows, strict=True))

    @pytest.mark.parametrize(
        "name", ["001", "001_a0cfcf83972ad1e2", "corpus/001_a0cfcf83972ad1e2.txt"]
    )
    def test_a_text_as_received_by_id_path_or_beginning(self, name: str):
        raw = received("corpus/001_a0cfcf83972ad1e2.txt")
        assert json.loads(done("show", name, "--json"))["text"] == raw
        assert done("show", name) == raw.rstrip("\n") + "\n"

    def test_a_span_of_it(self):
        view = json.loads(done("show", "001", "--start", "857", "--end", "868", "--json"))
        assert (view["text"], view["start"], view["end"]) == ("单位的窗口和门面作用。", 857, 868)
        assert done("show", "001", "--start", "857", "--end", "868") == "单位的窗口和门面作用。\n"
        raw = received("corpus/001_a0cfcf83972ad1e2.txt")
        assert json.loads(done("show", "001", "--start", "857", "--json"))["text"] == raw[857:]
        assert json.loads(done("show", "001", "--end", "9", "--json"))["text"] == raw[:9]

    def test_its_outline(self):
        view = json.loads(done("show", "001", "--outline", "--json"))
        headings = [s["heading"] for s in view["sections"] if s["level"] == 1]
        assert headings[0] == "办公室工作要发挥好三个作用"
        plain = done("show", "001", "--outline")
        assert "  一、办公室工作要发挥好三个作用  [3 announced, 3 found]\n" in plain
        assert "    2、承上启下和协调工作的作用\n" in plain

    def test_a_gap_in_a_text_shows_in_its_outline(self):
        plain = done("show", "000", "--outline")
        assert "[4 announced, 3 found !]" in plain
        assert re.search(r"^gap \d+-\d+ \(hidden-message\)$", plain, re.MULTILINE)

    def test_its_passages_and_the_noise_in_them(self):
        rows = json.loads(done("show", "000", "--passages", "--json"))
        raw = received("corpus/000_c0d2a1bbc5f8266c.txt")
        assert rows[0].keys() == {"passage_id", "start", "end", "heading", "masked"}
        masked = [raw[start:end] for row in rows for start, end in row["masked"]]
        assert any(text.startswith("本帖最后由") for text in masked)
        for row in rows:
            assert row["passage_id"].endswith(f":{row['start']}-{row['end']}")
            assert all(row["start"] <= a < b <= row["end"] for a, b in row["masked"])
        plain = done("show", "000", "--passages")
        assert all(raw[row["start"] : row["end"]] in plain for row in rows)

    def test_an_unknown_document_is_told_with_those_there_are(self):
        sentence = told("show", "nothing")
        assert sentence.startswith("no document 'nothing'; there is 000_c0d2a1bbc5f8266c, 001_")
        assert told("show", "00").startswith("more than one document '00'; there is 000_")

    @pytest.mark.parametrize(("start", "end"), [(9, 3), (0, 10**6), (10**6, 10**6)])
    def test_a_span_outside_the_text_is_told(self, start: int, end: int):
        sentence = told("show", "001", "--start", str(start), "--end", str(end))
        assert sentence.endswith("is not within 001_a0cfcf83972ad1e2, which has 5500 characters")


# ingest


def rows(file: Path) -> dict[str, str]:
    report = json.loads(file.read_text("utf-8"))
    return {document["path"]: document["status"] for document in report["documents"]}


def test_ingest_adds_updates_removes_and_leaves_the_rest(texts: Path):
    assert xietiao("ingest", "texts", "--report", "report.json").exit_code == 0
    report = texts.parent / "report.json"
    assert rows(report) == {"texts/duty.txt": "added", "texts/meeting.txt": "added"}
    again = xietiao("ingest", "texts")
    assert (again.exit_code, again.stdout) == (0, "2 unchanged\n")
    (texts / "duty.txt").write_text(DUTY.replace("十点", "九点"), encoding="utf-8")
    (texts / "meeting.txt").unlink()
    assert xietiao("ingest", "texts", "--report", "report.json").exit_code == 0
    assert rows(report) == {"texts/duty.txt": "updated", "texts/meeting.txt": "removed"}
    assert "值班室每晚九点锁门" in done("show", "duty")
    rebuilt = xietiao("ingest", "texts", "--rebuild", "--report", "report.json")
    assert rebuilt.exit_code == 0
    assert rows(report) == {"texts/duty.txt": "added"}


def test_ingest_reads_corpus_unless_told_otherwise(texts: Path):
    texts.rename(texts.parent / "corpus")
    assert xietiao("ingest").exit_code == 0
    assert [row["path"] for row in json.loads(done("show", "--json"))] == [
        "corpus/duty.txt",
        "corpus/meeting.txt",
    ]


def test_a_file_that_cannot_be_used_is_told_and_the_others_go_in(texts: Path):
    (texts / "empty.txt").write_text("", encoding="utf-8")
    result = xietiao("ingest", "texts")
    assert result.exit_code == 0
    assert re.search(r"^skipped texts/empty\.txt: .+$", result.stderr, re.MULTILINE)
    assert len(json.loads(done("show", "--json"))) == 2


def test_a_dry_run_prints_the_masks_and_changes_nothing(texts: Path):
    (texts / "forum.txt").write_text(
        f"值班守则\n{DUTY}**** Hidden Message *****\n转载请注明(来源:文秘工作 ID:msgz_org)\n",
        encoding="utf-8",
    )
    out = done("ingest", "texts", "--dry-run", "--report", "report.json")
    assert re.search(
        r"^texts/forum\.txt:\d+-\d+ hidden-message: '\*\*\*\* Hidden", out, re.MULTILINE
    )
    assert "nothing changed" in out
    assert not (texts.parent / "data" / "index").exists()
    assert set(rows(texts.parent / "report.json").values()) == {"read"}


def test_the_closing_table_names_each_document(texts: Path):
    (texts / "duty.txt").rename(texts / "duty_of_the_night_porter.txt")
    assert "duty_of_the_night_porter" in done("ingest", "texts", "--dry-run")


def test_an_empty_folder_is_told(texts: Path):
    (texts.parent / "empty").mkdir()
    sentence = told("ingest", "empty")
    assert sentence.startswith("found no text files under empty; put .txt, ")


def test_an_empty_folder_beside_an_index_is_told(texts: Path):
    assert xietiao("ingest", "texts").exit_code == 0
    (texts.parent / "empty").mkdir()
    result = xietiao("ingest", "empty")
    assert "no text files there; the index stays as it is" in result.stderr
    assert len(json.loads(done("show", "--json"))) == 2


def test_only_unknown_file_types_are_told(texts: Path):
    (texts.parent / "odd").mkdir()
    (texts.parent / "odd" / "a.exe").write_bytes(b"MZ\x00\x01")
    assert told("ingest", "odd").startswith("found ")


def test_a_path_that_is_not_there_is_told(texts: Path):
    assert "nowhere" in told("ingest", "nowhere")


def test_a_report_that_cannot_be_written_is_told(texts: Path):
    result = xietiao("ingest", "texts", "--dry-run", "--report", "nowhere/report.json")
    assert result.exit_code == 1
    assert result.stderr == "xietiao: nowhere/report.json: No such file or directory\n"


@pytest.mark.usefixtures("texts")
def test_expand_asks_the_llm_for_questions_and_makes_keys_of_them(monkeypatch: pytest.MonkeyPatch):
    with scripted_server() as server:
        server.says("嗯。")
        monkeypatch.setenv("XIETIAO_LLM", "openai:scripted")
        monkeypatch.setenv("XIETIAO_LLM_BASE_URL", server.base_url)
        result = xietiao("ingest", "texts", "--expand")
    assert result.exit_code == 0
    assert re.search(r"expand: \d+ passages, 0 questions proposed, 0 kept", result.stderr)
    assert len(server.bodies) > 0


@pytest.mark.usefixtures("texts")
def test_expand_without_an_llm_is_a_wrong_argument():
    assert "set XIETIAO_LLM" in told("ingest", "texts", "--expand", status=2)
    assert "--dry-run" in told("ingest", "texts", "--expand", "--dry-run", status=2)


# doctor


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after `pip install`, which a checkout need not have had."""
    version = importlib.metadata.version

    def known(name: str) -> str:
        return "0.0.0" if name == "xietiao" else version(name)

    monkeypatch.setattr(importlib.metadata, "version", known)


@pytest.mark.usefixtures("corpus", "installed")
def test_doctor_finds_nothing_to_mend():
    findings = json.loads(done("doctor", "--json"))
    assert findings["index"]["n_documents"] == 5
    assert findings["model"]["passages"] == "int8"
    assert findings["next"] == ["nothing to mend: `xietiao serve` opens the chat"]
    plain = done("doctor")
    assert all(re.search(rf"^{name} ", plain, re.MULTILINE) for name in findings)


@pytest.mark.usefixtures("texts", "installed")
def test_doctor_says_what_to_do_without_an_index():
    findings = json.loads(done("doctor", "--json"))
    assert findings["next"] == ["no index in data/index; build it with `xietiao ingest`"]


@pytest.mark.usefixtures("corpus", "installed")
def test_doctor_says_what_to_do_about_a_model(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XIETIAO_MODEL", "./my-model")
    findings = json.loads(done("doctor", "--json"))
    assert findings["model"].startswith("not usable: no model folder ./my-model")
    assert findings["next"] == ["fix the setting model"]


@pytest.mark.usefixtures("corpus", "installed")
class TestDoctorOnTheLlm:
    def test_none_is_configured(self):
        assert json.loads(done("doctor", "--json"))["llm"].startswith("none configured")

    def test_it_answers(self, monkeypatch: pytest.MonkeyPatch):
        with scripted_server() as server:
            server.says("2")
            monkeypatch.setenv("XIETIAO_LLM", "openai:scripted")
            monkeypatch.setenv("XIETIAO_LLM_BASE_URL", server.base_url)
            assert "reachable, first words after" in json.loads(done("doctor", "--json"))["llm"]

    def test_it_does_not_answer(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("XIETIAO_LLM", "openai:scripted")
        monkeypatch.setenv("XIETIAO_LLM_BASE_URL", "http://127.0.0.1:9/v1")
        findings = json.loads(xietiao("doctor", "--json").stdout)
        assert findings["llm"].startswith("openai:scripted not reachable: no reply")
        assert "XIETIAO_LLM_BASE_URL" in findings["next"][0]

    def test_it_cannot_be_set_up(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("XIETIAO_LLM", "nobody:model")
        findings = json.loads(done("doctor", "--json"))
        assert findings["next"][0].startswith("LangChain knows no provider")
        assert told("ask", SEVEN).startswith(
            "LangChain knows no provider for the LLM 'nobody:model'"
        )


@pytest.mark.usefixtures("texts")
def test_doctor_works_in_a_checkout_that_is_not_installed(monkeypatch: pytest.MonkeyPatch):
    version = importlib.metadata.version

    def known(name: str) -> str:
        if name == "xietiao":
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(importlib.metadata, "version", known)
    done("doctor", "--json")


# serve


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.slow  # gradio takes 5 s to import
@pytest.mark.usefixtures("corpus")
def test_a_port_that_is_taken_is_told(taken: int):
    ran = python_m_ui("serve", "--port", str(taken))
    assert (ran.returncode, ran.stdout) == (1, b"")
    last = ran.stderr.decode().splitlines()[-1]
    assert last.startswith(f"xietiao: can't listen on 127.0.0.1 port {taken}: ")
    assert last.endswith("choose another with --port or --host")


@pytest.mark.slow
@pytest.mark.usefixtures("corpus")
def test_an_address_that_does_not_answer_is_not_announced(taken: int):
    ran = python_m_ui("serve", "--port", str(taken))
    assert f"http://127.0.0.1:{taken}" not in ran.stderr.decode()


@pytest.mark.slow
@pytest.mark.usefixtures("corpus")
def test_serve_answers_until_it_is_stopped():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "ui", "serve", "--port", str(port)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    try:
        body = json.dumps({"question": SEVEN}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/ask", body, {"content-type": "application/json"}
        )
        answer = json.loads(_when_up(request))
        assert "敏、谋、快、敢、勤、实、宽" in answer["answer"]
    finally:
        server.terminate()
        _, err = server.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}" in err.decode()
    assert "Traceback" not in err.decode()


def _when_up(request: urllib.request.Request) -> bytes:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.read()
        except OSError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.2)


def test_votes_are_exported_as_questions_for_measuring(corpus: Index, settings: Settings, bot: Bot):
    settings.feedback_file.unlink(missing_ok=True)  # other tests vote too
    store = FeedbackStore(settings.feedback_file)
    store.add(SEVEN, (), bot.ask(SEVEN).to_dict(), "up")
    store.add(UNCOVERED, (), bot.ask(UNCOVERED).to_dict(), "down")
    said = xietiao("feedback", "export", "--out", "votes.jsonl")
    assert said.exit_code == 0
    assert "1 questions in votes.jsonl, of 2 votes" in said.stderr
    assert "1 left out: no expected answer" in said.stderr
    (case,) = load_cases(Path("votes.jsonl"), Sources.of_documents(corpus.documents()))
    assert case.question == SEVEN
    settings.feedback_file.unlink()


def test_without_telling_votes_nothing_is_exported(corpus: Index, settings: Settings):
    sentence = "none of 0 votes says what a good answer is; nothing was written"
    assert sentence in told("feedback", "export", "--out", "votes.jsonl")
    assert not Path("votes.jsonl").exists()
