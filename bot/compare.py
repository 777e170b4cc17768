"""Several texts on one theme, side by side: each by what it says itself, named by its title."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.evidence import Evidence, tokens_of
from bot.lists import list_pieces
from bot.pieces import Piece
from bot.sides import DEFINES, side_pieces
from bot.trim import trimmed
from bot.weigh import Scale, Weighed
from ingest.outline import ancestors
from ingest.script import fold_same_length

_MAX_CHARS = 330  # of all texts together; each has its share
_MAX_LIST = 120  # of one of the lists set side by side, with its glosses
_MAX_TEXTS = 5
_NEAR = 0.45  # of the best text's worth; below it a text speaks of something else,
_SAYS = 0.5  # unless it says this much of the theme that the most literal sentence says
_BESIDE = 0.8  # of the worth of a text's best sentence
_MIN_CHARS = 24  # a shorter one announces: the next best says the thing
_FOLLOWS = 0.75  # what a sentence keeps of the worth of those before it in its section
_ADVISES = 0.05  # added for each word of advice, up to three,
_ADVISES_ASKED = 0.15  # and where advice is asked for
_DEFINES = 0.25  # added to a definition where one is asked for
_ALIKE = 0.7  # Jaccard similarity of two sentences that say the same
_LIST_OF = 0.75  # share of the theme that a list's heading says
_ADVICE = re.compile(
    r"(?<![主重需只想首纲摘])要(?![求素点件])|应[当该]?(?![对用急酬])|必须|不能|不可|不得|切不|切忌|绝不|决不|"
    r"不要|善于|尽量|避免|最好|做到|坚持|注意|注重"
)
_ASKS_ADVICE = re.compile(
    r"怎[么样](?!说|谈|讲|看|用|写|理解)|如何(?!看|说|理解)|要求|建议|做法|办法|应该|应当|该|注意|预防|避免"
)
_ASKS_DEFINITION = re.compile(r"定义|含义|意思|理解|什么是|是什么|界定|概念")


def compare_pieces(evidence: Evidence) -> list[Piece]:
    """The pieces of a comparison; none where only one text, or one thing, is spoken of."""
    comparison = evidence.question.comparison
    if comparison is None:
        return []
    if comparison.sides:
        return side_pieces(evidence, comparison)
    return _by_text(evidence)


def _by_text(evidence: Evidence) -> list[Piece]:
    scale = Scale(evidence, evidence.question.terms)
    texts = _texts(evidence, scale.weighed(scale.rows()))
    if len(texts) < 2:
        return []
    share = _MAX_CHARS // len(texts)
    pieces: list[Piece] = []
    for found in texts:
        first, *others = _list_of(scale, found) or _sentences_of(scale, found, share)
        pieces += [replace(first, titled=True), *others]
    return pieces


def _texts(evidence: Evidence, weighed: Sequence[Weighed]) -> list[list[Weighed]]:
    """The sentences of each text that speaks of the theme, the best text and sentence first.

    A text whose best sentence stands in a better one already is left out: near duplicates once.
    """
    by_text: dict[str, list[Weighed]] = {}
    for found in weighed:
        by_text.setdefault(found.sentence.document.doc_id, []).append(found)
    texts = [_as_asked(evidence, found) for found in by_text.values()]
    texts.sort(key=lambda found: -found[0].worth)
    best = max((found[0].worth for found in by_text.values()), default=0.0)
    most = max((found.share for found in weighed), default=0.0)
    near: list[list[Weighed]] = []
    for found in texts:
        own = by_text[found[0].sentence.document.doc_id]
        speaks = own[0].worth >= _NEAR * best or max(w.share for w in own) >= _SAYS * most
        if speaks and not any(_alike(evidence, found[0], other[0]) for other in near):
            near.append(found)
    return near[:_MAX_TEXTS]


def _alike(evidence: Evidence, one: Weighed, other: Weighed) -> bool:
    a, b = (
        tokens_of(evidence.folded(w.sentence.document, w.sentence.start, w.sentence.end))
        for w in (one, other)
    )
    return len(a & b) >= _ALIKE * len(a | b)


def _as_asked(evidence: Evidence, found: Sequence[Weighed]) -> list[Weighed]:
    """A text's sentences by how well they are what is asked for, best first.

    A sentence keeps some of the worth of those before it in its section, and advice and
    definitions count for more where they are asked for.
    """
    asked = evidence.question.read
    advises = _ADVISES_ASKED if _ASKS_ADVICE.search(asked) else _ADVISES
    defines = _DEFINES if _ASKS_DEFINITION.search(asked) else 0.0
    ranked: list[Weighed] = []
    highest, place = 0.0, None
    for own in sorted(found, key=lambda w: w.sentence.start):
        highest = highest if own.place == place else 0.0
        folded = fold_same_length(own.sentence.text)
        worth = max(own.worth, _FOLLOWS * highest)
        worth *= 1 + advises * min(len(_ADVICE.findall(folded)), 3)
        worth += defines * (own.share > 0 and DEFINES.search(folded) is not None)
        highest, place = max(highest, own.worth), own.place
        ranked.append(replace(own, worth=worth))
    return sorted(ranked, key=lambda w: -w.worth)


def _list_of(scale: Scale, found: Sequence[Weighed]) -> list[Piece]:
    """The list that a text announces of the theme itself; none where its best place is no list."""
    if _ASKS_DEFINITION.search(scale.evidence.question.read):
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
        if other in chosen or other.is_heading:
            continue
        piece = trimmed(scale, other.sentence)
        if length + piece.end - piece.start <= max_chars:
            chosen.append(other)
            pieces.append(piece)
    return sorted(pieces, key=lambda p: p.start)
