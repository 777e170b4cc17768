"""Two things side by side: each by the section or the sentence that says what it is."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.compared import Comparison, Side
from bot.evidence import Evidence
from bot.lists import list_pieces
from bot.pieces import Piece, overlap, within
from bot.question import QUOTED
from bot.suit import DEFINES, as_asked, asks_definition, defining
from bot.trim import trimmed
from bot.weigh import Scale, Weighed
from ingest.outline import ancestors, children
from ingest.records import Section, Sentence
from ingest.script import fold_same_length

_MAX_LIST = 150  # characters of one side's list with its glosses
_MAX_PROSE = 360
_MAX_SIDE = 480
_MAX_SAID = 240
_MAX_OF_ALL = 480
_N_BEST = 4  # sentences of a section without parts
_MAX_WORD = 3  # characters of a heading that says nothing alone
_MAX_LABEL = 12  # and of one that names an item within its sentence
_MAX_DEFINITION = 50
_MAX_LEAD = 40
_BY_LEAD = 0.5
_MAX_GAP = 3  # characters between an announcement and its first item
_THEME_WORTH = 0.6
_SAID = 0.5  # share of the side's words that a sentence must say to speak of it
_IN_SCOPE = 0.15  # share of its scope's words that must be said above a section
_DEFINED = 0.15  # added to the worth of a definition
_QUOTES = str.maketrans("", "", "“”\"「」『』‘’' ")


def side_pieces(evidence: Evidence, comparison: Comparison) -> list[Piece]:
    """The pieces of all sides in the order asked; none where one of them is not spoken of."""
    if asks_definition(evidence):
        defined = _defined(evidence, comparison)
        if len({piece.start for piece in defined}) == len(comparison.sides):
            return [_opened(b, p) for b, p in zip([None, *defined], defined, strict=False)]
    both = _section_of_all(evidence, comparison)
    if both is not None:
        return _of_all(evidence, comparison, both)
    pieces: list[Piece] = []
    for side in comparison.sides:
        said = _of_side(evidence, side, comparison)
        if not said:
            return []
        found = [piece for piece in said if not any(overlap(piece, p) for p in pieces)]
        if not found:  # one sentence speaks of both
            continue
        found[0] = _opened(pieces[-1] if pieces else None, found[0])
        pieces += found
    if len(pieces) < 2:  # one that names both tells neither from the other
        return []
    texts = {piece.document.doc_id for piece in pieces}
    return [] if _is_row(evidence, comparison) and len(texts) > 1 else pieces


def _opened(before: Piece | None, piece: Piece) -> Piece:
    """The first piece of a side: a line of its own, after its title where the text is another."""
    same = before is not None and before.document.doc_id == piece.document.doc_id
    return replace(piece, opens="line" if same else "text")


def _is_row(evidence: Evidence, comparison: Comparison) -> bool:
    """Whether three things or more are named in a row, not quoted: parts of one text, then."""
    quoted = QUOTED.findall(evidence.question.read)
    names = [side.target for side in comparison.sides]
    return len(names) > 2 and not any(name in quoted for name in names)


def _defined(evidence: Evidence, comparison: Comparison) -> list[Piece]:
    """What each side is, from a text that says it of all sides, if one does."""
    found = [_definitions(evidence, side) for side in comparison.sides]
    texts = [{piece.document.doc_id for piece in pieces} for pieces in found]
    shared = set[str].intersection(*texts)
    return [
        next((p for p in pieces if p.document.doc_id in shared), pieces[0])
        for pieces in found
        if pieces
    ]


def _definitions(evidence: Evidence, side: Side) -> list[Piece]:
    """The sentences that say in so many words what a side is, best first."""
    scale = Scale(evidence, side.target)
    name = re.escape(side.target.translate(_QUOTES))
    says = defining([rf"(?:(?<![㐀-鿿])|所谓){name}(?=[,可就是指即通])"])
    sentences = [found.sentence for found in scale.weighed(scale.rows())]
    return [
        Piece(s.document, s.start, s.end)
        for s in sentences
        if says.search(evidence.folded(s.document, s.start, s.end).translate(_QUOTES))
    ]


def _section_of_all(evidence: Evidence, comparison: Comparison) -> Section | None:
    """The section whose heading names all sides (对上级与对下级的统一), its parts none of them."""
    names = [side.target.translate(_QUOTES) for side in comparison.sides]
    rows = Scale(evidence, " ".join(names)).rows()
    documents = {p.document.doc_id: p.document for p in evidence.index.passage_at(rows)}
    for document in documents.values():
        outline = evidence.outline(document)
        for section in outline[1:]:
            parts = children(outline, section.index)
            if all(_fits(evidence, section, name) for name in names) and not any(
                _fits(evidence, part, name) for part in parts for name in names
            ):
                return section
    return None


def _of_all(evidence: Evidence, comparison: Comparison, section: Section) -> list[Piece]:
    """What a section says of all sides: its best sentences, in their order."""
    scale = Scale(evidence, " ".join(side.target for side in comparison.sides))
    pieces = within([trimmed(scale, w.sentence) for w in _ranked(scale, section)], _MAX_OF_ALL)
    pieces.sort(key=lambda piece: piece.start)
    return [replace(piece, opens="" if i else "text") for i, piece in enumerate(pieces)]


def _of_side(evidence: Evidence, side: Side, comparison: Comparison) -> list[Piece]:
    """What the texts say of one side: its list, or its sentences; of the theme, if there is one."""
    scale = Scale(evidence, side.target)
    rows = scale.rows()
    section = _named_section(evidence, side, rows)
    if section is None and side.scope:
        section = _named_section(evidence, Side(side.scope), Scale(evidence, side.scope).rows())
        return _inside(scale, section) if section is not None else []
    if section is None:
        return _said(scale, rows, comparison.theme)
    of_theme = _inside(Scale(evidence, comparison.theme), section) if comparison.theme else []
    others = [p for p in _of_section(scale, section) if not any(overlap(p, t) for t in of_theme)]
    return sorted(within([*of_theme, *others], _MAX_SIDE), key=lambda piece: piece.start)


def _inside(scale: Scale, section: Section) -> list[Piece]:
    """The sentence of a section that says most of a theme; none where none says any of it."""
    rows = _rows_of(scale.evidence, section)
    inside = [w for w in scale.weighed(rows) if _stands_in(w, section) and not w.is_heading]
    if not inside or not scale.idf:
        return []
    listed = _announced_by(scale.evidence, inside[0].sentence)
    return listed or [trimmed(scale, inside[0].sentence)]


def _rows_of(evidence: Evidence, section: Section) -> list[int]:
    """The rows of the passages of a section, of those that the index has of its document."""
    return evidence.index.rows_within(section.document, section.start, section.end)


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
        name = side.target.translate(_QUOTES)
        for section in outline:
            fits = max(_fits(evidence, section, name), _announced(evidence, section, name))
            scope = _in_scope(evidence, outline, section, side) if fits else 0.0
            if fits and scope >= _IN_SCOPE:
                named.append((fits + scope, section))
    return max(named, key=lambda pair: pair[0], default=(0.0, None))[1]


def _fits(evidence: Evidence, section: Section, name: str) -> float:
    """How far a heading is the name, 0 to 1; 0 where it does not hold it."""
    if section.index == 0:
        return 0.0
    heading = evidence.folded(section.document, section.heading_start, section.heading_end)
    heading = heading.translate(_QUOTES).rstrip("。.:：,，")
    if name not in heading or (len(name) < 2 and name != heading):
        return 0.0
    return 0.4 + 0.6 * len(name) / len(heading)


def _announced(evidence: Evidence, section: Section, name: str) -> float:
    """How surely the words before a section's items announce them by this name."""
    items = children(evidence.outline(section.document), section.index)
    if len(items) < 2 or section.announced is None:
        return 0.0
    start = max(section.start, items[0].start - _MAX_LEAD)
    lead = evidence.folded(section.document, start, items[0].start).translate(_QUOTES)
    return _BY_LEAD if name in lead else 0.0


def _in_scope(
    evidence: Evidence, outline: Sequence[Section], section: Section, side: Side
) -> float:
    """Share of the scope's words that the title and the headings above say; 1 without a scope.

    One of which the texts know no word (公众号) is none.
    """
    scope = Scale(evidence, side.scope)
    if not scope.idf:
        return 1.0
    above = [
        evidence.folded(s.document, s.heading_start, s.heading_end)
        for s in ancestors(outline, section.index)
    ]
    title = evidence.folded_text(section.document.title)
    return scope.share(title, *above)


def _of_section(scale: Scale, section: Section) -> list[Piece]:
    """A section's list where its items have headings, else its heading and what it says."""
    items = children(scale.evidence.outline(section.document), section.index)
    if _is_list(items):
        first, *others = list_pieces(scale.evidence, section, max_chars=_MAX_LIST)
        lead = _defining(scale.evidence, section) or first
        return [lead, *others] if lead.end > section.start else others
    said = _said_by_part(scale, section, items)
    pieces = within([trimmed(scale, w.sentence) for w in said], _MAX_PROSE)
    heading = Piece(section.document, section.heading_start, section.heading_end)
    if _has_heading(section) and not any(overlap(heading, piece) for piece in pieces):
        pieces.append(heading)
    return sorted(pieces, key=lambda piece: piece.start)


def _said_by_part(scale: Scale, section: Section, items: Sequence[Section]) -> list[Weighed]:
    """The best sentence of each part of a section, or the best few of one without parts."""
    ranked = _ranked(scale, section)
    if len(items) < 2:
        return ranked[:_N_BEST]
    firsts = [next((w for w in ranked if _stands_in(w, item)), None) for item in items]
    return [w for w in firsts if w is not None] or ranked[:_N_BEST]


def _ranked(scale: Scale, section: Section) -> list[Weighed]:
    """The sentences of a section by how well they are what is asked for, best first."""
    inside = [w for w in scale.weighed(_rows_of(scale.evidence, section)) if _stands_in(w, section)]
    return [w for w in as_asked(scale.evidence, inside) if not w.is_heading]


def _is_list(items: Sequence[Section]) -> bool:
    """Whether items have headings that stand by themselves, not first clauses of sentences."""
    return len(items) > 1 and all(_has_heading(item) or _is_label(item) for item in items)


def _is_label(item: Section) -> bool:
    return 0 < item.heading_end - item.heading_start <= _MAX_LABEL


def _has_heading(section: Section) -> bool:
    """Whether its heading is more than the first clause of a sentence."""
    after = section.document.text[section.heading_end : section.heading_end + 1]
    return section.heading_end > section.heading_start and after not in (",", "，", "、")


def _defining(evidence: Evidence, section: Section) -> Piece | None:
    """The sentence that a section headed by a word or two begins with (勤，就是要勤勉)."""
    for sentence in evidence.index.sentences(section.document.doc_id):
        if sentence.start >= section.start:
            longer = section.heading_end < sentence.end <= section.start + _MAX_DEFINITION
            short = section.heading_end - section.heading_start <= _MAX_WORD
            return (
                Piece(section.document, sentence.start, sentence.end) if short and longer else None
            )
    return None


def _said(scale: Scale, rows: Sequence[int], theme: str) -> list[Piece]:
    """The sentence that says most of a side that no heading names; a definition first.

    What the title and the headings above it say of the side counts as said by the sentence.
    """
    about = Scale(scale.evidence, theme)
    said = [(_said_under(scale, w), w) for w in scale.weighed(rows) if not w.is_heading]
    said = [(share, w) for share, w in said if share >= _SAID]
    if not said:
        return []

    def fits(found: tuple[float, Weighed]) -> float:
        share, weighed = found
        sentence = weighed.sentence
        folded = scale.evidence.folded(sentence.document, sentence.start, sentence.end)
        theme_said = _THEME_WORTH * about.share(folded)
        return weighed.worth + share + theme_said + _DEFINED * _defines(weighed)

    ranked = [w for _, w in sorted(said, key=fits, reverse=True)]
    best = ranked[0]
    listed = _announced_by(scale.evidence, best.sentence)
    if listed:
        return listed
    beside = [w for w in ranked if w.place == best.place]
    pieces = within([trimmed(scale, w.sentence) for w in beside], _MAX_SAID)
    return sorted(pieces, key=lambda piece: piece.start)


def _said_under(scale: Scale, weighed: Weighed) -> float:
    """Share of the side that a sentence says with the title and the headings above it."""
    evidence, sentence = scale.evidence, weighed.sentence
    outline = evidence.outline(sentence.document)
    above = [*ancestors(outline, sentence.section), outline[sentence.section]]
    return scale.share(
        evidence.folded_text(sentence.document.title),
        evidence.folded(sentence.document, sentence.start, sentence.end),
        *(evidence.folded(s.document, s.heading_start, s.heading_end) for s in above if s.index),
    )


def _announced_by(evidence: Evidence, sentence: Sentence) -> list[Piece]:
    """The list that begins right after a sentence; empty where none does."""
    outline = evidence.outline(sentence.document)
    section = outline[sentence.section]
    items = children(outline, section.index)
    if len(items) > 1 and 0 <= items[0].start - sentence.end <= _MAX_GAP:
        listed = list_pieces(evidence, section, max_chars=_MAX_LIST)
        lead = Piece(sentence.document, sentence.start, sentence.end)
        return [lead, *(piece for piece in listed if piece.number is not None)]
    return []


def _defines(weighed: Weighed) -> bool:
    return DEFINES.search(fold_same_length(weighed.sentence.text)) is not None
