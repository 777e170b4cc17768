"""The reading page as HTML: all documents, or one of them with its outline and what it takes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from ingest.records import Document, Passage, Script, Section
from ui.markup import escape
from ui.places import reading_link
from ui.reading.controls import named_html
from ui.reading.outline import outline_html
from ui.reading.text import text_html
from ui.strings import HTML_LANG, Words, words


@dataclass(frozen=True, slots=True)
class Volume:
    """A document with what stands beside it.

    `also` has, by the end of a passage, those of other documents that say nearly the same;
    `twins` are the documents that nearly equal it as a whole.
    """

    document: Document
    sections: Sequence[Section]
    also: Mapping[int, Sequence[Passage]] = field(default_factory=dict[int, Sequence[Passage]])
    twins: Sequence[Document] = ()


def list_html(documents: Sequence[Document], *, language: Script) -> str:
    """Every document as a link, with what a reader wants to know before opening it."""
    say = words("read", language)
    if not documents:
        return _page(f'<h2>{say["title"]}</h2><p class="xt-soft">{say["empty"]}</p>', language)
    rows = "".join(_listed(document, say) for document in documents)
    lead = say["lead"].format(n=len(documents))
    return _page(
        f'<h2>{say["title"]}</h2><p class="xt-soft">{lead}</p><ul class="xt-volumes">{rows}</ul>',
        language,
    )


def notice_html(reason: str, *, language: Script) -> str:
    """A sentence in place of a document, and the way back; `reason` names it in the words."""
    say = words("read", language)
    return _page(
        f'{_back(say)}<p class="xt-notice" role="alert">{say[reason]}</p>', language, shown=reason
    )


def document_html(volume: Volume, *, converted: bool, language: Script) -> str:
    """One document whole, in its own script, or where `converted` in the reader's."""
    say, document = words("read", language), volume.document
    target = _other_script(document, language)
    reader = target if converted else None
    outline = outline_html(document, volume.sections, reader=reader, label=say["outline"])
    text = text_html(document, volume.sections, volume.also, reader=reader, language=language)
    note = f'<p class="xt-soft xt-converted">{say["converted"]}</p>' if reader else ""
    aside = (
        f'<nav class="xt-outline" aria-label="{say["outline"]}"><details open>'
        f"<summary>{say['outline']}</summary>{outline}</details></nav>"
    )
    return _page(
        f"{_back(say)}{_heading(volume, say)}{_tools(document, target, reader, say)}"
        f'<div class="xt-columns">{aside if outline else ""}'
        f'<article class="xt-article">{note}{text}</article></div>',
        language,
        shown=f"{document.doc_id} {document.sha256} {reader}",
    )


def _page(body: str, language: Script, *, shown: str = "") -> str:
    """`shown` tells the script what has come: Gradio changes the elements that are there."""
    told = escape(json.dumps(dict(words("read", language).table), ensure_ascii=False))
    return (
        f'<div class="xt-reader" lang="{HTML_LANG[language]}" data-words="{told}" '
        f'data-shown="{escape(shown)}">{body}</div>'
    )


def _back(say: Words) -> str:
    return (
        f'<nav class="xt-back" aria-label="{say["title"]}">'
        f'<a href="./?view=read" data-place><span aria-hidden="true">‹ </span>{say["all"]}</a>'
        "</nav>"
    )


def _listed(document: Document, say: Words) -> str:
    title = f'<span lang="{HTML_LANG[document.script]}">{named_html(document.title)}</span>'
    return (
        f'<li><a href="{_address(document)}" data-place>{title}</a>'
        f'<p class="xt-facts">{_facts(document, say)}</p></li>'
    )


def _address(document: Document) -> str:
    return escape(reading_link(document.doc_id))


def _facts(document: Document, say: Words) -> str:
    facts = [say[document.script], say["chars"].format(n=f"{len(document.text):,}")]
    if document.masks:
        facts.append(say["hidden"].format(n=len(document.masks)))
    if document.gaps:
        facts.append(say["gaps"].format(n=len(document.gaps)))
    told = "".join(f"<span>{fact}</span>" for fact in facts)
    file = PurePath(document.path)
    return f"{told}<span>{named_html(file.name if file.is_absolute() else document.path)}</span>"


def _heading(volume: Volume, say: Words) -> str:
    document = volume.document
    same = _twins(volume.twins, say) if volume.twins else ""
    return (
        f'<h2 class="xt-volume-title" tabindex="-1" lang="{HTML_LANG[document.script]}">'
        f'{named_html(document.title)}</h2><p class="xt-facts">{_facts(document, say)}</p>{same}'
    )


def _twins(twins: Iterable[Document], say: Words) -> str:
    links = "".join(
        f'<li><a href="{_address(twin)}" data-place>{named_html(twin.title)}</a></li>'
        for twin in twins
    )
    return f'<div class="xt-twins"><p>{say["twins"]}</p><ul>{links}</ul></div>'


def _other_script(document: Document, language: Script) -> Script | None:
    """The reader's script where the document is in another one; readers of English have none."""
    if "en" in (document.script, language) or document.script == language:
        return None
    return language


def _tools(document: Document, target: Script | None, reader: Script | None, say: Words) -> str:
    scripts = ""
    if target:
        buttons = _choice("original", say["original"], not reader) + _choice(
            "reader", say[target], bool(reader)
        )
        label = escape(say["shown_in"])
        scripts = f'<div class="xt-scripts" role="group" aria-label="{label}">{buttons}</div>'
    masked = ""
    if document.masks:
        masked = (
            f'<button type="button" class="xt-chip" data-masked-switch aria-pressed="false">'
            f'{say["masked"]}<span class="xt-count">{len(document.masks)}</span></button>'
        )
    copy = f'<button type="button" class="xt-chip" data-copy-here>{say["copy_here"]}</button>'
    return f'<div class="xt-tools">{_find(say)}{scripts}{masked}{copy}</div>'


def _choice(value: str, label: str, chosen: bool) -> str:
    return (
        f'<button type="button" class="xt-chip" data-script="{value}" '
        f'aria-pressed="{str(chosen).lower()}">{label}</button>'
    )


def _find(say: Words) -> str:
    steps = "".join(
        f'<button type="button" class="xt-step" data-step="{step}" disabled '
        f'aria-label="{say[name]}" title="{say[name]}">{sign}</button>'
        for step, name, sign in ((-1, "find_previous", "↑"), (1, "find_next", "↓"))
    )
    return (
        f'<div class="xt-find" role="search"><input type="search" maxlength="200" '
        f'placeholder="{say["find"]}" aria-label="{say["find"]}" autocomplete="off" '
        f'enterkeyhint="search"><output aria-live="polite"></output>{steps}</div>'
    )
