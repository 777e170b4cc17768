"""POST /feedback: what a reader thinks of an answer; administrators read it."""

import json
import secrets
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.feedback import BadFeedback, export
from bot.feedback.records import Reason
from ui.api.bodies import AnswerBody, Body, Message, Problem, Text
from ui.api.parts import Parts
from ui.api.roles import only
from ui.guard import client_of

_STRICT = ConfigDict(extra="forbid", strict=True)


class Amendment(Body):
    """A vote, why, and in the reader's own words."""

    model_config = _STRICT
    vote: Literal["up", "down"]
    reason: Reason | None = None
    comment: str = Field(default="", max_length=4000)


class FeedbackRequest(Amendment):
    """A vote on an answer: the answer as it was given, and the conversation before it."""

    question: Text
    history: list[Message] | None = Field(default=None, max_length=200)
    answer: AnswerBody


class Kept(BaseModel):
    """The id by which the vote can be amended."""

    id: str


def routes(parts: Parts) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["feedback"])

    @router.post(
        "/feedback",
        status_code=201,
        responses={422: {"model": Problem}, 429: {"model": Problem}},
    )
    def feedback(given: FeedbackRequest, request: Request) -> Kept:
        """Keeps a vote."""
        address = client_of(request)
        parts.votes.check(address)
        parts.votes.note(address, secrets.token_hex())  # every vote counts, a repeated one too
        kept = parts.feedback.add(
            given.question,
            [message.turn for message in given.history or ()],
            given.answer.model_dump(exclude_unset=True),
            given.vote,
            reason=given.reason,
            comment=given.comment,
            generation=parts.bot.index.folder.name,
        )
        return Kept(id=kept.feedback_id)

    @router.put("/feedback/{feedback_id}", responses={404: {"model": Problem}})
    def amend(feedback_id: str, given: Amendment) -> Kept:
        """Changes a vote, as when its reason is told after it."""
        parts.feedback.amend(feedback_id, given.vote, given.reason, given.comment)
        return Kept(id=feedback_id)

    @router.get("/feedback", dependencies=[only("admin", parts.passwords)])
    def listed(
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
        skip: Annotated[int, Query(ge=0, le=2**53)] = 0,
    ) -> dict[str, Any]:
        """The votes, the newest first (administrators)."""
        found = parts.feedback.newest(limit, skip=skip)
        return {**parts.feedback.counts(), "feedback": [vote.to_dict() for vote in found]}

    @router.get("/feedback/export", dependencies=[only("admin", parts.passwords)])
    def exported() -> Response:
        """The votes as questions for measuring, one JSON object a line (administrators)."""
        votes = parts.feedback.all()
        texts = {document.path: document.text for document in parts.bot.index.documents()}
        cases = export(votes, texts, parts.library.questions.read()[0]).cases
        if not cases:
            raise BadFeedback(
                f"none of {len(votes)} votes says what a good answer is;"
                " attach their questions to sections first"
            )
        lines = "".join(f"{json.dumps(case, ensure_ascii=False)}\n" for case in cases)
        return Response(lines, media_type="application/x-ndjson")

    return router
