"""Quizzes: items with cited answers, made from the same texts as the answers.

paper = make_paper(bot.index, Choices(n=20, kinds=("single", "blank"), seed=7))
paper = replace_item(bot.index, paper, 3)  # another sound one, not seen before
"""

from bot.quiz.choices import BadPaper, Choices
from bot.quiz.coverage import Covered
from bot.quiz.paper import Paper, make_paper, replace_item
from bot.quiz.records import DIFFICULTIES, KINDS, Bloom, Difficulty, Item, Kind

__all__ = [
    "DIFFICULTIES",
    "KINDS",
    "BadPaper",
    "Bloom",
    "Choices",
    "Covered",
    "Difficulty",
    "Item",
    "Kind",
    "Paper",
    "make_paper",
    "replace_item",
]
