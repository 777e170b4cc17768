"""What items are made of: the series, statements and places of every document, read once."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice

from bot.quiz.draft import Draft
from bot.quiz.nearness import Nearness
from bot.quiz.records import Bloom, Difficulty, Item, Kind
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import Support, letters
from bot.quiz.theme import Theme
from bot.quiz.voice import Voice, quoted
from bot.records import Citation
from ingest.index import Index
from ingest.outline import children
from ingest.records import Script, Section
from ingest.split import heading_path

_AKIN = 8  # texts that another is compared with
_TELLING = 5  # characters of a heading that says by itself what it is about


class Material:
    """Everything that the makers of items share; speaks the script of the paper."""

    def __init__(self, index: Index, script: Script) -> None:
        """Documents are read when they are first asked for."""
        self.index = index
        self.voice = Voice(script)
        self.support = Support(index)
        self.nearness = Nearness(index)
        self._akin: dict[str, list[Source]] = {}
        self.glosses: dict[tuple[str, int, int], list[Statement]] = {}

    @cached_property
    def sources(self) -> list[Source]:
        """Every document, by path."""
        return [Source.of(self.index, document) for document in self.index.documents()]

    @cached_property
    def theme(self) -> Theme:
        """Whether a place of the texts says what a statement says."""
        return Theme(self.sources, self.nearness)

    def akin(self, source: Source) -> list[Source]:
        """The next texts on like matters, the first after the last: a few, however many there are.

        What is compared sentence by sentence would take days of thousands of texts.
        """
        doc_id = source.document.doc_id
        if doc_id not in self._akin:
            ids = [other.document.doc_id for other in self.sources]
            after = ids.index(doc_id) + 1
            others = [*self.sources[after:], *self.sources[: after - 1]]
            self._akin[doc_id] = list(islice(filter(source.is_akin, others), _AKIN))
        return self._akin[doc_id]

    @cached_property
    def series(self) -> list[tuple[Source, Series]]:
        """Every series with its source, below the root."""
        return [(source, series) for source in self.sources for series in source.series]

    # Words

    def heading(self, source: Source, section: Section) -> str:
        """A section's heading in the reader's script; a text's name for the root."""
        if section.index == 0:
            return self.voice.title(source.document)
        return self.voice.words(source.document, section.heading_start, section.heading_end)

    def label(self, source: Source, section: Section) -> str:
        """How a stem calls a section: “勤” alone says nothing, “七字经”中的“勤” does."""
        heading = self.heading(source, section)
        if section.index == 0:
            return heading
        if len(heading) >= _TELLING and not self._is_repeated(heading):
            return quoted(heading)
        above = self.label(source, source.outline[section.parent])
        return f"{above}中的{quoted(heading)}"

    @cached_property
    def _headings(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for source in self.sources:
            for section in source.outline[1:]:
                heading = self.heading(source, section)
                counts[heading] = counts.get(heading, 0) + 1
        return counts

    def _is_repeated(self, heading: str) -> bool:
        return self._headings.get(heading, 0) > 1

    def names(self, source: Source, series: Series) -> list[str]:
        """The names of a series' items, in order."""
        return [self.voice.words(source.document, *span) for span in series.names]

    def place(self, source: Source, section: Section) -> Section:
        """The section itself, or the nearest above it that has a heading worth naming."""
        while section.index and (section.document.doc_id, section.index) not in self._named:
            section = source.outline[section.parent]
        return section

    @cached_property
    def _named(self) -> frozenset[tuple[str, int]]:
        """The sections that are items of a series, or whose heading has a line of its own."""
        return frozenset(
            (source.document.doc_id, section.index)
            for source in self.sources
            for section in source.named
        )

    def say(self, statement: Statement) -> str:
        """A statement without a stop at its end."""
        return self.voice.words(statement.document, statement.start, statement.end)

    # Items

    def draft(
        self,
        source: Source,
        section: Section,
        *,
        kind: Kind,
        about: str,
        stem: str,
        key: Sequence[str],
        span: tuple[int, int],
        difficulty: Difficulty,
        bloom: Bloom,
        asks: Iterable[str],
        tells: Iterable[str] = (),
        options: Sequence[str] = (),
        prompts: Sequence[str] = (),
        explanation: str = "",
    ) -> Draft:
        """The item on `section`, cited at `span`; `about` and its kind make its id."""
        document = source.document
        item = Item(
            id=_id(kind, document.doc_id, about),
            kind=kind,
            stem=stem,
            options=tuple(options),
            key=tuple(key),
            explanation=explanation or self.voice.sentence(document, *span),
            citation=self.cite(source, section, span),
            heading=tuple(
                self.heading(source, source.outline[index])
                for index in _lineage(source.outline, section.index)
            ),
            difficulty=difficulty,
            bloom=bloom,
            prompts=tuple(prompts),
        )
        place = (document.doc_id, section.index)
        shown = self._named_in(source, section, letters(stem))
        return Draft(item, frozenset(asks), frozenset(tells) | shown, place)

    def _named_in(self, source: Source, section: Section, stem: str) -> frozenset[str]:
        """The names of items, of the section and those above it, that a stem shows."""
        above = set(_lineage(source.outline, section.index))
        return frozenset(
            name_fact(source, series, place)
            for series in source.series
            for place, item in enumerate(series.items)
            if item.index in above and letters(source.plain[slice(*series.names[place])]) in stem
        )

    def cite(self, source: Source, section: Section, span: tuple[int, int]) -> Citation:
        """The citation of a span: the source's own words."""
        document = source.document
        return Citation(
            marker=1,
            doc_id=document.doc_id,
            path=document.path,
            title=document.title,
            heading=heading_path(source.outline, section.index),
            start=span[0],
            end=span[1],
            quote=document.text[span[0] : span[1]],
        )

    def kin(self, source: Source, section: Section) -> list[Section]:
        """The sections beside this one."""
        row = children(source.outline, section.parent) if section.index else []
        return [other for other in row if other.index != section.index]


def name_fact(source: Source, series: Series, place: int) -> str:
    """The fact that a series' item number `place` has its name."""
    return f"{source.document.doc_id}#{series.section.index}.{place}"


def list_fact(source: Source, series: Series) -> str:
    """The fact that these are a series' items: who sees two of them there knows of it."""
    return f"{source.document.doc_id}#{series.section.index}"


def name_facts(source: Source, series: Series) -> list[str]:
    """What is told by who shows all of a series' items."""
    names = [name_fact(source, series, place) for place in range(len(series.items))]
    return [list_fact(source, series), *names]


def _lineage(outline: Sequence[Section], index: int) -> list[int]:
    """Indices from the root down to `index`."""
    path = [index]
    while path[-1] > 0:
        path.append(outline[path[-1]].parent)
    return path[::-1]


def _id(kind: Kind, doc_id: str, about: str) -> str:
    """The same for the same kind of item on the same thing, whatever the seed and the script."""
    return hashlib.sha256(f"{kind}|{doc_id}|{about}".encode()).hexdigest()[:12]
