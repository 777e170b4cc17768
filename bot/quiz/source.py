"""A source: one document as the makers of items see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.quiz.series import Series, series_of
from bot.quiz.statements import Statement, statements_of
from ingest.index import Index
from ingest.records import Document, Section
from ingest.script import fold_same_length


@dataclass(frozen=True, slots=True)
class Source:
    """One document as items see it; `plain` is its text folded in place."""

    document: Document
    plain: str
    outline: Sequence[Section]
    series: Sequence[Series]
    statements: Sequence[Statement]

    @classmethod
    def of(cls, index: Index, document: Document) -> "Source":
        """The document read."""
        outline = index.outline(document.doc_id)
        document = outline[0].document
        plain = fold_same_length(document.text)
        statements = statements_of(index.sentences(document.doc_id), outline, plain)
        return cls(document, plain, outline, series_of(outline, plain), statements)

    def under(self, section: Section) -> list[Statement]:
        """The statements of a section and of all below it."""
        return [s for s in self.statements if section.start <= s.start and s.end <= section.end]
