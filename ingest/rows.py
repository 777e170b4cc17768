"""A document and its outline as one row of SQLite, and back."""

import json
from collections.abc import Sequence
from typing import Any

from ingest.records import Document, Mask, Section

_SECTION_FIELDS = tuple(name for name in Section.__slots__ if name != "document")


def to_json(value: object) -> str:
    """Compact JSON, characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def document_row(document: Document, sections: Sequence[Section]) -> tuple[str | int, ...]:
    """The columns of `documents`, in order."""
    return (
        document.path,
        document.doc_id,
        document.title,
        document.text,
        document.script,
        document.sha256,
        document.encoding,
        int(document.taiwan_wording),
        to_json([(m.start, m.end, m.rule) for m in document.masks]),
        to_json([(m.start, m.end, m.rule) for m in document.gaps]),
        to_json([[getattr(section, name) for name in _SECTION_FIELDS] for section in sections]),
    )


def read_document(row: tuple[Any, ...]) -> tuple[Document, list[Section]]:
    """What `document_row` was given."""
    path, doc_id, title, text, script, sha256, encoding, taiwan, masks, gaps, sections = row
    document = Document(
        doc_id=doc_id,
        path=path,
        title=title,
        text=text,
        script=script,
        sha256=sha256,
        encoding=encoding,
        taiwan_wording=bool(taiwan),
        masks=tuple(Mask(*mask) for mask in json.loads(masks)),
        gaps=tuple(Mask(*gap) for gap in json.loads(gaps)),
    )
    values = (dict(zip(_SECTION_FIELDS, fields, strict=True)) for fields in json.loads(sections))
    return document, [Section(document=document, **fields) for fields in values]
