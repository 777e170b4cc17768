"""A question that leans on the conversation: 那第二个呢？ 具体怎么做？ 为什么？ 还有吗.

Resolved from the conversation's own structure: an item of the list talked of, or more of the part
of the texts talked of. Nothing of an earlier answer is taken as true; only the texts are.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.asked import missing_types
from bot.aspect import aspect_of
from bot.conversation import Talk
from bot.evidence import Evidence
from bot.further import Region, around, inside
from bot.item import items_draft, place_of, short_pieces
from bot.leaning import MAX_NAME, leaned_on, own_content, own_words
from bot.pieces import Draft
from bot.place import MORE, places
from ingest.records import Section

_STRANGE = 0.8  # share of the question's own words that stand nowhere
_N_FOUND = 3
_COVERED = 0.5  # share of the question's own words that must stand in the part talked of


def follow_up(evidence: Evidence, alone: Evidence | None = None) -> Draft | None:
    """The draft of a question that asks on from the last answer; None where it asks anew.

    `alone` is what the question finds without its context, where it has words of its own.
    """
    question = evidence.question
    if not question.context:
        return None
    talk = Talk(evidence, leaned_on(question, always=True))
    if talk.section is None:
        return None
    return _by_place(evidence, talk) or _by_name(evidence, talk) or _more(evidence, talk, alone)


def _by_place(evidence: Evidence, talk: Talk) -> Draft | None:
    """The items that the question points at by their place, or those not said yet."""
    folded = evidence.question.folded
    section = _list_meant(evidence, talk)
    if section is None:
        return None
    items = talk.items(section)
    last = max(section.announced or 0, place_of(items, items[-1]))
    wanted = _former_or_latter(folded, talk, items) or places(folded, last, _latest(talk, items))
    if not wanted and MORE.search(folded):
        return _rest(evidence, talk, section)
    if not wanted:
        return None
    found = [item for item in items if place_of(items, item) in wanted]
    return items_draft(evidence, talk, found) if found else Draft((), section)


def _list_meant(evidence: Evidence, talk: Talk) -> Section | None:
    """The list whose items the talk is of: the one an item was asked of before, else the likeliest."""
    path = talk.path(talk.section) if talk.section else []
    asked = places(talk.last_asked, 99, None)
    for section, above in pairwise(path):
        items = talk.items(above)
        if asked and section in items and place_of(items, section) in asked and above in talk.lists:
            return above
    return next(iter(talk.lists), None)


def _latest(talk: Talk, items: Sequence[Section]) -> int | None:
    """The place of the item that was said last."""
    inside = [item for item in items if talk.section in _below(talk, item)]
    named = inside or talk.named(items, talk.last_said)
    return place_of(items, named[-1]) if named else None


def _below(talk: Talk, item: Section) -> list[Section]:
    return [s for s in (talk.section,) if s and item in talk.path(s)]


def _former_or_latter(folded: str, talk: Talk, items: Sequence[Section]) -> list[int]:
    """The place of the one of two named things that 前者 or 后者 means."""
    named = talk.named(items, talk.last_asked) or talk.named(items, talk.last_said)
    if len(named) < 2 or not re.search(r"前者|后者", folded):
        return []
    return [place_of(items, named[0 if "前者" in folded else -1])]


def _rest(evidence: Evidence, talk: Talk, section: Section) -> Draft | None:
    """The items that were not said yet; none where all were."""
    items = talk.items(section)
    said = talk.named(items, talk.said)
    rest = [item for item in items if item not in said]
    if not said:
        return None
    pieces = [piece for item in rest for piece in short_pieces(evidence, items, item)]
    return Draft(tuple(pieces), section)


def _by_name(evidence: Evidence, talk: Talk) -> Draft | None:
    """The item whose heading alone among its list holds all that is asked (那“才”呢)."""
    question = evidence.question
    words = own_words(question)
    if not words or sum(map(len, words)) > MAX_NAME or talk.section is None:
        return None
    path = talk.path(talk.section)
    for section in [*path, *talk.lists]:
        items = talk.items(section)
        held = [item for item in items if all(_holds(talk.heading(item), w) for w in words)]
        if len(held) == 1:
            if held[0] in path and aspect_of(question.folded) is None:
                return None
            return items_draft(evidence, talk, held)
    if len(words) == 1 and talk.lists and _is_absent(evidence, talk, words[0]):
        return Draft((), talk.lists[0])
    return None


def _holds(heading: str, word: str) -> bool:
    """Whether a heading names the word; one character only where it is the heading."""
    return word in heading if len(word) > 1 else heading.strip("“”\"'「」 ") == word


def _is_absent(evidence: Evidence, talk: Talk, word: str) -> bool:
    """Whether the word is like those of the list's items, and stands nowhere (安全意识)."""
    alike = [i for i in talk.items(talk.lists[0]) if word[-2:] in talk.heading(i)]
    return (
        len(word) > 3
        and len(alike) > 1
        and not any(word in evidence.folded_passage(hit) for hit in evidence.hits)
    )


def _more(evidence: Evidence, talk: Talk, alone: Evidence | None) -> Draft | None:
    """What the part of the texts talked of says further: its reason, its way, an example."""
    question = evidence.question
    words = " ".join(w for w in own_content(question).split() if w not in talk.last_said)
    region = _region(evidence, talk, words, alone)
    return Draft(tuple(region.pieces())) if region is not None else None


def _region(evidence: Evidence, talk: Talk, words: str, alone: Evidence | None) -> Region | None:
    """The innermost part around what was said that tells what is asked."""
    if talk.section is None or talk.focus is None:
        return None
    aspect = aspect_of(evidence.question.folded)
    for section in talk.path(talk.section)[:2]:
        whole = section.index == 0
        sentences = around(evidence, talk.focus) if whole else inside(evidence, section)
        region = Region(alone or evidence, talk, sentences, words=words, aspect=aspect)
        if region.telling and (region.coverage >= _COVERED or _finds(alone, region)):
            text = "\n".join(evidence.folded(s.document, s.start, s.end) for s in sentences)
            return None if missing_types(evidence.question.folded, text) else region
    return None


def _finds(alone: Evidence | None, region: Region) -> bool:
    """Whether the question without its context leads to the same part of the texts."""
    if alone is None or alone.missing > _STRANGE:
        return False
    places = {(s.document.doc_id, s.section) for s in region.sentences}
    best = [hit.passage for hit in alone.hits[:_N_FOUND]]
    return any((p.document.doc_id, p.section) in places for p in best)
