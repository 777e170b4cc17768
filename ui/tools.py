"""The tools that agents get over MCP: ask, search, show. Gradio's server carries them.

They return text, since that server would write an object as Python writes it. Their docstrings are
what the agents read.
"""

import json
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.answer import Bot
from bot.question import Question
from ingest.errors import XietiaoError
from ui.line import Line
from ui.show import BadSpan, section_rows, span_of

_SCRIPTS = ("auto", "hans", "hant-tw", "hant-hk")
_MAX_CHARS = 20_000  # of a text at once: what an agent can read


class BadArgument(XietiaoError):
    """A tool can't be called like this; the message says what to change."""


def tools(bot: Bot) -> list[Callable[..., str]]:
    """The three functions, each named as agents call it."""

    def ask(question: str, script: str = "auto") -> str:
        """Answers a question on how an office (办公室) coordinates, from the guidance texts alone.

        Every sentence has a marker [n]; its citation holds the document, the span in code points
        and the quote, verbatim. Where the texts don't say it, `refused` is true. Ask whole
        questions, in Chinese where you can; nothing is remembered between calls.

        Args:
            question: What is to be answered, at most 2,000 characters.
            script: auto, hans (Simplified), hant-tw or hant-hk (Traditional) for the answer.

        Returns:
            JSON: answer, refused, confidence (0 to 1), citations, topics the texts do cover
        """
        if script not in _SCRIPTS:
            raise BadArgument(f"unknown script {script!r}; choose {', '.join(_SCRIPTS)}")
        answer = bot.ask(question, (), script).to_dict()
        told = ("answer", "script", "refused", "confidence", "citations", "topics", "answerer")
        return _json({name: answer[name] for name in told})

    def search(query: str, n: int = 5) -> str:
        """Finds the passages of the guidance texts that are nearest to a question or to words.

        Args:
            query: What to look for.
            n: How many passages, 1 to 20.

        Returns:
            JSON: a list, best first, of doc_id, title, heading path, start, end, text, score
        """
        if not 1 <= n <= 20:
            raise BadArgument(f"n is {n}; it goes from 1 to 20")
        if not query.strip() or len(query) > bot.settings.max_question_chars:
            raise BadArgument("the query is empty or too long; type some words")
        hits = bot.retriever.retrieve(Question.of(query.strip()), n=n).hits
        return _json(
            [
                {
                    "doc_id": hit.passage.document.doc_id,
                    "title": hit.passage.document.title,
                    "heading": list(hit.passage.heading),
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "text": hit.passage.text,
                    "score": round(hit.score, 4),
                }
                for hit in hits
            ]
        )

    def show(doc_id: str = "", start: int = 0, end: int = -1) -> str:
        """Shows the list of guidance texts, or one of them with its outline, or a span of one.

        Args:
            doc_id: Which text; empty lists all of them.
            start: First code point of the span.
            end: After the last code point; -1 is the end of the text.

        Returns:
            JSON: a list of doc_id, title, chars; or text, start, end and the outline's headings
        """
        if not doc_id:
            rows = [(d.doc_id, d.title, len(d.text)) for d in bot.index.documents()]
            return _json([{"doc_id": i, "title": t, "chars": n} for i, t, n in rows])
        return _json(_span(bot, doc_id, start, end))

    return [ask, search, show]


def in_turn(tool: Callable[..., str], line: Line) -> Callable[..., Coroutine[Any, Any, str]]:
    """The tool, which waits in line like every other door."""

    @wraps(tool)
    async def waits(*args: Any, **kwargs: Any) -> str:
        async with line.place():
            return await run_in_threadpool(tool, *args, **kwargs)

    return waits


def _span(bot: Bot, doc_id: str, start: int, end: int) -> dict[str, object]:
    index = bot.index
    document = index.document(doc_id)
    first, last = span_of(document, start, None if end == -1 else end)
    if last - first > _MAX_CHARS:
        raise BadSpan(
            f"{doc_id} has {last - first:,} characters from {first}; show {_MAX_CHARS:,} at a time"
        )
    outline = [
        {name: row[name] for name in ("level", "marker", "heading", "start", "end")}
        for row in section_rows(index, document)
    ]
    told = {"doc_id": doc_id, "title": document.title, "path": document.path}
    span = {"start": first, "end": last, "text": document.text[first:last]}
    return {**told, **span, "outline": outline}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
