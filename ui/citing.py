"""Cited text -> HTML: markers in their places, the list of sources, the text to paste."""

import json
import re
from collections.abc import Sequence

from bot.records import Answer, Citation
from ingest.script import detect
from ui.markup import escape, isolated
from ui.strings import HTML_LANG, Words, tongue

_MARKER = re.compile(r"\[(\d{1,3})\]")
_ORDINAL = re.compile(r"(\d{1,2}\.) (?=\S)")


def paragraphs(text: str, citations: Sequence[Citation], say: Words) -> str:
    """A paragraph a line; every [n] that has a citation becomes a button that opens it."""
    cited = {citation.marker: citation for citation in citations}
    lines = [line for line in text.splitlines() if line.strip()]
    return "".join(_paragraph(line, cited, say) for line in lines)


def _paragraph(line: str, cited: dict[int, Citation], say: Words) -> str:
    """A line; a numbered one hangs from its number."""
    numbered = _ORDINAL.match(line)
    if numbered is None:
        return f'<p dir="auto"{tongue(line, say.language)}>{_marked(line, cited, say)}</p>'
    return (
        f'<p class="xt-item"{tongue(line, say.language)}>'
        f'<span class="xt-ordinal">{numbered.group(1)} </span>'
        f"<span>{_marked(line[numbered.end() :], cited, say)}</span></p>"
    )


def _marked(line: str, cited: dict[int, Citation], say: Words) -> str:
    pieces: list[str] = []
    done = 0
    for match in _MARKER.finditer(line):
        citation = cited.get(int(match.group(1)))
        if citation is not None:
            pieces.append(_with_marker(line[done : match.start()], _marker(citation, say)))
            done = match.end()
    return "".join([*pieces, escape(line[done:])])


def _with_marker(text: str, marker: str) -> str:
    """The text and its marker, which never stands alone at the start of a line."""
    body, tail = text[:-2], text[-2:]
    return f'{escape(body)}<span class="xt-tail">{escape(tail)}{marker}</span>'


def _marker(citation: Citation, say: Words) -> str:
    label = f"{say.source} {citation.marker} {citation.title}"
    return (
        f'<button type="button" class="xt-cite" aria-label="{escape(label)}" '
        f"{_pointer(citation)}>{citation.marker}</button>"
    )


def _pointer(citation: Citation) -> str:
    """The attributes by which the script opens the source and marks the quoted words."""
    heading = json.dumps(citation.heading, ensure_ascii=False)
    return (
        f'data-doc="{escape(citation.doc_id)}" data-start="{citation.start}" '
        f'data-end="{citation.end}" data-quote="{escape(citation.quote)}" '
        f'data-title="{escape(citation.title)}" data-path="{escape(citation.path)}" '
        f'data-heading="{escape(heading)}" data-marker="{citation.marker}" '
        f'data-also="{escape("、".join(citation.also))}"'
    )


def sources_html(answer: Answer, say: Words) -> str:
    """The citations under their documents' titles."""
    if not answer.citations:
        return ""
    by_document: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_document.setdefault(citation.doc_id, []).append(citation)
    groups = "".join(_group(citations, say) for citations in by_document.values())
    return f'<div class="xt-sources"><h3>{escape(say.sources)}</h3>{groups}</div>'


def _group(citations: Sequence[Citation], say: Words) -> str:
    rows = "".join(f"<li>{_row(citation, say)}</li>" for citation in citations)
    return f'<p class="xt-title">{isolated(citations[0].title)}</p><ul>{rows}</ul>'


def _row(citation: Citation, say: Words) -> str:
    below_title = [part for part in citation.heading if part != citation.title]
    place = f'<span class="xt-place">{isolated(" › ".join(below_title))}</span>'
    quote = " ".join(citation.quote.split())
    others = isolated("、".join(citation.also))
    also = f' <span class="xt-place">{escape(say.also)} {others}</span>' if citation.also else ""
    return (
        f'<button type="button" class="xt-row" title="{escape(say.open_source)}" '
        f'{_pointer(citation)}><span class="xt-number">{citation.marker}</span>'
        f'<span class="xt-words">{place if below_title else ""}'
        f'<q lang="{HTML_LANG[detect(quote)]}">{isolated(quote)}</q>{also}</span></button>'
    )


def plain_text(answer: Answer) -> str:
    """The answer with its sources, for pasting into a document."""
    sources = [
        f"[{citation.marker}] {' › '.join(_whole_path(citation))}" for citation in answer.citations
    ]
    return "\n".join([answer.answer, "", *sources])


def _whole_path(citation: Citation) -> list[str]:
    return list(dict.fromkeys([citation.title, *citation.heading]))
