"""How near a statement is to the section it stands in, compared with the sections beside it."""

from collections.abc import Sequence

import numpy as np

from bot.quiz.statements import Statement
from ingest.index import Index
from ingest.records import Document, Section


class Nearness:
    """Reads the vectors of sentences that the index holds; it embeds nothing."""

    def __init__(self, index: Index) -> None:
        """Vectors are read a document at a time, when first asked for."""
        self._index = index
        self._by_document: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._margins: dict[tuple[str, int, tuple[int, ...]], float] = {}

    def margin(self, statement: Statement, own: Section, others: Sequence[Section]) -> float:
        """As `_margin`, kept: the same pairs come up for several kinds of items."""
        at = (statement.fact, own.index, tuple(other.index for other in others))
        if at not in self._margins:
            self._margins[at] = self._margin(statement, own, others)
        return self._margins[at]

    def _margin(self, statement: Statement, own: Section, others: Sequence[Section]) -> float:
        """Cosine to the rest of its own section less the largest to one of the others, -2 to 2.

        Below 0 a reader would rather look for it elsewhere. 0 where nothing can be compared.
        """
        starts, vectors = self._vectors(statement.document)
        inside = (starts >= statement.start - 2) & (starts < statement.end)
        if not inside.any():
            inside = starts == starts[starts <= statement.start].max(initial=-1)
        if not inside.any() or not others:
            return 0.0
        vector = vectors[inside].mean(axis=0)
        mine = _cosine(vector, vectors[_within(starts, own) & ~inside])
        return mine - max(_cosine(vector, vectors[_within(starts, other)]) for other in others)

    def nearest(self, statement: Statement, document: Document, span: tuple[int, int]) -> float:
        """Cosine to the nearest sentence that begins within a span of a document; -1 if none."""
        starts, vectors = self._vectors(document)
        inside = (starts >= span[0]) & (starts < span[1])
        if not inside.any():
            return -1.0
        middle = (statement.start + statement.end) // 2
        return float((vectors[inside] @ self._at(statement.document, middle)).max())

    def cosine(self, a: tuple[Document, int], b: tuple[Document, int]) -> float:
        """How near the sentences at two places are in meaning, -1 to 1."""
        return _cosine(self._at(*a), self._at(*b)[None])

    def _at(self, document: Document, offset: int) -> np.ndarray:
        """The vector of the sentence that holds the offset."""
        starts, vectors = self._vectors(document)
        return vectors[max(int(np.searchsorted(starts, offset, side="right")) - 1, 0)]

    def _vectors(self, document: Document) -> tuple[np.ndarray, np.ndarray]:
        """`(n,)` starts of the document's sentences and `(n, dims)` their vectors."""
        if document.doc_id not in self._by_document:
            starts: list[int] = []
            rows: list[np.ndarray] = []
            for row in self._index.rows_of(document):
                starts += [sentence.start for sentence in self._index.sentences_at(row)]
                rows.append(self._index.sentence_vectors(row))
            order = np.argsort(starts, kind="stable")
            vectors = np.concatenate(rows) if rows else np.zeros((0, 1), dtype=np.float32)
            self._by_document[document.doc_id] = np.array(starts)[order], vectors[order]
        return self._by_document[document.doc_id]


def _within(starts: np.ndarray, section: Section) -> np.ndarray:
    return (starts >= section.start) & (starts < section.end)


def _cosine(vector: np.ndarray, rows: np.ndarray) -> float:
    """Cosine to the mean of the rows; 0 where there are none."""
    if not len(rows):
        return 0.0
    mean = rows.mean(axis=0)
    norm = float(np.linalg.norm(mean) * np.linalg.norm(vector))
    return float(mean @ vector) / norm if norm else 0.0
