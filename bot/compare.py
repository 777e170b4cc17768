"""Several texts on one theme, side by side: each by what it says itself, named by its title."""

from collections.abc import Sequence
from dataclasses import replace

from bot.compared import Comparison
from bot.evidence import Evidence, tokens_of
from bot.lists import list_pieces
from bot.named_text import documents_called
from bot.pieces import Piece
from bot.sides import side_pieces
from bot.suit import as_asked, asks_definition
from bot.trim import trimmed
from bot.weigh import Scale, Weighed
from ingest.outline import ancestors

_MAX_CHARS = 1200  # of all texts together; each has its share
_MAX_DEFINED = 450  # where definitions are compared
_MAX_LIST = 120  # of one of the lists set side by side, with its glosses
_MAX_TEXTS = 5
_NEAR = 0.3  # of the best text's worth; below it a text speaks of something else,
_SAYS = 0.3  # unless it says this much of the theme that the most literal sentence says
_SPEAKS = 0.25  # and below this it does not speak of it at all
_BESIDE = 0.4  # of the worth of a text's best sentence, for those beside it
_MIN_CHARS = 24  # a shorter one announces: the next best says the thing
_ALIKE = 0.7  # Jaccard similarity of two sentences that say the same
_LIST_OF = 0.75  # share of the theme that a list's heading says


def compare_pieces(evidence: Evidence) -> list[Piece]:
    """The pieces of a comparison; none where nothing, or only one of two things, is spoken of."""
    comparison = evidence.question.comparison
    if comparison is None:
        return []
    if comparison.sides:
        return side_pieces(evidence, comparison)
    return _by_text(evidence, comparison)


def _by_text(evidence: Evidence, comparison: Comparison) -> list[Piece]:
    named = _named(evidence, comparison.titles)
    unknown = "" if named else " ".join(comparison.titles)  # it may be what they speak of
    scale = Scale(evidence, f"{comparison.theme} {unknown}", comparison.quoted)
    weighed = scale.weighed(scale.rows())
    if len(named) > 1:
        weighed = [w for w in weighed if w.sentence.document.doc_id in named]
    texts = _texts(evidence, weighed, comparison.n_texts)
    most = _MAX_DEFINED if asks_definition(evidence) else _MAX_CHARS
    share = most // max(2, len(texts))
    pieces: list[Piece] = []
    for found in texts:
        first, *others = _list_of(scale, found) or _sentences_of(scale, found, share)
        pieces += [replace(first, opens="text"), *others]
    return pieces


def _named(evidence: Evidence, names: Sequence[str]) -> set[str]:
    """The ids of the documents that the question names."""
    found = (documents_called(name, evidence.index) for name in names)
    return {document.doc_id for documents in found for document in documents}


def _texts(
    evidence: Evidence, weighed: Sequence[Weighed], n_texts: int | None
) -> list[list[Weighed]]:
    """The sentences of each text that speaks of the theme, the best text and sentence first.

    As many as the question names, else those near enough to the best, two at the least. A text
    whose best sentence stands in a better one already is left out: near duplicates once.
    """
    by_text: dict[str, list[Weighed]] = {}
    for found in weighed:
        by_text.setdefault(found.sentence.document.doc_id, []).append(found)
    best = max((found[0].worth for found in by_text.values()), default=0.0)
    most = max((found.share for found in weighed), default=0.0)
    ranked = sorted(by_text.values(), key=lambda found: -found[0].worth)
    texts: list[list[Weighed]] = []
    for own in ranked:
        found = as_asked(evidence, own)
        near = own[0].worth >= _NEAR * best or max(w.share for w in own) >= _SAYS * most
        wanted = len(texts) < n_texts if n_texts else near or len(texts) < 2
        speaks = own[0].worth >= _SPEAKS * best
        if wanted and speaks and not any(_alike(evidence, found[0], o[0]) for o in texts):
            texts.append(found)
    return texts[:_MAX_TEXTS]


def _alike(evidence: Evidence, one: Weighed, other: Weighed) -> bool:
    a, b = (
        tokens_of(evidence.folded(w.sentence.document, w.sentence.start, w.sentence.end))
        for w in (one, other)
    )
    return len(a & b) >= _ALIKE * len(a | b)


def _list_of(scale: Scale, found: Sequence[Weighed]) -> list[Piece]:
    """The list that a text announces of the theme itself; none where its best place is no list."""
    if asks_definition(scale.evidence):
        return []
    outline = scale.evidence.outline(found[0].sentence.document)
    own = outline[found[0].sentence.section]
    for section in (own, *ancestors(outline, own.index)):
        if section.index and section.announced and scale.share_of_heading(section) >= _LIST_OF:
            return list_pieces(scale.evidence, section, max_chars=_MAX_LIST)
    return []


def _sentences_of(scale: Scale, ranked: Sequence[Weighed], max_chars: int) -> list[Piece]:
    """What one text says in at most about `max_chars`; after a heading the best of its section."""
    best = ranked[0]
    chosen = [best]
    if best.is_heading:
        chosen += [w for w in ranked if w.place == best.place and not w.is_heading][:1]
    pieces = [trimmed(scale, w.sentence) for w in chosen]
    for other in ranked[1:]:
        length = sum(p.end - p.start for p in pieces)
        if other.worth < _BESIDE * best.worth and length >= _MIN_CHARS:
            break
        if other in chosen or other.is_heading or not _goes_on(best, other):
            continue
        piece = trimmed(scale, other.sentence)
        if length + piece.end - piece.start <= max_chars:
            chosen.append(other)
            pieces.append(piece)
    return sorted(pieces, key=lambda p: p.start)


def _goes_on(best: Weighed, other: Weighed) -> bool:
    """Whether a further sentence is of the theme: it says some of it, or stands in its section."""
    in_section = best.sentence.section > 0 and other.place == best.place
    return other.share > 0 or in_section
