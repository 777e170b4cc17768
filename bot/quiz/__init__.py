"""Quizzes: items with cited answers, made from the same texts as the answers."""

from bot.quiz.records import Item

__all__ = ["Item"]
