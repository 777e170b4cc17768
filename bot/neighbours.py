"""What else the texts say around an answer: headings near what it cites, as questions to go on."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bot.records import Answer
from bot.wording import topic
from ingest.index import Index
from ingest.outline import ancestors, children
from ingest.records import Section

_MIN_CHARS, _MAX_CHARS = 4, 24


def neighbours(index: Index, answer: Answer, *, n: int = 3) -> list[str]:
    """At most `n` headings near the cited places, nearest first, in the reader's script.

    After a section comes what follows it, then what stands before it; after its last item, the
    section that follows its parent. What the answer or the question says already is left out.
    """
    said = answer.answer + answer.question
    found: dict[str, None] = {}
    by_place = [list(_around(index, c.doc_id, c.start)) for c in answer.citations]
    by_place = [beside for beside in by_place if beside][:3]
    for section in (s for turn in zip_longest(*by_place) for s in turn if s is not None):
        words = topic(section.heading, section.document.script, answer.script)
        if _MIN_CHARS <= len(words) <= _MAX_CHARS and words not in said:
            found[words] = None
    return list(found)[:n]


def _around(index: Index, doc_id: str, place: int) -> Iterator[Section]:
    """The sections beside those that hold the place, from the inside out."""
    outline = index.outline(doc_id)
    inside = [s for s in outline[1:] if s.start <= place < s.end]
    if not inside:
        return
    innermost = max(inside, key=lambda s: s.level)
    for section in [innermost, *reversed(ancestors(outline, innermost.index))]:
        if children(outline, section.index) or section is not innermost:
            yield from _beside(outline, section)


def _beside(outline: Sequence[Section], section: Section) -> Iterator[Section]:
    row = children(outline, section.parent)
    at = next(i for i, s in enumerate(row) if s.index == section.index)
    yield from (*row[at + 1 :], *reversed(row[:at]))
