"""Read: the documents, whole, as their reader wants them."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from bot.answer import Bot
from ingest.errors import UnknownDocument
from ingest.index import Index
from ingest.records import Document, Passage, Script
from ui.api.parts import Parts
from ui.reader import interface
from ui.reading import Volume, document_html, list_html, notice_html

# The page's script says which document to show: it knows the address, also after a step back.
_OPEN_WHEN_TOLD = """
document.addEventListener("xt:open", (event) => trigger("open", event.detail));
window.xtReadable = true;
document.dispatchEvent(new CustomEvent("xt:readable"));
"""


def add(parts: Parts, page: gr.Blocks) -> None:
    """Adds the one place where documents, or one of them, are shown."""
    shown = gr.HTML(
        elem_id="xt-read",
        padding=False,
        apply_default_css=False,
        js_on_load=_OPEN_WHEN_TOLD,
    )

    def opened(request: gr.Request, event: gr.EventData) -> str:
        return reading(parts.bot, _told(event), interface(request))

    shown.open(
        opened,
        None,
        shown,
        show_progress="hidden",
        trigger_mode="always_last",
        queue=False,  # only what streams is queued: see `ui.pages.ask`
        api_visibility="private",
    )


def reading(bot: Bot, told: Mapping[str, Any], language: Script) -> str:
    """What `told` asks for: `doc` by its id, in the reader's script where `script` is reader.

    Without a `doc`, all of them; a sentence where there is no such document.
    """
    opened, doc_id = bot.index, told.get("doc")
    if not isinstance(doc_id, str) or not doc_id:
        return list_html(opened.documents(), language=language)
    try:
        document = opened.document(doc_id)
    except UnknownDocument:
        return notice_html("unknown", language=language)
    is_converted = told.get("script") == "reader"
    return document_html(volume(opened, document), converted=is_converted, language=language)


def volume(index: Index, document: Document) -> Volume:
    """The document with its outline and its near duplicates."""
    also: dict[int, list[Passage]] = {}
    for row in index.rows_of(document):
        others = [p for p in index.duplicates(row) if p.document.doc_id != document.doc_id]
        if others:
            (passage,) = index.passage_at([row])
            also.setdefault(passage.end, []).extend(_one_each(others))
    twins = [
        twin
        for cluster in index.duplicate_documents()
        if document.doc_id in {twin.doc_id for twin in cluster}
        for twin in cluster
        if twin.doc_id != document.doc_id
    ]
    return Volume(document, index.outline(document.doc_id), also, twins)


def _one_each(passages: list[Passage]) -> list[Passage]:
    """The first passage of each document."""
    by_document: dict[str, Passage] = {}
    for passage in passages:
        by_document.setdefault(passage.document.doc_id, passage)
    return list(by_document.values())


def _told(event: gr.EventData) -> Mapping[str, Any]:
    data: object = getattr(event, "_data", None)
    return data if isinstance(data, dict) else {}  # pyright: ignore[reportUnknownVariableType]
