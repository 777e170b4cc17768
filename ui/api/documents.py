"""GET /documents: what is in the index, and one text with all that was made of it."""

from typing import Any

from fastapi import APIRouter

from ingest.records import Document, Mask
from ui.api.bodies import Problem
from ui.api.parts import Parts
from ui.show import passage_rows, section_rows, span_of


def routes(parts: Parts) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["documents"])

    @router.get("/documents")
    def documents() -> list[dict[str, Any]]:
        """What is in the index, without the texts."""
        return [summary(document) for document in parts.bot.index.documents()]

    @router.get(
        "/documents/{doc_id:path}", responses={404: {"model": Problem}, 422: {"model": Problem}}
    )
    def document(doc_id: str, start: int | None = None, end: int | None = None) -> dict[str, Any]:
        """One text as received, or a span of it; offsets into the text are code points.

        With its outline, the spans that are hidden as noise (masks) each with the rule that said
        so, the places where words are missing (gaps), and the passages that are indexed.
        """
        opened = parts.bot.index
        found = opened.document(doc_id)
        first, last = span_of(found, start, end)
        return {
            **summary(found),
            "sha256": found.sha256,
            "encoding": found.encoding,
            "start": first,
            "end": last,
            "text": found.text[first:last],
            "masked": [[mask.start, mask.end] for mask in found.masks],
            "masks": [_marked(mask) for mask in found.masks],
            "gaps": [_marked(gap) for gap in found.gaps],
            "outline": section_rows(opened, found),
            "passages": passage_rows(found, opened.passages(doc_id)),
        }

    return router


def summary(document: Document) -> dict[str, Any]:
    """A document without its text."""
    return {
        "doc_id": document.doc_id,
        "path": document.path,
        "title": document.title,
        "script": document.script,
        "chars": len(document.text),
    }


def _marked(mask: Mask) -> dict[str, Any]:
    return {"start": mask.start, "end": mask.end, "rule": mask.rule}
