"""An index whose texts and vectors are in a Milvus store; it answers as one in a folder does.

The server finds candidates, by vector and by words at once; a candidate comes with its text, its
own vector and its sentences', and its scores are worked out here from these, by the formulas of an
index in a folder. So what the server's analyser cuts otherwise can lose a candidate, but not
change a score.
"""

import base64
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ingest.deposit import first_row, read_about
from ingest.errors import IndexNotBuilt, IndexOutdated
from ingest.generation import FORMAT, LAYOUT
from ingest.index import Index
from ingest.keys import Key
from ingest.lexical import Lexical, tokenize
from ingest.milvus import Milvus, Row, quoted
from ingest.records import Document, Passage, Section, Sentence
from ingest.rows import read_document
from ingest.scored import WordScores
from ingest.script import FOLD_VERSION

_PLACE = ("row", "path", "start", "stop", "section", "cluster", "heading", "sentences")
_PASSAGE = (*_PLACE, "sentence_vectors", "searched", "vector")
_KEPT = 20_000  # passages in memory; a question reads some two hundred
_BY_WORDS = 100  # passages that the server is asked for by words
_K1, _B = 1.5, 0.75  # bm25s's
_LOOK_S = 2.0  # how often the store is asked whether there is something new


@dataclass(frozen=True, slots=True)
class _Held:
    """A passage as it came from the server, opened up."""

    passage: Passage
    cluster: int
    spans: Sequence[tuple[int, int, int]]
    vector: np.ndarray = field(repr=False)
    sentences: np.ndarray = field(repr=False)
    tokens: Mapping[str, int] = field(repr=False)
    n_tokens: int = 0


class MilvusIndex(Index):
    """One store, opened for reading; safe to share between threads."""

    def __init__(self, milvus: Milvus, about: dict[str, Any], folder: Path) -> None:
        """Use `open_store`."""
        self._milvus = milvus
        self.manifest = {**about["recipe"], "n_passages": about["n_passages"]}
        self.folder = folder / about["generation"][:12]
        self.n_passages = int(about["n_passages"])
        self._mean_tokens = about["n_tokens"] / max(1, self.n_passages)
        self._passage_mean, self._question_mean = np.array(about["means"], np.float32)
        self._generation, self._looked = about["generation"], time.monotonic()
        self.lexical = _words(milvus, self.n_passages)
        self.keys = _Keys(milvus)
        self.key_rows = _KeyRows(self)
        self._held: dict[int, _Held] = {}
        self._lock = threading.RLock()
        self._cached = lru_cache(maxsize=512)(self._read)

    @classmethod
    def open_store(cls, milvus: Milvus, folder: Path, *, model: str | None = None) -> "MilvusIndex":
        """The index that is in the store; `folder` is where this machine keeps its own things.

        Raises:
            StoreUnavailable: it doesn't answer.
            IndexNotBuilt: nothing there.
            IndexOutdated: made by another version, or with another model than `model`.
        """
        about = read_about(milvus)
        if about is None or "generation" not in about:
            raise IndexNotBuilt(f"no index in {milvus.uri}; build it with `xietiao ingest`")
        made = about["recipe"]
        if (made["format"], made["layout"], made["fold"]) != (FORMAT, LAYOUT, FOLD_VERSION):
            was = "was made by another version of Xietiao"
            raise IndexOutdated(f"the index in {milvus.uri} {was}; run `xietiao ingest --rebuild`")
        if model is not None and made["model"] != model:
            was = f"was made with the model {made['model']!r}"
            raise IndexOutdated(f"the index in {milvus.uri} {was}; run `xietiao ingest --rebuild`")
        return cls(milvus, about, folder)

    def newer(self) -> "MilvusIndex | None":
        """The index as it is now, if something was deposited since this one was opened."""
        if time.monotonic() - self._looked < _LOOK_S:
            return None
        self._looked = time.monotonic()
        about = read_about(self._milvus)
        if about is None or about.get("generation") in (None, self._generation):
            return None
        return type(self)(self._milvus, about, self.folder.parent)

    # Texts

    def documents(self, n: int | None = None) -> list[Document]:
        """Every document, by path; the first `n` of them."""
        found = self._milvus.every("documents", "number == 0", ["path"])
        return [self._cached("path", path)[0] for path in sorted(row["path"] for row in found)[:n]]

    def titled(self, tokens: Sequence[str]) -> list[Document]:
        """At most 50 documents whose titles hold most of the tokens, by path."""
        found = self._milvus.by_words(
            "documents", " ".join(tokens), 50, ["path"], where="number == 0"
        )
        return [self._cached("path", path)[0] for path in sorted(row["path"] for row in found)]

    def _read(self, column: str, value: str) -> tuple[Document, list[Section]]:
        where = f"{column} == {quoted(value)}"
        parts = self._milvus.find("documents", where, ["number", "payload"])
        if not parts:
            raise self._unknown(value)
        payload = "".join(p["payload"] for p in sorted(parts, key=lambda part: part["number"]))
        return read_document(tuple(json.loads(payload)))

    def passages(self, doc_id: str) -> list[Passage]:
        """A document's passages in order."""
        return [held.passage for held in self._of_document(self.document(doc_id))]

    def _of_document(self, document: Document) -> list[_Held]:
        return [self._held[row] for row in self._rows(document)]

    def _rows(self, document: Document) -> list[int]:
        """The rows of a document's passages; what is in them is in memory then."""
        found = self._milvus.every("passages", f"path == {quoted(document.path)}", _PASSAGE)
        return sorted(self._keep(row) for row in found)

    def rows_of(self, document: Document) -> range:
        """The rows of a document's passages."""
        first = first_row(document.path)
        return range(first, first + len(self._rows(document)))

    def sentences(self, doc_id: str) -> tuple[Sentence, ...]:
        """A document's sentences in order."""
        return self._sentences_of(doc_id)

    def _sentences_of(self, doc_id: str) -> tuple[Sentence, ...]:
        document = self.document(doc_id)
        held = self._of_document(document)
        return tuple(Sentence(document, *span) for one in held for span in one.spans)

    def rows_within(self, document: Document, start: int, end: int) -> list[int]:
        """The rows of the document's passages that overlap `start:end`."""
        where = f"path == {quoted(document.path)} and start < {end} and stop > {start}"
        return sorted(row["row"] for row in self._milvus.find("passages", where, ["row"]))

    def passage_at(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of these rows, as asked."""
        return [held.passage for held in self._at(rows)]

    def sentences_at(self, row: int) -> tuple[Sentence, ...]:
        """The sentences of the passage of this row."""
        (held,) = self._at([row])
        return tuple(Sentence(held.passage.document, *span) for span in held.spans)

    def duplicate_rows(self, row: int) -> list[int]:
        """The rows of `duplicates`: as far as one ingest saw them."""
        (held,) = self._at([row])
        if held.cluster < 0:
            return []
        found = self._milvus.find("passages", f"cluster == {held.cluster}", ["row"])
        return sorted(other["row"] for other in found if other["row"] != row)

    def duplicate_documents(self) -> list[list[Document]]:
        """None: whole documents are compared where they are ingested."""
        return []

    # Search

    def nearest(
        self, centred_query: np.ndarray, n: int, *, among: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the `n` nearest passages and their cosines, best first; of those `among`."""
        found = self._milvus.nearest(
            "passages", centred_query.tolist(), n, _PASSAGE, where=_among(among)
        )
        rows = np.array([self._keep(row) for row in found], dtype=np.int64)
        return rows, self.passage_cosines(centred_query, rows)

    def candidates(
        self,
        centred_query: np.ndarray,
        tokens: Sequence[str],
        n: int,
        *,
        among: np.ndarray | None = None,
    ) -> tuple[np.ndarray, WordScores]:
        """Rows that are among the `n` best by vector or by words, ascending; their word scores."""
        found = self._milvus.both(
            "passages", centred_query.tolist(), " ".join(tokens), n, _PASSAGE, _among(among)
        )
        rows = np.array(sorted({self._keep(row) for row in found}), dtype=np.int64)
        return rows, self.words(tokens)

    def words(self, *token_lists: Sequence[str]) -> WordScores:
        """BM25 of passages for the tokens; of several lists each over its best."""
        return _Words(self, token_lists)

    def passage_cosines(
        self, centred_query: np.ndarray, rows: Sequence[int] | np.ndarray
    ) -> np.ndarray:
        """`(len(rows),)` cosine of the query to each of these passages."""
        if not len(rows):
            return np.empty(0, dtype=np.float32)
        return np.stack([held.vector for held in self._at(rows)]) @ centred_query

    def best_sentence_cosines(self, centred_query: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """`(len(rows),)` largest cosine to a sentence of each passage; -1 where it has none."""
        cosines = (held.sentences @ centred_query for held in self._at(rows))
        return np.array([max(found, default=-1.0) for found in cosines], dtype=np.float32)

    def sentence_cosines(self, centred_query: np.ndarray, row: int) -> np.ndarray:
        """Cosine of the query to each sentence of the passage, in order; empty if it has none."""
        (held,) = self._at([row])
        return held.sentences @ centred_query

    def cosines_of_sentences(self, centred_query: np.ndarray, rows: Sequence[int]) -> np.ndarray:
        """Cosine of the query to each sentence of these passages, one passage after the other."""
        each = [held.sentences @ centred_query for held in self._at(rows)]
        return np.concatenate([np.empty(0, dtype=np.float32), *each])

    def nearest_keys(self, centred_query: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Ids of the `n` nearest keys and their cosines, best first."""
        found = self.keys.nearest(centred_query, n)
        ids = np.array([row["id"] for row in found], dtype=np.int64)
        return ids, np.array([row["distance"] for row in found], dtype=np.float32)

    def key_vectors(self, keys: np.ndarray) -> np.ndarray:
        """`(len(keys), dims)` float32, the centred unit vectors of these keys, found before."""
        return np.stack([self.keys.vector(int(key)) for key in keys])

    def questions_of(self, key: int) -> list[str]:
        """The questions attached to the span of this key."""
        return self.keys.beside(key)

    def close(self) -> None:
        """Ends the connection."""
        self._milvus.close()

    # What came from the server

    def _at(self, rows: Sequence[int] | np.ndarray) -> list[_Held]:
        wanted = [int(row) for row in rows]
        missing = [row for row in wanted if row not in self._held]
        if missing:
            for found in self._milvus.find("passages", f"row in {missing}", _PASSAGE):
                self._keep(found)
        return [self._held[row] for row in wanted]

    def _keep(self, row: Row) -> int:
        known = int(row["row"])
        if known not in self._held:
            if len(self._held) >= _KEPT:
                self._held = dict(list(self._held.items())[_KEPT // 2 :])
            self._held[known] = self._opened(row)
        return known

    def _opened(self, row: Row) -> _Held:
        document = self._cached("path", row["path"])[0]
        span = (row["start"], row["stop"], row["section"])
        spans = [tuple(span) for span in json.loads(row["sentences"])]
        packed = np.frombuffer(base64.b64decode(row["sentence_vectors"]), "<f2")
        vectors = np.zeros((len(spans), len(self._passage_mean)), np.float32)
        kept = packed.reshape(-1, vectors.shape[1])
        vectors[: len(kept)] = kept
        tokens = Counter(tokenize(row["searched"]))
        return _Held(
            Passage(document, *span, tuple(json.loads(row["heading"]))),
            row["cluster"],
            spans,
            np.array(row["vector"], np.float32),
            vectors,
            tokens,
            tokens.total(),
        )

    def bm25(self, tokens: Sequence[str], rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """`(len(rows),)` float32 by the formula of bm25s (Lucene's)."""
        idf = [(token, self.lexical.idf(token)) for token in tokens if self.lexical.holds(token)]
        return np.array([self._bm25(idf, held) for held in self._at(rows)], dtype=np.float32)

    def _bm25(self, idf: Sequence[tuple[str, float]], held: _Held) -> float:
        norm = _K1 * (1 - _B + _B * held.n_tokens / self._mean_tokens)
        counts = ((weight, held.tokens.get(token, 0)) for token, weight in idf)
        return sum(weight * n / (n + norm) for weight, n in counts if n)

    def found_by_words(self, tokens: Sequence[str], n: int, among: np.ndarray | None) -> np.ndarray:
        """Rows that the server finds best by BM25, in no order."""
        if not tokens:
            return np.empty(0, dtype=np.int64)
        text = " ".join(tokens)
        found = self._milvus.by_words("passages", text, n, _PASSAGE, where=_among(among))
        return np.array([self._keep(row) for row in found], dtype=np.int64)


class _Words:
    """`WordScores` of a store."""

    def __init__(self, index: MilvusIndex, token_lists: Sequence[Sequence[str]]) -> None:
        self._index, self._lists = index, token_lists

    def best(self, n: int, among: np.ndarray | None = None) -> np.ndarray:
        most = max(n, _BY_WORDS)
        found = [self._index.found_by_words(tokens, most, among) for tokens in self._lists]
        rows = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
        scores = self.of(rows)
        order = np.lexsort((rows, -scores))[:n]
        return rows[order[scores[order] > 0]]

    def of(self, rows: np.ndarray) -> np.ndarray:
        if len(self._lists) == 1:
            return self._index.bm25(self._lists[0], rows)
        each = [self._index.bm25(tokens, rows) for tokens in self._lists]
        return sum((one / (one.max(initial=0.0) or 1.0) for one in each), np.zeros(len(rows)))


class _Keys:
    """The questions attached to spans, by id, read as they are asked for."""

    def __init__(self, milvus: Milvus) -> None:
        self._milvus = milvus
        self._known: dict[int, Key] = {}
        self._vectors: dict[int, np.ndarray] = {}

    def nearest(self, query: np.ndarray, n: int) -> list[Row]:
        found = self._milvus.nearest("keys", query.tolist(), n, (*_KEY, "vector"))
        for row in found:
            self._known[row["id"]] = _key(row)
            self._vectors[row["id"]] = np.array(row["vector"], np.float32)
        return found

    def vector(self, key: int) -> np.ndarray:
        return self._vectors[key]

    def __getitem__(self, key: int) -> Key:
        return self._known[key]

    def __len__(self) -> int:
        return len(self._known)

    def __iter__(self) -> Iterator[Key]:
        rows = self._milvus.every("keys", "id >= 0", _KEY)
        found = ((row["path"], row["start"], row["stop"], row["question"]) for row in rows)
        return iter([Key(*one) for one in sorted(found)])

    def beside(self, key: int) -> list[str]:
        one = self._known[key]
        where = f"path == {quoted(one.path)} and start == {one.start} and stop == {one.end}"
        return sorted(row["question"] for row in self._milvus.find("keys", where, ["question"]))


_KEY = ("id", "path", "start", "stop", "question")


def _key(row: Row) -> Key:
    return Key(row["path"], row["start"], row["stop"], row["question"])


class _KeyRows:
    """For a key the rows of the passages that its span overlaps."""

    def __init__(self, index: MilvusIndex) -> None:
        self._index = index
        self._known: dict[Key, range] = {}

    def __getitem__(self, key: int) -> range:
        one = self._index.keys[key]
        if one not in self._known:
            document = self._index.document_at(one.path)
            rows = self._index.rows_within(document, one.start, one.end)
            self._known[one] = range(rows[0], rows[-1] + 1) if rows else range(0)
        return self._known[one]


class _KnownWords(Lexical):
    """How many passages hold each word; which passages, the server knows."""

    def __init__(self, held: Mapping[str, int], n_rows: int) -> None:
        super().__init__(None, n_rows)
        self._counts = held
        self._columns = dict.fromkeys(held, 0)

    def _count(self, token: str) -> int:
        return self._counts[token]


def _words(milvus: Milvus, n_rows: int) -> Lexical:
    held: dict[str, int] = {}
    for row in milvus.every("notes", 'name like "words:%"', ["payload"]):
        held |= json.loads(row["payload"])
    return _KnownWords(dict(sorted(held.items())), n_rows)


def _among(rows: np.ndarray | None) -> str:
    return "" if rows is None else f"row in {rows.tolist()}"
