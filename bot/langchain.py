"""LangChain's interfaces to the retriever and the bot, so that they fit into other chains.

chain = XietiaoRetriever.of(bot) | format_documents | prompt | llm
as_runnable(bot).invoke("办公室主任的七字诀是什么")["answer"]
"""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict

from bot.answer import Bot
from bot.question import Question
from bot.records import Hit, Turn


class XietiaoRetriever(BaseRetriever):
    """The hybrid retriever as a LangChain retriever; offsets and headings are in the metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    bot: Bot
    n: int = 5

    @classmethod
    def of(cls, bot: Bot, *, n: int = 5) -> "XietiaoRetriever":
        """A retriever of the `n` best passages."""
        return cls(bot=bot, n=n)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        found = self.bot.retriever.retrieve(Question.of(query), n=self.n)
        return [_document(hit) for hit in found.hits]


def _document(hit: Hit) -> LangChainDocument:
    passage = hit.passage
    metadata = {
        "doc_id": passage.document.doc_id,
        "path": passage.document.path,
        "title": passage.document.title,
        "heading": list(passage.heading),
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
    }
    return LangChainDocument(page_content=passage.text, metadata=metadata, id=passage.passage_id)


def as_runnable(bot: Bot) -> Runnable[str | dict[str, Any], dict[str, Any]]:
    """The bot as a Runnable: a question, or a batch object, to the answer object of a batch."""

    def answer(asked: str | dict[str, Any]) -> dict[str, Any]:
        item: dict[str, Any] = {"question": asked} if isinstance(asked, str) else asked
        turns = [Turn(turn["role"], turn["content"]) for turn in item.get("history", ())]
        found = bot.ask(item["question"], turns, item.get("script") or "auto")
        return found.to_dict(question_id=item.get("id"))

    return RunnableLambda(answer)
