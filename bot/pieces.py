"""A piece: one sentence of an answer, and the span of the source it is taken from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.records import Reason
from ingest.records import Document, Section


@dataclass(frozen=True, slots=True)
class Piece:
    """`document.text[start:end]` as a sentence of the answer; `number` if it is a list's item.

    A `note` is said in its place, in the bot's own words: what the source lacks at that span.
    `opens` says that it begins a part: of a text, which is named (《title》：), or a line.
    """

    document: Document
    start: int
    end: int
    number: int | None = None
    note: str = ""
    opens: Literal["", "text", "line"] = ""


def overlap(one: Piece, other: Piece) -> bool:
    """Whether two pieces share characters of a text."""
    same = one.document.doc_id == other.document.doc_id
    return same and one.start < other.end and other.start < one.end


def within(pieces: Sequence[Piece], max_chars: int) -> list[Piece]:
    """The first pieces that together have at most `max_chars` characters; always one."""
    kept: list[Piece] = []
    for piece in pieces:
        if kept and sum(p.end - p.start for p in kept) + piece.end - piece.start > max_chars:
            break
        kept.append(piece)
    return kept


@dataclass(frozen=True, slots=True)
class Draft:
    """The pieces of an answer in order; `section` is the list it gives, if it gives one.

    `lead` is said before them in the bot's own words. Where there are none, `absent` says what the
    list asked of lacks (没有第8项), `reply` is all that is said, and `reason` says why.
    """

    pieces: tuple[Piece, ...]
    section: Section | None = None
    absent: str = ""
    lead: str = ""
    reply: str = ""
    reason: Reason = "not_covered"
