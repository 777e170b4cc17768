"""questions.jsonl: which lines become keys, and what is said of the others."""

import json
from pathlib import Path

import pytest

from ingest.index import Index
from ingest.keys import Key, KeyLine, keys_of, read_keys
from tests.indexing import run, write

TEXT = "值班守则\n值班室每晚十点锁门。\n茶水由文员准备。\n"


def line(quote: str, question: str, text: str = TEXT, **more: object) -> dict[str, object]:
    start = text.index(quote)
    span = {"start": start, "end": start + len(quote), "quote": quote}
    return {"file": "a.txt", **span, "question": question, **more}


LOCK = line("值班室每晚十点锁门。", "几点锁门？")
TEA = line("茶水由文员准备。", "谁准备茶水？")


def put(folder: Path, *lines: object) -> None:
    written = [x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "questions.jsonl").write_text("\n".join(written) + "\n", encoding="utf-8")


def test_no_file_is_no_keys(tmp_path: Path):
    assert read_keys(tmp_path) == ({}, [])


def test_lines_are_grouped_by_file_and_blank_ones_passed_over(tmp_path: Path):
    put(tmp_path, LOCK, "", {**TEA, "file": "b.txt"}, TEA)
    lines, problems = read_keys(tmp_path)
    assert {name: [x.question for x in found] for name, found in lines.items()} == {
        "a.txt": ["几点锁门？", "谁准备茶水？"],
        "b.txt": ["谁准备茶水？"],
    }
    assert problems == []


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path):
    text = "\ufeff" + json.dumps(LOCK) + "\n"
    (tmp_path / "questions.jsonl").write_text(text, encoding="utf-8")
    assert list(read_keys(tmp_path)[0]) == ["a.txt"]


@pytest.mark.parametrize(
    ("bad", "where"),
    [
        ("{not json", "the line"),
        ('["a list"]', "the line"),
        ({**LOCK, "start": -1}, "start"),
        ({**LOCK, "end": 0}, "the line"),
        ({**LOCK, "quote": ""}, "the line"),
        ({**LOCK, "start": 99, "end": 9}, "the line"),
        ({**LOCK, "question": ""}, "question"),
        ({**LOCK, "question": "问" * 401}, "question"),
        ({**LOCK, "answer": "十点"}, "answer"),
        ({"file": "a.txt"}, "question"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path, bad: object, where: str):
    put(tmp_path, TEA, bad, LOCK)
    lines, problems = read_keys(tmp_path)
    assert len(lines["a.txt"]) == 2
    assert len(problems) == 1
    assert f"questions.jsonl, line 2: {where}: " in problems[0]


def test_a_line_without_a_span_is_a_question_that_the_text_leaves_open():
    (key,), n_stale = keys_of("a.txt", "值班室", [KeyLine(file="a.txt", question="谁值班？")])
    assert (key.is_open, n_stale) == (True, 0)


def test_a_line_separator_inside_a_question_is_no_end_of_line(tmp_path: Path):
    put(tmp_path, {**LOCK, "question": "几点\u2028锁门？"})
    assert read_keys(tmp_path)[1] == []


def test_keys_come_in_order_and_once_each():
    lines = [KeyLine.model_validate(x) for x in (TEA, LOCK, TEA)]
    keys, n_stale = keys_of("texts/a.txt", TEXT, lines)
    assert keys == [
        Key("texts/a.txt", LOCK["start"], LOCK["end"], "几点锁门？"),  # type: ignore[arg-type]
        Key("texts/a.txt", TEA["start"], TEA["end"], "谁准备茶水？"),  # type: ignore[arg-type]
    ]
    assert n_stale == 0


@pytest.mark.parametrize("text", ["\n" + TEXT, TEXT.replace("十点", "九点"), TEXT[:10], ""])
def test_lines_that_no_longer_fit_the_text_are_counted_not_used(text: str):
    keys, n_stale = keys_of("a.txt", text, [KeyLine.model_validate(LOCK)])
    assert (keys, n_stale) == ([], 1)


def test_a_quote_may_be_the_beginning_of_its_span():
    short = KeyLine.model_validate({**LOCK, "quote": "值班室"})
    assert len(keys_of("a.txt", TEXT, [short])[0]) == 1


def test_ingest_attaches_keys_and_drops_them_when_they_are_gone(tmp_path: Path):
    write(tmp_path, {"a.txt": TEXT})
    put(tmp_path / "texts", LOCK, TEA)
    run(tmp_path)
    index = Index.open(tmp_path / "index")
    assert [key.question for key in index.keys] == ["几点锁门？", "谁准备茶水？"]
    rows, cosines = index.nearest_keys(index.centred_query(_unit()), 5)
    assert sorted(rows.tolist()) == [0, 1] and cosines[0] >= cosines[1]
    put(tmp_path / "texts", TEA)
    run(tmp_path)
    assert [key.question for key in Index.open(tmp_path / "index").keys] == ["谁准备茶水？"]
    (tmp_path / "texts" / "questions.jsonl").unlink()
    run(tmp_path)
    assert Index.open(tmp_path / "index").keys == []


def _unit():
    import numpy as np

    vector = np.zeros(64, dtype=np.float32)
    vector[3] = 1
    return vector


def test_ingest_says_which_lines_are_bad_and_how_many_no_longer_fit(tmp_path: Path):
    write(tmp_path, {"a.txt": TEXT})
    put(tmp_path / "texts", {**LOCK, "start": 1}, TEA, "{")
    report, _ = run(tmp_path)
    bad, stale = report.problems
    assert "questions.jsonl, line 3: the line: " in bad
    assert stale == "texts/a.txt: 1 questions no longer fit the text"


def test_the_rows_of_a_key_are_those_of_the_passages_it_overlaps(corpus_index: Index):
    assert len(corpus_index.keys) > 1000
    for key, rows in list(zip(corpus_index.keys, corpus_index.key_rows, strict=True))[::50]:
        passages = corpus_index.passage_at(list(rows))
        assert all(p.document.path == key.path for p in passages)
        assert all(p.start < key.end and p.end > key.start for p in passages)


def test_every_question_of_the_corpus_fits_its_text(corpus_index: Index):
    lines, problems = read_keys(Path(__file__).parents[2] / "corpus")
    assert problems == []
    texts = {Path(d.path).name: d.text for d in corpus_index.documents()}
    for name, found in lines.items():
        assert keys_of(name, texts[name], found)[1] == 0
