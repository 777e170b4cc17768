"""Coverage: how often each section of the chosen texts is asked about, and which never."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.quiz.choices import Choices
from bot.quiz.records import Item
from bot.quiz.voice import Voice
from ingest.index import Index
from ingest.records import Section


@dataclass(frozen=True, slots=True)
class Covered:
    """A section, how deep it stands, and the number of items on it or on what is below it."""

    doc_id: str
    title: str
    heading: str
    level: int
    n_items: int


def coverage(index: Index, items: Sequence[Item], choices: Choices) -> tuple[Covered, ...]:
    """A row for each section of the chosen documents, in order, the root first."""
    voice = Voice(choices.script)
    places: dict[str, Counter[int]] = {}
    for item in items:
        places.setdefault(item.citation.doc_id, Counter())[item.citation.start] += 1
    return tuple(
        _row(voice, section, places.get(document.doc_id, Counter()))
        for document in index.documents()
        if not choices.docs or document.doc_id in choices.docs
        for section in index.outline(document.doc_id)
    )


def _row(voice: Voice, section: Section, places: Counter[int]) -> Covered:
    document = section.document
    title = voice.title(document)
    within = sum(n for place, n in places.items() if section.start <= place < section.end)
    if section.index == 0:
        return Covered(document.doc_id, title, title, 0, sum(places.values()))
    heading = voice.words(document, section.heading_start, section.heading_end)
    return Covered(document.doc_id, title, heading, section.level, within)
