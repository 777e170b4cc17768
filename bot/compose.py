"""Evidence -> a draft: which spans answer, in which order, and how they are put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evidence import Evidence, ScoredSentence
from ingest.records import Document, Section, Sentence

_MAX_CHARS = 300  # of a prose answer; a list may need more to be whole
_MAX_LIST_CHARS = 480


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of the answer: the span it is taken from, and its number if it is an item."""

    document: Document
    start: int
    end: int
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The pieces of an answer in order; `section` is the list it gives, for a follow-up."""

    pieces: tuple[Piece, ...]
    section: Section | None = None


def compose(evidence: Evidence) -> Draft:
    """The draft of an extractive answer; empty where nothing was found."""
    question = evidence.question
    if question.kind == "list" or question.number is not None:
        section = announced_list(evidence)
        if section is not None:
            return Draft(tuple(list_pieces(evidence, section)), section)
    return Draft(tuple(prose_pieces(evidence)))


def announced_list(evidence: Evidence) -> Section | None:
    """The section whose items the question asks for: by its heading and announcement, and number."""
    best: tuple[float, Section] | None = None
    for rank, hit in enumerate(evidence.hits[:8], start=1):
        outline = evidence.outline(hit.passage.document)
        for section in _lineage(outline, hit.passage.section):
            items = _items(outline, section)
            if len(items) < 2:
                continue
            score = _list_score(evidence, outline, section, items, rank)
            if best is None or score > best[0]:
                best = score, section
    return best[1] if best is not None and best[0] >= 0.45 else None


def _lineage(outline: Sequence[Section], index: int) -> list[Section]:
    """Section `index`, its descendants and its ancestors."""
    found = [outline[index]]
    inside = {index}
    for section in outline[index + 1 :]:
        if section.parent in inside:
            inside.add(section.index)
            found.append(section)
    while index > 0:
        index = outline[index].parent
        found.append(outline[index])
    return found


def _items(outline: Sequence[Section], section: Section) -> list[Section]:
    return [child for child in outline if child.parent == section.index and child.index != 0]


def _list_score(
    evidence: Evidence,
    outline: Sequence[Section],
    section: Section,
    items: Sequence[Section],
    rank: int,
) -> float:
    """How well a list fits: what its announcement covers, its number, its place in the ranking."""
    start, end = _announcement(section, items)
    head = evidence.folded(section.document, start, end)
    coverage = evidence.coverage(head[-200:] + " " + head[:60])
    number = evidence.question.number
    fits = 0.0
    if number is not None:
        fits = 0.25 if number in (section.announced, len(items)) else -0.2
    return coverage + fits + 0.1 / rank - (0.15 if section.index == 0 else 0.0)


def _announcement(section: Section, items: Sequence[Section]) -> tuple[int, int]:
    """The span that announces the items: the heading, and the text up to the first item."""
    return section.start, max(section.heading_end, items[0].start)


def list_pieces(evidence: Evidence, section: Section) -> list[Piece]:
    """The announcement and every item in order, with as much gloss as the length allows."""
    outline = evidence.outline(section.document)
    items = _items(outline, section)
    budget = max(24, _MAX_LIST_CHARS // len(items))
    sentences = evidence.index.sentences(section.document.doc_id)
    lead = _lead(section, items, sentences)
    pieces = [] if lead is None else [Piece(section.document, *lead)]
    for number, item in enumerate(items, start=1):
        pieces.append(_item_piece(item, sentences, budget, item.ordinal or number))
    return pieces


def _lead(
    section: Section, items: Sequence[Section], sentences: Sequence[Sentence]
) -> tuple[int, int] | None:
    """The sentence that announces the items, else the heading."""
    before = [s for s in sentences if section.start <= s.start and s.end <= items[0].start]
    if before:
        return before[-1].start, before[-1].end
    if section.index and section.heading_end > section.heading_start:
        return section.heading_start, section.heading_end
    return None


def _item_piece(item: Section, sentences: Sequence[Sentence], budget: int, number: int) -> Piece:
    """An item's heading, with the sentences that follow while they fit."""
    inside = [s for s in sentences if item.start <= s.start < item.end]
    start = item.heading_start
    end = item.heading_end
    for sentence in inside:
        if sentence.end <= end:
            continue
        if sentence.end - start > budget:
            break
        end = sentence.end
    return Piece(item.document, start, end, number)


def prose_pieces(evidence: Evidence) -> list[Piece]:
    """The best sentences of the best passages, in the order of their source."""
    ranked = evidence.sentences
    if not ranked:
        return []
    chosen: list[ScoredSentence] = []
    length = 0
    for scored in ranked:
        size = scored.sentence.end - scored.sentence.start
        if chosen and (scored.score < 0.8 * ranked[0].score or length + size > _MAX_CHARS):
            continue
        if len(chosen) >= 4:
            break
        chosen.append(scored)
        length += size
    order = {id(s.sentence): (s.rank, s.sentence.start) for s in chosen}
    chosen.sort(key=lambda s: order[id(s.sentence)])
    return [Piece(s.sentence.document, s.sentence.start, s.sentence.end) for s in chosen]
