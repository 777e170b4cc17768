"""xietiao feedback export"""

from pathlib import Path

from bot.answer import Bot
from bot.feedback import FeedbackStore
from bot.settings import Settings
from eval.cases import load_cases
from eval.sources import Sources
from ingest.index import Index
from tests.ui.cli.calling import SEVEN, UNCOVERED, told, xietiao


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
