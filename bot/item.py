"""Items of a list that a follow-up asks for: in full, or what of them tells what is asked."""

from collections.abc import Sequence
from dataclasses import replace

from bot.aspect import aspect_of
from bot.conversation import Talk
from bot.evidence import Evidence
from bot.further import MAX_CHARS, Region, inside
from bot.lists import list_pieces
from bot.pieces import Draft, Piece, within
from ingest.records import Section, Sentence

_MORE_PER_ITEM = 60
_MAX_LEAD = 120


def items_draft(evidence: Evidence, talk: Talk, items: Sequence[Section]) -> Draft:
    """Items in full where they are short, else their headings and what tells the aspect asked."""
    limit = MAX_CHARS // len(items)
    pieces: list[Piece] = []
    for item in items:
        pieces += _item(evidence, talk, item, max(_MORE_PER_ITEM, limit))
    return Draft(tuple(pieces), items[0])


def _item(evidence: Evidence, talk: Talk, item: Section, limit: int) -> list[Piece]:
    sentences = inside(evidence, item)
    whole = [Piece(s.document, s.start, s.end) for s in sentences]
    if not whole or sum(p.end - p.start for p in whole) <= limit:
        return whole
    below = talk.items(item)
    aspect = aspect_of(evidence.question.folded) or aspect_of(talk.last_asked)
    if len(below) > 1 and (
        aspect is None or aspect.name == "definition" or evidence.question.asks_for_list
    ):
        return _with_lead(evidence, item, sentences, below[0])
    if aspect is None:
        return within(whole, limit)
    heading = [p for p in whole if p.start < item.heading_end][:1]
    rest = [s for s in sentences if s.start >= item.heading_end]
    region = Region(evidence, talk, rest or sentences, aspect=aspect)
    used = sum(p.end - p.start for p in heading)
    return [*heading, *(p for p in region.pieces(max(80, limit - used)) if p not in heading)]


def _with_lead(
    evidence: Evidence, item: Section, sentences: Sequence[Sentence], first: Section
) -> list[Piece]:
    """The list that an item holds, after what is said of it before its first item."""
    lead = [Piece(s.document, s.start, s.end) for s in sentences if s.end <= first.start]
    pieces = list_pieces(evidence, item)
    listed = [piece for piece in pieces if piece.number is not None or piece.note]
    return [*within(lead, _MAX_LEAD), *listed] if lead and listed else pieces


def short_pieces(evidence: Evidence, items: Sequence[Section], item: Section) -> list[Piece]:
    sentences = inside(evidence, item)
    pieces = within([Piece(s.document, s.start, s.end) for s in sentences], _MORE_PER_ITEM)
    return [replace(pieces[0], number=place_of(items, item)), *pieces[1:]]


def place_of(items: Sequence[Section], item: Section) -> int:
    """The number of an item; where the items have none, its place from 1."""
    return item.ordinal or items.index(item) + 1
