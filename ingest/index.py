"""The index on disk and in memory: vectors, BM25 and texts in one folder per generation.

    index/CURRENT            the name of the generation that readers open; replaced by one rename
    index/work.sqlite        what ingest has done so far, vectors included
    index/gen-000007/        manifest.json, texts.sqlite, passages.faiss, keys.faiss, sentences.npy,
                             first_sentence.npy, means.npy, bm25/, titles/

Of a large one passages.npy and keys.npy too. What a question reads does not grow with the texts:
vectors in the nearest cells, the sentences of the best passages, the columns of its own words.

No pickle: FAISS's own format, NumPy arrays, SQLite, JSON.
"""

import os
import sqlite3
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from ingest.compact import CompactRows
from ingest.errors import IndexDamaged, UnknownDocument
from ingest.generation import current_generation, damaged, verified
from ingest.keys import Key
from ingest.lexical import Lexical
from ingest.records import Document, Passage, Section, Sentence
from ingest.scored import EveryScore, WordScores
from ingest.store import Store
from ingest.vectors import Vectors, centre

_N_TITLES = 50
_KEPT_PASSAGES = 20_000  # read ones, in memory; a question reads some thirty
_FEW = 12  # passages of which the mean tells nothing: a question is far from the mean of one
_USUAL = (-0.03, -0.005)  # what questions that are answered have elsewhere, in the middle


class Index:
    """One generation, opened for reading; safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        manifest: dict[str, Any],
        store: Store,
        lexical: Lexical,
    ) -> None:
        """Opens the arrays of a verified generation; use `Index.open`."""
        self.folder = folder
        self.manifest = manifest
        self.lexical = lexical
        self.n_passages = int(manifest["n_passages"])
        self._store = store
        self._lock = threading.RLock()
        self._vectors = Vectors(folder / "passages.faiss")
        self._sentences = CompactRows(folder / "sentences.npy")
        self._keys = Vectors(folder / "keys.faiss")
        self._titles = Lexical.load(folder / "titles", n_rows=int(manifest["n_documents"]))
        self.keys = store.keys()
        self.key_rows = _rows_of_keys(store, self.keys)
        self._first = np.asarray(np.load(folder / "first_sentence.npy", mmap_mode="r"))
        self._passage_mean, self._question_mean = np.load(folder / "means.npy")
        self._repeated = store.duplicate_rows()
        self._current = str(folder.parent / "CURRENT")
        self._seen: tuple[int, int] | None = None  # the CURRENT that named this generation
        self._cached = lru_cache(maxsize=512)(self._read)
        self._passages: dict[int, Passage] = {}
        self._cached_document = lru_cache(maxsize=64)(self._read_all_sentences)
        self._cached_sentences = lru_cache(maxsize=4096)(self._read_sentences)

    @classmethod
    def open(cls, folder: Path, *, model: str | None = None) -> "Index":
        """The current generation under `folder`, its files verified against the manifest.

        Raises:
            IndexNotBuilt: nothing there.
            IndexDamaged: a file is missing or not as written.
            IndexOutdated: made by another version, or with another model than `model`.
        """
        name = current_generation(folder)
        while True:
            try:
                return cls._open(folder / name, model)
            except (IndexDamaged, OSError, sqlite3.Error) as error:
                newer = current_generation(folder)
                if newer == name:  # else this one was cleared away while we opened it
                    raise damaged(error) from error
                name = newer

    @classmethod
    def _open(cls, generation: Path, model: str | None) -> "Index":
        manifest = verified(generation, model)
        store = Store.open_snapshot(generation / "texts.sqlite")
        lexical = Lexical.load(generation / "bm25", n_rows=int(manifest["n_passages"]))
        return cls(generation, manifest, store, lexical)

    # Texts

    def documents(self, n: int | None = None) -> list[Document]:
        """Every document, by path; the first `n` of them."""
        with self._lock:
            return [document for document, _ in islice(self._store.document_rows(), n)]

    def titled(self, tokens: Sequence[str]) -> list[Document]:
        """At most 50 documents whose titles hold most of the tokens, by path."""
        scores = self._titles.scores(tokens)
        best = np.argsort(-scores, kind="stable")[:_N_TITLES]
        rows = sorted(int(row) for row in best if scores[row] > 0)
        with self._lock:
            paths = self._store.document_paths([row + 1 for row in rows])
        return [self._cached("path", path)[0] for path in paths]

    def document(self, doc_id: str) -> Document:
        """The document of that id.

        Raises:
            UnknownDocument: there is none.
        """
        return self.outline(doc_id)[0].document

    def document_at(self, path: str) -> Document:
        """The document at that path.

        Raises:
            UnknownDocument: there is none.
        """
        return self._cached("path", path)[0]

    def outline(self, doc_id: str) -> list[Section]:
        """A document's sections, the root first.

        Raises:
            UnknownDocument: there is none.
        """
        return self._cached("doc_id", doc_id)[1]

    def passages(self, doc_id: str) -> list[Passage]:
        """A document's passages in order."""
        document = self.document(doc_id)
        with self._lock:
            rows = self._store.passages_of(document.path)
        return [Passage(document, start, end, section, head) for start, end, section, head in rows]

    def rows_of(self, document: Document) -> range:
        """The rows of a document's passages."""
        first, starts, _ = self._store.passage_spans(document.path)
        return range(first, first + len(starts))

    def sentences(self, doc_id: str) -> tuple[Sentence, ...]:
        """A document's sentences in order."""
        return self._cached_document(doc_id)

    def rows_within(self, document: Document, start: int, end: int) -> list[int]:
        """The rows of the document's passages that overlap `start:end`."""
        with self._lock:
            first, starts, ends = self._store.passage_spans(document.path)
        return [first + i for i in range(bisect_right(ends, start), bisect_left(starts, end))]

    def passage_at(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of these rows, as asked."""
        known = self._passages  # a thread keeps the dict that it began with
        if len(known) >= _KEPT_PASSAGES:
            known = self._passages = {}
        missing = [row for row in map(int, rows) if row not in known]
        if missing:
            known.update(zip(missing, self._read_passages(missing), strict=True))
        return [known[row] for row in map(int, rows)]

    def sentences_at(self, row: int) -> tuple[Sentence, ...]:
        """The sentences of the passage of this row."""
        return self._cached_sentences(int(row))

    def duplicates(self, row: int) -> list[Passage]:
        """The passages that nearly equal the one of this row, by document path, without itself.

        Nearly: Jaccard similarity of 5-character shingles of about .8 or more, to it or to another
        of them (see `ingest.duplicates`); at least one is of another document.
        """
        return self.passage_at(self.duplicate_rows(row))

    def duplicate_rows(self, row: int) -> list[int]:
        """The rows of `duplicates`."""
        if row not in self._repeated:
            return []
        with self._lock:
            return self._store.duplicates(row)

    def duplicate_documents(self) -> list[list[Document]]:
        """Documents that nearly equal each other as wholes: clusters of two or more, by path."""
        with self._lock:
            clusters = self._store.duplicate_paths()
        return [[self._cached("path", path)[0] for path in paths] for paths in clusters]

    def _read(self, column: str, value: str) -> tuple[Document, list[Section]]:
        with self._lock:
            found = self._store.document(column, value)
        if found is None:
            raise self._unknown(value)
        return found

    def _unknown(self, value: str) -> UnknownDocument:
        return UnknownDocument(f"no document {value[:80]!r}; `xietiao show` lists them")

    def _read_passages(self, rows: Sequence[int]) -> list[Passage]:
        with self._lock:
            found = self._store.passage_rows([row + 1 for row in rows])
        return [
            Passage(self._cached("path", path)[0], start, end, section, heading)
            for path, start, end, section, heading in found
        ]

    def _read_all_sentences(self, doc_id: str) -> tuple[Sentence, ...]:
        document = self.document(doc_id)
        with self._lock:
            rows = self._store.sentences_of(document.path)
        return tuple(Sentence(document, *row) for row in rows)

    def _read_sentences(self, row: int) -> tuple[Sentence, ...]:
        with self._lock:
            found = self._store.sentence_rows(int(self._first[row]) + 1, int(self._first[row + 1]))
        return tuple(Sentence(self._cached("path", path)[0], *span) for path, *span in found)

    # Search

    def centred_query(self, query_vector: np.ndarray) -> np.ndarray:
        """`(dims,)` unit query vector minus the mean of questions, unit length again."""
        return centre(query_vector[None], self._question_mean)[0]

    def topicality(self, query_vector: np.ndarray) -> tuple[float, float]:
        """How near a query lies to the mean passage, and to the mean question about the corpus.

        Cosines of the unit query vector, less those that are usual for this corpus: a corpus on
        many subjects has a mean that nothing lies near.
        """
        if self.n_passages < _FEW:
            return _USUAL
        means = np.stack([self._passage_mean, self._question_mean])
        usual = np.linalg.norm(means, axis=1)
        cosines = means @ query_vector / np.maximum(usual, 1e-9)
        to_passages, to_questions = cosines - usual
        return float(to_passages), float(to_questions)

    def nearest(
        self, centred_query: np.ndarray, n: int, *, among: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the `n` nearest passages and their cosines, best first; of those `among`."""
        return self._vectors.nearest(centred_query, n, among=among)

    def candidates(
        self,
        centred_query: np.ndarray,
        tokens: Sequence[str],
        n: int,
        *,
        among: np.ndarray | None = None,
    ) -> tuple[np.ndarray, WordScores]:
        """Rows that are among the `n` best by vector or by words, ascending; their word scores.

        `among` are the rows to choose from, ascending; None for all.
        """
        words = self.words(tokens)
        nearest, _ = self.nearest(centred_query, n, among=among)
        return np.union1d(nearest, words.best(n, among)), words

    def words(self, *token_lists: Sequence[str]) -> WordScores:
        """BM25 of every passage for the tokens; of several lists each over its best, summed."""
        each = [self.lexical.scores(tokens) for tokens in token_lists]
        if len(each) == 1:
            return EveryScore(each[0])
        total = np.zeros(self.n_passages, dtype=np.float32)
        for scores in each:
            total += scores / (scores.max(initial=0.0) or 1.0)
        return EveryScore(total)

    def passage_cosines(
        self, centred_query: np.ndarray, rows: Sequence[int] | np.ndarray
    ) -> np.ndarray:
        """`(len(rows),)` cosine of the query to each of these passages."""
        return self._vectors.products(centred_query, rows)

    def best_sentence_cosines(self, centred_query: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """`(len(rows),)` largest cosine to a sentence of each passage; -1 where it has none."""
        cosines, counts = self._cosines_of_sentences(centred_query, rows)
        best = np.full(len(rows), -1.0, dtype=np.float32)
        some = counts > 0
        if some.any():
            best[some] = np.maximum.reduceat(cosines, (np.cumsum(counts) - counts)[some])
        return best

    def cosines_of_sentences(self, centred_query: np.ndarray, rows: Sequence[int]) -> np.ndarray:
        """Cosine of the query to each sentence of these passages, one passage after the other."""
        return self._cosines_of_sentences(centred_query, np.array(rows, dtype=np.int64))[0]

    def _cosines_of_sentences(
        self, centred_query: np.ndarray, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The cosines, and how many are of each passage."""
        first, counts = self._first[rows], self._first[rows + 1] - self._first[rows]
        ends = np.cumsum(counts)
        within = np.arange(counts.sum()) - np.repeat(ends - counts, counts)
        return self._sentences.products(centred_query, np.repeat(first, counts) + within), counts

    def sentence_cosines(self, centred_query: np.ndarray, row: int) -> np.ndarray:
        """Cosine of the query to each sentence of the passage, in order; empty if it has none."""
        own = slice(int(self._first[row]), int(self._first[row + 1]))
        return self._sentences.products(centred_query, own)

    def sentence_vectors(self, row: int) -> np.ndarray:
        """`(n, dims)` float32, the centred unit vectors of the passage's sentences, in order."""
        return self._sentences.rows(slice(int(self._first[row]), int(self._first[row + 1])))

    def nearest_keys(self, centred_query: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Positions in `keys` of the `n` nearest and their cosines, best first."""
        return self._keys.nearest(centred_query, n)

    def key_vectors(self, keys: np.ndarray) -> np.ndarray:
        """`(len(keys), dims)` float32, the centred unit vectors of these keys."""
        return self._keys.rows(keys)

    def questions_of(self, key: int) -> list[str]:
        """The questions attached to the span of this key: keys stand span by span."""
        first, last = key, key + 1
        while first and _place(self.keys[first - 1]) == _place(self.keys[key]):
            first -= 1
        while last < len(self.keys) and _place(self.keys[last]) == _place(self.keys[key]):
            last += 1
        return [one.question for one in self.keys[first:last]]

    def newer(self) -> "Index | None":
        """The index as it is now, if a generation was published since this one was opened."""
        # Two looks a question: as a Path, made anew, each took half a tenth of a millisecond.
        written = _when_written(self._current)
        if written is not None and written == self._seen:
            return None
        folder = self.folder.parent
        if current_generation(folder) == self.folder.name:
            self._seen = written
            return None
        return Index.open(folder, model=self.manifest["model"])

    def close(self) -> None:
        """Releases the files."""
        self._store.close()


def _when_written(file: str) -> tuple[int, int] | None:
    """What tells a file from another of its name; None where there is none."""
    try:
        found = os.stat(file)  # noqa: PTH116
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _place(key: Key) -> tuple[str, int, int]:
    return key.path, key.start, key.end


def _rows_of_keys(store: Store, keys: Sequence[Key]) -> list[range]:
    """For each key the rows of the passages that its span overlaps."""
    starts: dict[str, tuple[int, list[int], list[int]]] = {}
    for path in {key.path for key in keys}:
        starts[path] = store.passage_spans(path)
    rows: list[range] = []
    for key in keys:
        first_row, begins, ends = starts[key.path]
        first = bisect_right(ends, key.start)
        last = bisect_left(begins, key.end)
        rows.append(range(first_row + first, first_row + last))
    return rows
