"""What can be measured: anything that answers a case with one object of the batch contract."""

from typing import Any, Protocol

from bot.answer import BadQuestion, Bot
from bot.records import Turn
from eval.cases import Case
from eval.spans import Span


class System(Protocol):
    """A question-answering system under measurement."""

    @property
    def name(self) -> str:
        """What reports call it."""
        ...

    def answer(self, case: Case) -> dict[str, Any]:
        """One object of the batch contract."""
        ...

    def collection(self) -> list[Span] | None:
        """Every passage it can find, or None if it can't say."""
        ...


class BotSystem:
    """Our bot; the asker's script is left for it to notice."""

    def __init__(self, bot: Bot, name: str = "xietiao") -> None:
        """Measures `bot` under `name`."""
        self.bot = bot
        self.name = name

    def answer(self, case: Case) -> dict[str, Any]:
        """The bot's answer; a question it can't be asked counts as refused."""
        history = [Turn(message.role, message.content) for message in case.history]
        try:
            return self.bot.ask(case.question, history).to_dict(question_id=case.id)
        except BadQuestion as error:
            return {
                "id": case.id,
                "answer": str(error),
                "refused": True,
                "reason": "bad_question",
                "confidence": 0.0,
                "passages": [],
            }

    def collection(self) -> list[Span]:
        """The passages of the bot's index."""
        index = self.bot.index
        return [
            Span(document.path, passage.start, passage.end)
            for document in index.documents()
            for passage in index.passages(document.doc_id)
        ]
