"""The numbered evidence that a model is shown: spans of the texts, in their order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.alignment import Said
from bot.evidence import Evidence
from bot.instructions import without_instructions
from bot.pieces import Draft, Piece, overlap
from bot.wording import sentence_text
from ingest.script import simplify

_MAX_CHARS = (
    1500  # a small model loses the thread of more, and on a laptop takes a minute to read it
)
_MAX_EXHIBITS = 30
_WORTH = 0.5  # of the best sentence's score; below are neighbours that answer nothing
_ENUMERATOR = re.compile(r"^[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.、．]+\s*(?!\d)")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Evidence number `number`: a span, and how it reads in Simplified under its headings."""

    number: int
    piece: Piece
    said: Said


def exhibits(evidence: Evidence, draft: Draft) -> list[Exhibit]:
    """What the extractive answer would say, and the best sentences around it.

    A sentence that gives orders to a bot is left out.
    """
    pieces = [piece for piece in draft.pieces if not piece.note]
    n_chars = sum(piece.end - piece.start for piece in pieces)
    for scored in evidence.sentences:
        sentence = scored.sentence
        piece = Piece(sentence.document, sentence.start, sentence.end)
        n_chars += piece.end - piece.start
        if scored.score < _WORTH * evidence.sentences[0].score or n_chars > _MAX_CHARS:
            break
        if len(pieces) == _MAX_EXHIBITS:
            break
        if not any(overlap(piece, other) for other in pieces):
            pieces.append(piece)
    shown = [(piece, _text(piece)) for piece in _in_order(pieces)]
    asking = [(piece, text) for piece, text in shown if without_instructions(text) == text]
    return [
        Exhibit(number, piece, Said(text, _headings(evidence, piece)))
        for number, (piece, text) in enumerate(asking, start=1)
    ]


def listed(shown: Sequence[Exhibit]) -> str:
    """The exhibits as a model reads them: one a line, below its headings."""
    lines: list[str] = []
    above: tuple[str, ...] = ()
    for exhibit in shown:
        if exhibit.said.headings != above:
            above = exhibit.said.headings
            lines.append(f"（{' > '.join(above)}）")
        lines.append(f"[{exhibit.number}] {exhibit.said.text}")
    return "\n".join(lines)


def _text(piece: Piece) -> str:
    """How a span reads in Simplified, without its number in the source."""
    return _ENUMERATOR.sub("", sentence_text(piece, "hans")).strip()


def _in_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Document by document, the best first, each in its own order."""
    places: dict[str, int] = {}
    for piece in pieces:
        places.setdefault(piece.document.doc_id, len(places))
    return sorted(pieces, key=lambda piece: (places[piece.document.doc_id], piece.start))


def _headings(evidence: Evidence, piece: Piece) -> tuple[str, ...]:
    path = evidence.heading(piece.document, piece.start)
    return tuple(simplify(" ".join(heading.split())) for heading in path)
