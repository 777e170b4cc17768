"""What `xietiao show` prints: documents, a text or a span of it, its outline, its passages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.errors import UnknownDocument, XietiaoError
from ingest.index import Index
from ingest.records import Document, Passage


class BadSpan(XietiaoError):
    """The span asked for does not lie within the text."""


@dataclass(frozen=True, slots=True)
class View:
    """The same thing for a program and for a person."""

    data: Any
    plain: str


def find(index: Index, name: str) -> Document:
    """The document of this id, of this path, or whose id or file name alone starts like this.

    Raises:
        UnknownDocument: none, or more than one.
    """
    documents = index.documents()
    exact = [d for d in documents if name in (d.doc_id, d.path)]
    starts = [d for d in documents if d.doc_id.startswith(name)]
    found = exact or starts
    if len(found) == 1:
        return found[0]
    known = ", ".join(d.doc_id for d in (found or documents)[:8])
    raise UnknownDocument(
        f"{'more than one' if found else 'no'} document {name!r}; there is {known}"
    )


def documents(index: Index) -> View:
    """Every document with its size."""
    rows = [
        {
            "doc_id": d.doc_id,
            "path": d.path,
            "title": d.title,
            "script": d.script,
            "encoding": d.encoding,
            "sha256": d.sha256,
            "n_chars": len(d.text),
            "n_gaps": len(d.gaps),
        }
        for d in index.documents()
    ]
    plain = "\n".join(
        f"{r['doc_id']}  {r['script']:7} {r['n_chars']:>7}  {r['title']}" for r in rows
    )
    return View(rows, plain)


def text(index: Index, name: str, start: int | None, end: int | None) -> View:
    """A document's text from `start` to `end`, the whole of it by default."""
    document = find(index, name)
    first, last = span_of(document, start, end)
    shown = document.text[first:last]
    data = {"doc_id": document.doc_id, "path": document.path, "title": document.title}
    return View({**data, "start": first, "end": last, "text": shown}, shown)


def span_of(document: Document, start: int | None, end: int | None) -> tuple[int, int]:
    """`start` and `end`, by default those of the whole text.

    Raises:
        BadSpan: they are not within it.
    """
    first, last = start or 0, len(document.text) if end is None else end
    if not 0 <= first <= last <= len(document.text):
        raise BadSpan(
            f"{first} to {last} is not within {document.doc_id}, which has"
            f" {len(document.text)} characters"
        )
    return first, last


def outline(index: Index, name: str) -> View:
    """A document's sections in order, gaps among them."""
    document = find(index, name)
    rows = section_rows(index, document)
    lines = ["  " * r["level"] + r["marker"] + r["heading"] + _announcement(r) for r in rows]
    lines += [f"gap {gap.start}-{gap.end} ({gap.rule})" for gap in document.gaps]
    gaps = [{"start": g.start, "end": g.end, "rule": g.rule} for g in document.gaps]
    return View({"doc_id": document.doc_id, "sections": rows, "gaps": gaps}, "\n".join(lines))


def section_rows(index: Index, document: Document) -> list[dict[str, Any]]:
    """A document's sections in order, with how many items are announced and found."""
    sections = index.outline(document.doc_id)
    items = Counter(section.parent for section in sections[1:])
    return [
        {
            "index": s.index,
            "parent": s.parent,
            "level": s.level,
            "marker": s.marker,
            "ordinal": s.ordinal,
            "heading": s.heading,
            "start": s.start,
            "end": s.end,
            "announced": s.announced,
            "found": items[s.index],
        }
        for s in sections
    ]


def _announcement(row: dict[str, Any]) -> str:
    if row["announced"] is None:
        return ""
    differs = "" if row["announced"] == row["found"] else " !"
    return f"  [{row['announced']} announced, {row['found']} found{differs}]"


def passages(index: Index, name: str) -> View:
    """What is indexed of a document, and the noise inside it that is not."""
    document = find(index, name)
    found = index.passages(document.doc_id)
    lines = [f"{p.start}-{p.end}  {' > '.join(p.heading)}\n{p.text}\n" for p in found]
    return View(passage_rows(document, found), "\n".join(lines))


def passage_rows(document: Document, found: Sequence[Passage]) -> list[dict[str, Any]]:
    """A document's passages in order, with the noise inside each."""
    return [
        {
            "passage_id": p.passage_id,
            "start": p.start,
            "end": p.end,
            "heading": list(p.heading),
            "masked": [
                [max(m.start, p.start), min(m.end, p.end)]
                for m in document.masks
                if m.start < p.end and m.end > p.start
            ],
        }
        for p in found
    ]
