"""The questions that administrators attach: one file, several writers, taken up by ingest."""

import threading
from pathlib import Path

import pytest

from ingest.attached import AttachedQuestions, BadKey, key_line
from ingest.index import Index
from ingest.keys import KeyLine
from ingest.records import Document
from tests.indexing import run, write

TEXT = "值班守则\n值班室每晚十点锁门。\n茶水由文员准备。\n"
DOCUMENT = Document("a", "texts/a.txt", "值班守则", TEXT, "hans", "0" * 64)
LOCK = key_line(DOCUMENT, 5, 15, "几点关门？")


@pytest.fixture
def attached(tmp_path: Path) -> AttachedQuestions:
    return AttachedQuestions(tmp_path / "data" / "questions.jsonl")


def test_a_line_quotes_the_beginning_of_its_span():
    long = Document("b", "b.txt", "", "甲" * 100, "hans", "0" * 64)
    assert key_line(long, 10, 90, "谁？").quote == "甲" * 40
    assert (
        KeyLine(
            file="texts/a.txt", start=5, end=15, quote="值班室每晚十点锁门。", question="几点关门？"
        )
        == LOCK
    )


def test_white_space_in_a_question_is_one_space():
    assert key_line(DOCUMENT, 0, 4, " 几点\n 关门？ ").question == "几点 关门？"


@pytest.mark.parametrize(
    ("start", "end", "question"),
    [(0, 4, "  "), (0, 4, "？！"), (0, 4, "问" * 401), (4, 4, "谁"), (4, 5, "谁"), (0, 99, "谁"), (-1, 4, "谁")],
)  # fmt: skip
def test_what_cannot_be_attached_is_refused(start: int, end: int, question: str):
    with pytest.raises(BadKey):
        key_line(DOCUMENT, start, end, question)


def test_lines_are_added_once_and_removed(attached: AttachedQuestions):
    assert [attached.add(LOCK), attached.add(LOCK)] == [True, False]
    assert attached.read() == ({"texts/a.txt": [LOCK]}, [])
    assert [attached.remove(LOCK), attached.remove(LOCK)] == [True, False]
    assert attached.read() == ({}, [])


def test_lines_that_people_wrote_stay_as_they_are(attached: AttachedQuestions, tmp_path: Path):
    file = tmp_path / "data" / "questions.jsonl"
    file.parent.mkdir()
    file.write_text('{"not": "a key"}\n', encoding="utf-8")
    attached.add(LOCK)
    attached.remove(LOCK)
    assert file.read_text("utf-8") == '{"not": "a key"}\n'


def test_several_writers_lose_nothing(attached: AttachedQuestions):
    def add(name: str) -> None:
        for n in range(20):
            attached.add(key_line(DOCUMENT, 0, 4, f"{name}{n}"))

    writers = [threading.Thread(target=add, args=(name,)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(attached.read()[0]["texts/a.txt"]) == 40


def test_ingest_takes_them_up_beside_the_folders_own_and_after_a_rebuild(
    attached: AttachedQuestions, tmp_path: Path
):
    write(tmp_path, {"a.txt": TEXT, "b.txt": "茶水守则\n茶水由文员准备。\n"})
    own = LOCK.model_copy(update={"file": "a.txt", "question": "何时锁门？"})
    (tmp_path / "texts" / "questions.jsonl").write_text(own.model_dump_json(), "utf-8")
    attached.add(LOCK)
    for rebuild in (False, True):
        run(tmp_path, attached=attached, rebuild=rebuild)
        asked = [key.question for key in Index.open(tmp_path / "index").keys]
        assert asked == ["何时锁门？", "几点关门？"]

    attached.remove(LOCK)
    run(tmp_path, "texts/a.txt", attached=attached)
    assert [key.question for key in Index.open(tmp_path / "index").keys] == ["何时锁门？"]


def test_one_whose_text_has_changed_is_reported_not_used(
    attached: AttachedQuestions, tmp_path: Path
):
    attached.add(LOCK)
    write(tmp_path, {"a.txt": TEXT.replace("十点", "九点")})
    report, _ = run(tmp_path, attached=attached)
    assert report.problems == ("texts/a.txt: 1 questions no longer fit the text",)
    assert Index.open(tmp_path / "index").keys == []
