"""Two things side by side: each by the section or the sentence that says what it is."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.compared import Comparison, Side
from bot.evidence import Evidence
from bot.lists import list_pieces
from bot.pieces import Piece
from bot.weigh import Scale, Weighed
from ingest.lexical import tokenize
from ingest.outline import ancestors, children
from ingest.records import Section
from ingest.script import fold_same_length

_MAX_LIST = 150  # characters of one side's list with its glosses
_MAX_PROSE = 130
_NAMED = 0.6  # share of a heading's characters that a side's name must be, or the heading its own
_SAID = 0.6  # share of the side's words that a sentence must say to speak of it
_SCOPE_WORTH = 0.5
DEFINES = re.compile(r"就是(?!这|说)|即[:：,，]|是指|指的是|理解为|称为|叫做|所谓|的意思")
_QUOTES = str.maketrans("", "", "“”\"「」『』‘’' ")


def side_pieces(evidence: Evidence, comparison: Comparison) -> list[Piece]:
    """The pieces of both sides in the order asked; none where one of them is not spoken of."""
    pieces: list[Piece] = []
    last = None
    for side in comparison.sides:
        found = _of_side(evidence, side, comparison)
        found = [p for p in found if not any(_overlap(p, other) for other in pieces)]
        if not found:
            return []
        if found[0].document.doc_id != last:
            found[0] = replace(found[0], titled=True)
        last = found[-1].document.doc_id
        pieces += found
    return pieces


def _overlap(one: Piece, other: Piece) -> bool:
    same = one.document.doc_id == other.document.doc_id
    return same and one.start < other.end and other.start < one.end


def _of_side(evidence: Evidence, side: Side, comparison: Comparison) -> list[Piece]:
    scale = Scale(evidence, tokenize(side.target))
    rows = scale.rows()
    section = _named_section(evidence, side, rows)
    if section is None:
        return _said(scale, scale.weighed(rows), side)
    if comparison.theme:
        theme = Scale(evidence, tokenize(comparison.theme))
        inside = [w for w in theme.weighed(rows) if _stands_in(w, section) and not w.is_heading]
        return [_piece(w) for w in inside[:1]] or _of_section(evidence, section)
    return _of_section(evidence, section)


def _piece(weighed: Weighed) -> Piece:
    sentence = weighed.sentence
    return Piece(sentence.document, sentence.start, sentence.end)


def _stands_in(weighed: Weighed, section: Section) -> bool:
    sentence = weighed.sentence
    same = sentence.document.doc_id == section.document.doc_id
    return same and section.start <= sentence.start < section.end


def _named_section(evidence: Evidence, side: Side, rows: Sequence[int]) -> Section | None:
    """The section that is called what the side is called, in the scope it is said to stand in."""
    documents = {p.document.doc_id: p.document for p in evidence.index.passage_at(rows)}
    named: list[tuple[float, Section]] = []
    for document in documents.values():
        outline = evidence.outline(document)
        for section in outline[1:]:
            fits = _fits(evidence, section, side.target.translate(_QUOTES))
            if fits:
                named.append(
                    (fits + _SCOPE_WORTH * _in_scope(evidence, outline, section, side), section)
                )
    return max(named, key=lambda pair: pair[0], default=(0.0, None))[1]


def _fits(evidence: Evidence, section: Section, name: str) -> float:
    """How far a heading is the name, 0 to 1; 0 where it does not hold it."""
    heading = evidence.folded(section.document, section.heading_start, section.heading_end)
    heading = heading.translate(_QUOTES).rstrip("。.:：,，")
    if name not in heading or (len(name) < 2 and name != heading):
        return 0.0
    return 0.4 + 0.6 * len(name) / len(heading)


def _in_scope(
    evidence: Evidence, outline: Sequence[Section], section: Section, side: Side
) -> float:
    """Share of the scope's words that the headings above say."""
    if not side.scope:
        return 0.0
    above = [
        evidence.folded(s.document, s.heading_start, s.heading_end)
        for s in ancestors(outline, section.index)
    ]
    title = evidence.folded_text(section.document.title)
    return Scale(evidence, tokenize(side.scope)).share(title, *above)


def _of_section(evidence: Evidence, section: Section) -> list[Piece]:
    """A section's list, or its heading with what it says first."""
    outline = evidence.outline(section.document)
    if len(children(outline, section.index)) > 1:
        return list_pieces(evidence, section, max_chars=_MAX_LIST)
    sentences = evidence.index.sentences(section.document.doc_id)
    inside = [s for s in sentences if section.start <= s.start < section.end]
    pieces: list[Piece] = []
    length = 0
    for sentence in inside:
        size = sentence.end - sentence.start
        if len(pieces) > 1 and length + size > _MAX_PROSE:
            break
        pieces.append(Piece(sentence.document, sentence.start, sentence.end))
        length += size
    return pieces


def _said(scale: Scale, weighed: Sequence[Weighed], side: Side) -> list[Piece]:
    """The sentence that says most of a side that no heading names; a definition first."""
    said = [w for w in weighed if w.share >= _SAID]
    if not said:
        return []
    return [_piece(max(said, key=lambda w: w.worth + 0.15 * _defines(w, side)))]


def _defines(weighed: Weighed, side: Side) -> bool:
    text = fold_same_length(weighed.sentence.text)
    return DEFINES.search(text) is not None
