"""GET /documents/{doc_id}/find: where words stand in one text."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from ui.api.bodies import Problem
from ui.api.parts import Parts
from ui.reading import find


def routes(parts: Parts) -> APIRouter:
    """The route; it comes before the one for the text itself, whose ids may hold slashes."""
    router = APIRouter(tags=["documents"])

    @router.get("/documents/{doc_id:path}/find", responses={404: {"model": Problem}})
    def places(doc_id: str, q: Annotated[str, Query(max_length=200)]) -> list[dict[str, Any]]:
        """The spans of the text where the words stand, in whichever script they are typed."""
        return [asdict(found) for found in find(parts.bot.index.document(doc_id), q)]

    return router
