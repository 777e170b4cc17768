"""Items of a list that a follow-up asks for: in full, or what of them tells what is asked."""

from collections.abc import Sequence
from dataclasses import replace

from bot.aspect import WAY, aspect_of
from bot.conversation import Talk
from bot.evidence import Evidence
from bot.frame import content_of
from bot.further import Region, inside
from bot.leaning import own_content, spoken
from bot.lists import list_pieces
from bot.pieces import Draft, Piece, within
from bot.series import Series
from ingest.outline import children
from ingest.records import Section, Sentence

_MORE_PER_ITEM = 60
_LEAD = 120  # of what is said first of a thing
_MAX_ITEM = 340


def items_draft(evidence: Evidence, talk: Talk, items: Sequence[Section]) -> Draft:
    """Items in full where they are short, else their headings and what tells the aspect asked."""
    limit = _MAX_ITEM // len(items)
    pieces: list[Piece] = []
    for item in items:
        pieces += _item(evidence, talk, item, max(_MORE_PER_ITEM, limit))
    return Draft(tuple(pieces), items[0])


def _item(evidence: Evidence, talk: Talk, item: Section, limit: int) -> list[Piece]:
    sentences = inside(evidence, item)
    whole = _whole(sentences, item)
    if sum(p.end - p.start for p in whole) <= limit:
        return whole
    below = children(evidence.outline(item.document), item.index)
    aspect = aspect_of(spoken(evidence.question)) or aspect_of(talk.last_asked)
    aspect = None if aspect is not None and aspect.name == "definition" else aspect
    listed = aspect is None or evidence.question.asks_for_list
    if len(below) > 1 and listed:
        return _with_lead(evidence, item, sentences, below[0])
    lead = [p for p in whole if p.start < item.heading_end][:1] if aspect else within(whole, _LEAD)
    used = sum(p.end - p.start for p in lead)
    if limit - used < _MORE_PER_ITEM:
        return lead
    rest = sentences[len(lead) :] or sentences
    heading = talk.heading(item)
    own = [word for word in own_content(evidence.question).split() if word not in heading]
    words = " ".join(own) or (content_of(heading) if aspect is None else "")
    telling = Region(evidence, talk, rest, words=words, aspect=aspect or WAY)
    return [*lead, *(p for p in telling.pieces(limit - used) if p not in lead)]


def _with_lead(
    evidence: Evidence, item: Section, sentences: Sequence[Sentence], first: Section
) -> list[Piece]:
    """The list that an item holds, after what is said of it before its first item."""
    lead = [Piece(s.document, s.start, s.end) for s in sentences if s.end <= first.start]
    pieces = list_pieces(evidence, item)
    listed = [piece for piece in pieces if piece.number is not None or piece.note]
    return [*within(lead, _LEAD), *listed] if lead and listed else pieces


def short_pieces(evidence: Evidence, series: Series, item: Section) -> list[Piece]:
    """An item's first words with its number."""
    pieces = within(_whole(inside(evidence, item), item), _MORE_PER_ITEM)
    return [replace(pieces[0], number=series.place(item)), *pieces[1:]]


def _whole(sentences: Sequence[Sentence], item: Section) -> list[Piece]:
    """An item sentence by sentence; one that is part of a sentence (查机油、查轮胎) as it is."""
    pieces = [Piece(s.document, s.start, s.end) for s in sentences]
    return pieces or [Piece(item.document, item.start, item.end)]
