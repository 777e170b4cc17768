"""Votes: kept by several processes at once, and made into questions for measuring."""

import json
import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Bot
from bot.feedback import FeedbackStore, UnknownFeedback, export
from bot.feedback.records import Reason, Vote
from bot.records import Turn
from eval.cases import load_cases
from eval.sources import Sources
from ingest.attached import AttachedQuestions, key_line

SEVEN = "办公室主任的七字诀是什么？"
OFF_TOPIC = "红烧肉怎么做？"


def texts(bot: Bot) -> dict[str, str]:
    return {document.path: document.text for document in bot.index.documents()}


def vote(
    store: FeedbackStore,
    bot: Bot,
    question: str,
    given: Vote,
    reason: Reason | None = None,
    history: tuple[Turn, ...] = (),
) -> str:
    answer = bot.ask(question, history).to_dict()
    generation = bot.index.folder.name
    kept = store.add(question, history, answer, given, reason=reason, generation=generation)
    return kept.feedback_id


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore(tmp_path / "data" / "feedback.sqlite")


def test_a_vote_is_kept_whole(store: FeedbackStore, bot: Bot):
    history = (Turn("user", "办公室有哪些作用？"), Turn("assistant", "参谋助手……"))
    feedback_id = vote(store, bot, "那第二个呢？", "down", "incomplete", history)
    kept = store.get(feedback_id)
    assert kept.history == history
    expected = json.loads(json.dumps(bot.ask("那第二个呢？", history).to_dict()))
    assert kept.answer == expected | {"timings_ms": kept.answer["timings_ms"]}
    assert (kept.vote, kept.reason, kept.generation) == ("down", "incomplete", "gen-000001")
    assert kept.at.endswith("+00:00")


def test_a_vote_is_amended_by_its_id(store: FeedbackStore, bot: Bot):
    feedback_id = vote(store, bot, SEVEN, "up")
    store.amend(feedback_id, "down", "unclear", "太长")
    assert (store.get(feedback_id).vote, store.get(feedback_id).comment) == ("down", "太长")
    assert store.counts() == {"up": 0, "down": 1}
    with pytest.raises(UnknownFeedback):
        store.amend("0" * 32, "up", None, "")


def test_the_newest_come_first_and_are_paged(store: FeedbackStore, bot: Bot):
    for question in (SEVEN, OFF_TOPIC, "公文怎么写？"):
        vote(store, bot, question, "up")
    assert [kept.question for kept in store.newest(2)] == ["公文怎么写？", OFF_TOPIC]
    assert [kept.question for kept in store.newest(2, skip=2)] == [SEVEN]
    assert [kept.question for kept in store.all()] == [SEVEN, OFF_TOPIC, "公文怎么写？"]


def _vote_often(file: str, name: str) -> None:
    store = FeedbackStore(Path(file))
    for n in range(50):
        store.add(f"{name}{n}", (), {"answer": "好"}, "up")


def test_two_servers_write_at_once_and_nothing_is_lost(tmp_path: Path):
    file = tmp_path / "feedback.sqlite"
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_vote_often, args=(str(file), name)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    expected = {f"{name}{n}" for name in "ab" for n in range(50)}
    assert {kept.question for kept in FeedbackStore(file).all()} == expected


def test_a_disk_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path):
    from ingest.errors import XietiaoError

    (tmp_path / "feedback.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(XietiaoError, match=r"^the feedback in .+ can't be reached \(.+\); see to"):
        FeedbackStore(tmp_path / "feedback.sqlite").counts()


def written(folder: Path, cases: Any) -> Path:
    file = folder / "cases.jsonl"
    file.write_text("".join(f"{json.dumps(c, ensure_ascii=False)}\n" for c in cases), "utf-8")
    return file


def test_an_answer_that_was_liked_becomes_a_case_that_the_evaluation_reads(
    store: FeedbackStore, bot: Bot, tmp_path: Path
):
    vote(store, bot, SEVEN, "up")
    done = export(store.all(), texts(bot), {})
    (case,) = load_cases(written(tmp_path, done.cases), Sources(texts(bot)))
    assert (case.question, case.answerable, case.kind) == (SEVEN, True, "feedback")
    assert len(case.evidence) == len(bot.ask(SEVEN).citations)
    assert "敏，就是反应敏捷。" in [point.text for point in case.key_points]


def test_a_refusal_that_was_liked_and_an_answer_that_should_have_been_one_are_unanswerable(
    store: FeedbackStore, bot: Bot, tmp_path: Path
):
    vote(store, bot, OFF_TOPIC, "up")
    vote(store, bot, SEVEN, "down", "should_refuse")
    done = export(store.all(), texts(bot), {})
    cases = load_cases(written(tmp_path, done.cases), Sources(texts(bot)))
    assert [(case.question, case.answerable) for case in cases] == [
        (OFF_TOPIC, False),
        (SEVEN, False),
    ]


def test_a_thumb_down_counts_once_its_question_is_attached(
    store: FeedbackStore, bot: Bot, tmp_path: Path
):
    vote(store, bot, OFF_TOPIC, "down", "should_answer")
    assert export(store.all(), texts(bot), {}).left_out == {"no expected answer": 1}

    document = bot.index.documents()[0]
    attached = AttachedQuestions(tmp_path / "questions.jsonl")
    attached.add(key_line(document, 0, 30, OFF_TOPIC))
    done = export(store.all(), texts(bot), attached.read()[0])
    (case,) = load_cases(written(tmp_path, done.cases), Sources(texts(bot)))
    assert case.evidence[0].quote == document.text[:30]


def test_of_two_votes_on_one_question_the_newer_counts(store: FeedbackStore, bot: Bot):
    vote(store, bot, SEVEN, "up")
    vote(store, bot, SEVEN, "down", "should_refuse")
    (case,) = export(store.all(), texts(bot), {}).cases
    assert not case["answerable"]


def test_a_citation_whose_text_has_changed_makes_no_case(store: FeedbackStore, bot: Bot):
    vote(store, bot, SEVEN, "up")
    changed = {path: "新" + text for path, text in texts(bot).items()}
    done = export(store.all(), changed, {})
    assert (done.cases, done.left_out) == ((), {"the text has changed": 1})
