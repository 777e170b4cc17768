"""The lists around a passage with all that no question changes: their items, words, headings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from weakref import WeakKeyDictionary

from bot.opened import heading_searched, searched
from ingest.index import Index
from ingest.lexical import tokens_of
from ingest.outline import children
from ingest.records import Document, Section

_KEPT = 512  # sections; the lists of one take some 20 KB
_LEAD = 80  # code points before the first item

Tokens = frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """A section with its items; `heading` is as it is searched, tokens are of such texts.

    `lead_tokens` are those of the heading and of what stands before the first item, `path_tokens`
    these and those of all headings above. `numbers_above` are the sizes that the lists announce of
    which the section is an item.
    """

    section: Section
    items: Sequence[Section]
    heading: str
    heading_tokens: Tokens
    lead_tokens: Tokens
    path_tokens: Tokens
    item_tokens: Sequence[Tokens]
    numbers_above: frozenset[int]


_LISTED: WeakKeyDictionary[Index, dict[tuple[str, int], tuple[Listed, ...]]] = WeakKeyDictionary()


def lists_around(index: Index, document: Document, section: int) -> tuple[Listed, ...]:
    """The lists that a section is, holds, or is in; those of the last few hundred are kept."""
    known = _LISTED.setdefault(index, {})
    found = known.get((document.doc_id, section))
    if found is None:
        if len(known) >= _KEPT:
            known.clear()
        outline = index.outline(document.doc_id)
        found = tuple(_lists(outline, lineage(outline, section)))
        known[document.doc_id, section] = found
    return found


def _lists(outline: Sequence[Section], sections: Sequence[Section]) -> Iterable[Listed]:
    for section in sections:
        items = children(outline, section.index)
        if len(items) > 1 or (section.announced and items):
            yield _listed(outline, section, items)


def _listed(outline: Sequence[Section], section: Section, items: Sequence[Section]) -> Listed:
    heading = heading_searched(section)
    start = max(section.start, items[0].start - _LEAD)
    lead = tokens_of(heading) | tokens_of(_searched(section.document, start, items[0].start))
    above = takewhile(lambda other: other.start <= section.start, outline[1:])
    headings = [heading_searched(other) for other in above if other.end >= section.end]
    return Listed(
        section=section,
        items=items,
        heading=heading,
        heading_tokens=tokens_of(heading),
        lead_tokens=lead,
        path_tokens=lead.union(*map(tokens_of, headings)),
        item_tokens=[tokens_of(heading_searched(item)) for item in items],
        numbers_above=frozenset(_numbers_above(outline, section)),
    )


def lineage(outline: Sequence[Section], index: int) -> list[Section]:
    """Section `index`, all below it, and all above it."""
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


def _numbers_above(outline: Sequence[Section], section: Section) -> Iterable[int]:
    while section.index > 0:
        section = outline[section.parent]
        if section.announced is not None:
            yield section.announced


def _searched(document: Document, start: int, end: int) -> str:
    return searched(document.text[start:end], document.taiwan_wording)
