"""A question that leans on the conversation: 那第二个呢？ 具体怎么做？ 为什么？ 还有吗.

Resolved from the conversation's own structure: an item of the list talked of, or more of the part
of the texts talked of. Nothing of an earlier answer is taken as true; only the texts are.
"""

import re

from bot.aspect import Aspect, aspect_of
from bot.conversation import Talk
from bot.counted import all_said
from bot.evidence import Evidence, tokens_of
from bot.further import Region, around, inside
from bot.item import items_draft, short_pieces
from bot.leaning import leaned_on, leans_on_history, own_content, refers_back, spoken
from bot.lists import list_pieces
from bot.named_part import named_part
from bot.naming import absence_of, distinguished_item, named_item, names
from bot.pieces import Draft, Piece
from bot.place import AGAIN, MORE, ON, places
from bot.question import Question
from bot.recap import more_of_list, recap
from bot.series import Series, series_of
from ingest.records import Section

_STRANGE = 0.8  # share of the question's own words that stand nowhere
_BETTER = 0.3  # more of them elsewhere, and the question is of that
_N_FOUND = 3
_NO_MORE = {"example": "原文这里没有举例子。", "detail": "原文这里没有再多讲。"}
_COVERED = 0.5  # share of the question's own words that must stand in the part talked of


def follow_up(
    evidence: Evidence, alone: Evidence | None = None, *, weak: bool = False
) -> Draft | None:
    """The draft of a question that asks on from the last answer; None where it asks anew.

    `alone` is what the question finds without its context, where it has words of its own;
    `weak` that this is no answer.
    """
    question = evidence.question
    if not question.context:
        return None
    talk = Talk(evidence, leaned_on(question, always=True))
    if talk.section is None:
        return None
    if (again := recap(evidence, talk) or more_of_list(evidence, talk)) is not None:
        return again
    if not leans_on_history(question) and not weak:
        return missing_item(evidence, talk)
    return (
        _by_place(evidence, talk)
        or _by_name(evidence, talk)
        or named_part(evidence, talk)
        or _more(evidence, talk, alone, weak=weak)
        or _no_more(evidence.question)
    )


def _by_place(evidence: Evidence, talk: Talk) -> Draft | None:
    """The items that the question points at by their place, or those not said yet."""
    folded = spoken(evidence.question)
    series = _series_of_name(evidence, talk) or _series_meant(talk)
    if series is None:
        return None
    wanted = _former_or_latter(folded, talk, series)
    wanted = wanted or places(folded, series.last, _latest(talk, series))
    if not wanted and AGAIN.search(folded) and not own_content(evidence.question):
        pieces = [p for item in series.items for p in short_pieces(evidence, series, item)]
        return Draft(tuple(pieces), series.section)
    if not wanted:
        return _rest(evidence, talk, series) if MORE.search(folded) else None
    found = series.at(wanted)
    if found:
        return items_draft(evidence, talk, found)
    return Draft((), series.section, series.absence(wanted[0]))


def _series_of_name(evidence: Evidence, talk: Talk) -> Series | None:
    """The series that the item named before a place holds (“敏”的第三点)."""
    before, nth, _ = spoken(evidence.question).partition("第")
    words = names(evidence.question)
    item = named_item(talk, words) if nth and all(word in before for word in words) else None
    if item is None:
        return None
    return next(iter(series_of(evidence.outline(item.document), item)), None)


def _series_meant(talk: Talk) -> Series | None:
    """The series talked of: the one an item was asked of before, else the likeliest."""
    around = talk.around(talk.section) if talk.section else []
    path = talk.path(talk.section) if talk.section else []
    asked = places(talk.last_asked, 99, None)
    for series in around:
        item = next((section for section in path if section in series.items), None)
        if item and series.place(item) in asked and series in talk.series:
            return series
    return next(iter(talk.series), None)


def _latest(talk: Talk, series: Series) -> int | None:
    """The place of the item that was said last."""
    path = talk.path(talk.section) if talk.section else []
    inside = [item for item in series.items if item in path]
    named = inside or talk.named(series.items, talk.last_said)
    return series.place(named[-1]) if named else None


def _former_or_latter(folded: str, talk: Talk, series: Series) -> list[int]:
    """The place of the one of two named things that 前者 or 后者 means."""
    named = talk.named(series.items, talk.last_asked) or talk.named(series.items, talk.last_said)
    if len(named) < 2 or not re.search(r"前者|后者", folded):
        return []
    return [series.place(named[0 if "前者" in folded else -1])]


def _rest(evidence: Evidence, talk: Talk, series: Series) -> Draft | None:
    """The items that were not said yet; none where all were."""
    said = talk.named(series.items, talk.said)
    if not said:
        return None
    rest = [item for item in series.items if item not in said]
    pieces = [piece for item in rest for piece in short_pieces(evidence, series, item)]
    lacking = (series.announced or 0) > len(series.items)
    whole = list_pieces(evidence, series.section) if lacking else []
    notes = [piece for piece in whole if piece.note]
    absent = "" if pieces or notes else all_said(series.section, series.items)
    return Draft((*pieces, *notes), series.section, absent)


def _by_name(evidence: Evidence, talk: Talk) -> Draft | None:
    """The item that the question names, or that there is none of the name."""
    question = evidence.question
    words = names(question)
    item = named_item(talk, words) or distinguished_item(talk, question)
    if item is not None and talk.section is not None:
        told = item in talk.path(talk.section) and aspect_of(spoken(question)) is None
        return None if told else items_draft(evidence, talk, [item])
    return missing_item(evidence, talk)


def missing_item(evidence: Evidence, talk: Talk) -> Draft | None:
    """The draft that says that no item of the list has the name asked for; None where one may."""
    absent = absence_of(evidence, talk, names(evidence.question))
    return Draft((), talk.series[0].section, absent) if absent else None


def _more(evidence: Evidence, talk: Talk, alone: Evidence | None, *, weak: bool) -> Draft | None:
    """What the part of the texts talked of says further: its reason, its way, an example.

    `weak` says that the question alone finds no answer.
    """
    if talk.section is None or talk.focus is None:
        return None
    question = evidence.question
    aspect = None if ON.search(spoken(question)) else aspect_of(spoken(question))
    words = " ".join(w for w in own_content(question).split() if w not in talk.last_said)
    if aspect is not None and aspect.name == "words":
        return Draft((Piece(talk.focus.document, talk.focus.start, talk.focus.end),))
    open_to = aspect is not None and not aspect.exact and refers_back(question)
    open_to = open_to or (aspect is not None and aspect.telling and weak and _is_known(alone))
    for section, region in _regions(evidence, talk, alone, words, aspect):
        if (absent := region.absent(spoken(question))) is not None:
            return Draft((), section, f"原文这里没有提到“{absent}”。")
        if region.telling and (open_to or _is_of(alone, region)):
            return None if region.lacks(spoken(question)) else Draft(tuple(region.pieces()))
    return None


def _regions(
    evidence: Evidence, talk: Talk, alone: Evidence | None, words: str, aspect: Aspect | None
) -> list[tuple[Section, Region]]:
    """The section talked of and the one above it, but for one that says much less of the words."""
    if talk.section is None or talk.focus is None:
        return []
    exact = aspect is not None and aspect.exact
    found: list[tuple[Section, Region]] = []
    for section in talk.path(talk.section)[: 1 if exact else 2]:
        whole = section.index == 0
        sentences = around(evidence, talk.focus) if whole else inside(evidence, section)
        if ON.search(spoken(evidence.question)):
            sentences = [s for s in sentences if s.start > talk.focus.start]
        region = Region(alone or evidence, talk, sentences, words=words, aspect=aspect)
        found.append((section, region))
    most = max(region.coverage for _, region in found)
    return [(section, region) for section, region in found if region.coverage >= most - _BETTER]


def _no_more(question: Question) -> Draft | None:
    """That the texts have no example, or say no more, where a question asks for just that."""
    aspect = aspect_of(spoken(question))
    if aspect is None or aspect.name not in _NO_MORE or own_content(question):
        return None
    return Draft((), absent=_NO_MORE[aspect.name])


def _is_known(alone: Evidence | None) -> bool:
    """Whether most of the question's own words stand somewhere in the texts."""
    return alone is None or alone.missing <= _STRANGE


def _is_of(alone: Evidence | None, region: Region) -> bool:
    """Whether the question's own words stand in this part, or lead to it without its context."""
    if alone is None or region.coverage >= _COVERED or not alone.hits:
        return True
    best = tokens_of(alone.folded_passage(alone.hits[0]))
    if region.share(best) > region.coverage + _BETTER:
        return False
    places = {(s.document.doc_id, s.section) for s in region.sentences}
    found = [(h.passage.document.doc_id, h.passage.section) for h in alone.hits[:_N_FOUND]]
    return any(place in places for place in found[: 1 if alone.missing > _STRANGE else None])
