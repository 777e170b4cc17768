"""Data sets: good ones are read, bad ones say everything that is wrong at once."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.answers import load_answers
from eval.cases import BadDataset, load_cases
from eval.sources import Sources

TEXT = "沟通要及时,不能拖到事后。\n"
SOURCES = Sources({"a/guide.txt": TEXT})


def case(**changes: Any) -> dict[str, Any]:
    span = {"path": "a/guide.txt", "start": 0, "end": 5, "quote": "沟通要及时"}
    return {
        "id": "1",
        "question": "沟通要怎样？",
        "kind": "fact",
        "script": "hans",
        "answerable": True,
        "evidence": [span],
        "key_points": [{"text": "及时", "accept": ["及时"]}],
        **changes,
    }


def write(folder: Path, *items: object) -> Path:
    file = folder / "cases.jsonl"
    lines = (i if isinstance(i, str) else json.dumps(i, ensure_ascii=False) for i in items)
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return file


def problems(file: Path, sources: Sources | None = SOURCES) -> tuple[str, ...]:
    with pytest.raises(BadDataset) as error:
        load_cases(file, sources)
    return error.value.problems


def test_a_case_is_read(tmp_path: Path):
    history = [{"role": "user", "content": "你好\u2028吗"}]
    [read] = load_cases(write(tmp_path, "", case(history=history, ordered=True)), SOURCES)
    assert read.history[0].content == "你好\u2028吗"
    assert read.ordered
    assert SOURCES.quote(read.spans[0]) == "沟通要及时"


def test_what_may_also_be_cited_is_verified_like_evidence(tmp_path: Path):
    later = {"path": "a/guide.txt", "start": 6, "end": 12, "quote": "不能拖到事后"}
    [read] = load_cases(write(tmp_path, case(also=[later])), SOURCES)
    assert [SOURCES.quote(span) for span in read.spans] == ["沟通要及时"]
    assert [SOURCES.quote(span) for span in read.citable] == ["沟通要及时", "不能拖到事后"]
    unanswered = case(answerable=False, evidence=[], key_points=[], also=[{**later, "start": 5}])
    assert problems(write(tmp_path, unanswered)) == (
        "line 1: also: expected none for an unanswerable question",
        "line 1: also.0.end: expected start + 6 characters of the quote = 11, found 12",
    )


def test_every_fault_is_told_at_once_with_line_and_field(tmp_path: Path):
    wrong_quote = {"path": "a/guide.txt", "start": 0, "end": 5, "quote": "沟通要及吗"}
    wrong_end = {"path": "a/guide.txt", "start": 0, "end": 9, "quote": "沟通要及时"}
    no_text = {"path": "a/none.txt", "start": 0, "end": 5, "quote": "沟通要及时"}
    found = problems(
        write(
            tmp_path,
            case(),
            case(id="2", script="zh", question=""),
            "{not json",
            case(id="3", evidence=[wrong_quote, wrong_end, no_text]),
            case(id="4", answerable="yes", extra=1),
            case(),
            case(id="5", answerable=False),
            case(id="6", evidence=[], key_points=[{"text": "x", "accept": ["、"]}]),
        )
    )
    told = [
        ("line 2: question:", "at least 1 character"),
        ("line 2: script:", "'hans', 'hant-tw', 'hant-hk' or 'en' (found 'zh')"),
        ("line 3: the line:", "Invalid JSON"),
        ("line 4: evidence.0.quote:", "expected the text at 0:5, '沟通要及时'"),
        ("line 4: evidence.1.end:", "start + 5 characters of the quote = 5, found 9"),
        ("line 4: evidence.2.path:", "expected a document of the index, found 'a/none.txt'"),
        ("line 5: answerable:", "valid boolean (found 'yes')"),
        ("line 5: extra:", "Extra inputs are not permitted"),
        ("line 6: id:", "'1' stands in line 1"),
        ("line 7: key_points:", "expected none for an unanswerable question"),
        ("line 8: evidence:", "expected at least one span"),
        ("line 8: key_points.0.accept.0:", "expected letters or digits, found '、'"),
    ]
    assert len(found) == len(told)
    for problem, (start, end) in zip(found, told, strict=True):
        assert problem.startswith(start)
        assert end in problem


def test_quotes_need_no_documents_to_have_the_right_length(tmp_path: Path):
    span = {"path": "x.txt", "start": 3, "end": 5, "quote": "沟通要"}
    assert problems(write(tmp_path, case(evidence=[span])), None) == (
        "line 1: evidence.0.end: expected start + 3 characters of the quote = 6, found 5",
    )


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00"])
def test_a_file_without_cases_is_told_apart_from_one_with(tmp_path: Path, content: bytes):
    file = tmp_path / "cases.jsonl"
    file.write_bytes(content)
    assert len(problems(file)) == 1


def test_a_missing_file_and_a_folder(tmp_path: Path):
    assert problems(tmp_path / "none.jsonl") == ("the file isn't there; name a JSONL file",)
    assert problems(tmp_path) == ("this is a folder; name a JSONL file in it",)


def test_answers_are_checked_likewise(tmp_path: Path):
    file = write(tmp_path, {"id": 1, "answer": "x"}, {"id": "2", "answer": "", "refused": True})
    with pytest.raises(BadDataset, match=r"line 1: refused: Field required"):
        load_answers(file)
    file = write(tmp_path, {"id": 1, "answer": "x", "refused": False, "confidence": 3})
    with pytest.raises(BadDataset, match=r"line 1: confidence: .*less than or equal to 1"):
        load_answers(file)
    file = write(tmp_path, {"id": 1, "answer": "x", "refused": False})
    with pytest.raises(BadDataset, match=r"2 lack one: 2, 3"):
        load_answers(file, ["1", "2", "3"])
    assert load_answers(file, ["1"])["1"].passages is None
