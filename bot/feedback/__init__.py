"""What readers thought of answers: kept in SQLite, exported as questions for measuring."""

from bot.feedback.cases import Exported, export
from bot.feedback.records import REASONS, BadFeedback, Feedback, Vote
from bot.feedback.store import FeedbackStore, UnknownFeedback

__all__ = [
    "REASONS",
    "BadFeedback",
    "Exported",
    "Feedback",
    "FeedbackStore",
    "UnknownFeedback",
    "Vote",
    "export",
]
