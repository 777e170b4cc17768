"""GET /search: the passages nearest to some words."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool

from bot.answer import BadQuestion
from bot.question import Question
from ui.api.bodies import PassageBody, Problem
from ui.api.parts import Parts


def routes(parts: Parts) -> APIRouter:
    """The route."""
    router = APIRouter(tags=["search"])

    @router.get(
        "/search",
        responses={
            200: {"model": list[PassageBody]},
            422: {"model": Problem},
            503: {"model": Problem},
        },
    )
    async def search(q: str, n: Annotated[int, Query(ge=1, le=50)] = 10) -> list[dict[str, Any]]:
        """The `n` best passages for a question or for words, best first."""
        async with parts.line.place():
            return await run_in_threadpool(found, parts, q, n)

    return router


def found(parts: Parts, q: str, n: int) -> list[dict[str, Any]]:
    """The `n` best passages as JSON-ready objects.

    Raises:
        BadQuestion: nothing to look for, or too much.
    """
    words, limit = q.strip(), parts.bot.settings.max_question_chars
    if not words:
        raise BadQuestion("there is nothing to search for; type some words")
    if len(words) > limit:
        raise BadQuestion(f"that is {len(words):,} characters; search for at most {limit:,}")
    hits = parts.bot.retriever.retrieve(Question.of(words), n=n).hits
    return [
        {
            "rank": rank,
            "passage_id": hit.passage.passage_id,
            "doc_id": hit.passage.document.doc_id,
            "path": hit.passage.document.path,
            "title": hit.passage.document.title,
            "heading": list(hit.passage.heading),
            "start": hit.passage.start,
            "end": hit.passage.end,
            "text": hit.passage.text,
            "score": round(hit.score, 6),
        }
        for rank, hit in enumerate(hits, start=1)
    ]
