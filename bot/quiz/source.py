"""A source: one document as the makers of items see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.quiz.series import Series, series_of
from bot.quiz.statements import Statement, statements_of
from bot.quiz.support import content_words
from ingest.index import Index
from ingest.records import Document, Section, Sentence
from ingest.script import fold_same_length


@dataclass(frozen=True, slots=True)
class Source:
    """One document as items see it; `plain` is its text folded in place."""

    document: Document
    plain: str
    outline: Sequence[Section]
    series: Sequence[Series]
    statements: Sequence[Statement]
    sentences: Sequence[Sentence]

    @classmethod
    def of(cls, index: Index, document: Document) -> "Source":
        """The document read."""
        outline = index.outline(document.doc_id)
        document = outline[0].document
        plain = fold_same_length(document.text)
        sentences = index.sentences(document.doc_id)
        statements = statements_of(sentences, outline, plain)
        return cls(document, plain, outline, series_of(outline, plain), statements, sentences)

    def is_akin(self, other: "Source") -> bool:
        """Whether an option may come from there: the same text, or a title that shares a word.

        Elsewhere what is asked for is a silly option here: a fire's answer to a meeting room's.
        """
        mine, theirs = (content_words(fold_same_length(s.document.title)) for s in (self, other))
        return self is other or not set(mine).isdisjoint(theirs)

    def is_close(self, other: "Source") -> bool:
        """Whether a clause may come from there: titles share two words, not only 安全 or 守则."""
        mine, theirs = (content_words(fold_same_length(s.document.title)) for s in (self, other))
        return self is other or len(set(mine) & set(theirs)) > 1

    @property
    def hides(self) -> bool:
        """Whether a part of the text is not there to be read: it may say anything."""
        return bool(self.document.gaps)

    @property
    def plain_title(self) -> str:
        """The text's name, folded."""
        return fold_same_length(self.document.title)

    def facts(self, start: int, end: int) -> list[str]:
        """What the statements that overlap a span say, as names."""
        return [s.fact for s in self.statements if s.start < end and start < s.end]

    def sentence_fact(self, start: int) -> str:
        """What the whole sentence around a place says, as a name: its halves are of one place."""
        marks = (self.plain.rfind(mark, 0, start) for mark in "。;!?\n")
        return f"{self.document.doc_id} sentence {max(marks) + 1}"

    @property
    def named(self) -> list[Section]:
        """The sections whose headings can be named: items of a series, and lines of their own."""
        items = {item.index for series in self.series for item in series.items}
        return [
            section
            for section in self.outline[1:]
            if section.index in items or self._has_line(section)
        ]

    def _has_line(self, section: Section) -> bool:
        """Whether nothing but the heading stands on its line."""
        return self.plain[section.heading_end : section.heading_end + 3].lstrip("。:")[:1] == "\n"

    def is_listed(self, index: int) -> bool:
        """Whether a section is an item of a list within the text's own parts."""
        return any(
            item.index == index
            for series in self.series
            if series.section.index
            for item in series.items
        )

    def under(self, section: Section) -> list[Statement]:
        """The statements of a section and of all below it."""
        return [s for s in self.statements if section.start <= s.start and s.end <= section.end]
