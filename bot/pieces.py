"""A piece: one sentence of an answer, and the span of the source it is taken from."""

from dataclasses import dataclass

from ingest.records import Document, Section


@dataclass(frozen=True, slots=True)
class Piece:
    """`document.text[start:end]` as a sentence of the answer; `number` if it is a list's item."""

    document: Document
    start: int
    end: int
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The pieces of an answer in order; `section` is the list it gives, if it gives one."""

    pieces: tuple[Piece, ...]
    section: Section | None = None
