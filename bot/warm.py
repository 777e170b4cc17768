"""The first question costs what every later one finds done: dictionaries, tables, caches.

So a server asks some itself before it says that it is ready.
"""

from bot.answer import Bot
from bot.evidence import Evidence
from bot.garbage import settle
from bot.question import Question
from bot.read_keys import read_ahead
from bot.understand import understood

_ANY = ("办公室主任要做什么？", "什麼是協調？", "What does the office do?")


def warm(bot: Bot) -> int:
    """How many questions were asked to warm `bot` up; an LLM is not asked any."""
    questions = [*_ANY, *bot.examples()]
    for text in questions:
        question = Question.of(text)
        retriever = bot.retriever
        found = retriever.retrieve(understood(question, retriever.index))
        bot.composed(Evidence(question, found, retriever.index))
    read_ahead(bot.index)
    settle()
    return len(questions)
