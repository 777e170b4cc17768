"""An answer's citations as OpenAI's annotations."""

import re
from typing import Any

from bot.records import Answer, Citation
from ui.places import link


def annotations(answer: Answer, base_url: str, *, offset: int = 0) -> list[dict[str, Any]]:
    """One url_citation for each marker that has a citation, in the order of the answer.

    `start_index` and `end_index` are code points into the message: the words that the marker
    speaks for, back to the marker or the line break before it, and the marker itself. Beside
    OpenAI's fields each has the document, its heading path, the span and the quote. `offset` is
    where the answer begins in the message.
    """
    cited = {citation.marker: citation for citation in answer.citations}
    found: list[dict[str, Any]] = []
    begin = 0
    for match in re.finditer(r"\n|\[(\d{1,3})\]", answer.answer):
        citation = cited.get(int(match[1])) if match[1] else None
        if citation is not None:
            found.append(_annotation(citation, offset + begin, offset + match.end(), base_url))
        begin = match.end()
    return found


def _annotation(citation: Citation, begin: int, end: int, base_url: str) -> dict[str, Any]:
    return {
        "type": "url_citation",
        "url_citation": {
            "start_index": begin,
            "end_index": end,
            "title": citation.title,
            "url": link(base_url, citation.doc_id, citation.start, citation.end),
            "marker": citation.marker,
            "doc_id": citation.doc_id,
            "path": citation.path,
            "heading": list(citation.heading),
            "start": citation.start,
            "end": citation.end,
            "quote": citation.quote,
        },
    }
