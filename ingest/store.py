"""The SQLite tables of an index: documents, sections, passages, sentences.

The same tables twice: in the work database, where ingest commits document by document and keeps
the vectors, so that a killed run loses nothing; and in a generation, which readers open and
nobody changes.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.keys import Key
from ingest.records import Document, Mask, Passage, Section, Sentence

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    path TEXT PRIMARY KEY, doc_id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    script TEXT NOT NULL, sha256 TEXT NOT NULL, encoding TEXT NOT NULL,
    taiwan_wording INTEGER NOT NULL,
    masks TEXT NOT NULL, gaps TEXT NOT NULL, sections TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passages (
    path TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, section INTEGER NOT NULL,
    heading TEXT NOT NULL, searched TEXT NOT NULL, vector BLOB,
    PRIMARY KEY (path, start)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sentences (
    path TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, section INTEGER NOT NULL,
    passage INTEGER NOT NULL, vector BLOB,
    PRIMARY KEY (path, start)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS keys (
    path TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, question TEXT NOT NULL,
    vector BLOB,
    PRIMARY KEY (path, start, "end", question)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document taken apart, ready to be stored; `vectors` are added by whoever embeds."""

    document: Document
    sections: Sequence[Section]
    passages: Sequence[Passage]
    sentences: Sequence[Sentence]
    searched: Sequence[str]
    """For each passage, its folded text with its headings: what BM25 reads."""


class Store:
    """One SQLite file with the tables above; used from one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wraps an open connection; see `open_work` and `open_snapshot`."""
        self.connection = connection

    @classmethod
    def open_work(cls, file: Path) -> "Store":
        """The database that ingest writes, created if missing; safe against a kill at any time."""
        file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executescript(_TABLES)
        return cls(connection)

    @classmethod
    def open_snapshot(cls, file: Path) -> "Store":
        """A generation's database, read only; SQLite serialises the threads that share it."""
        uri = f"{file.resolve().as_uri()}?immutable=1"
        return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))

    def close(self) -> None:
        """Releases the file."""
        self.connection.close()

    # Writing

    def put(self, parsed: Parsed, passage_vectors: np.ndarray, sentence_vectors: np.ndarray) -> None:
        """Stores a document in one transaction, replacing what stood at its path.

        Vectors are `(n, dims)` float32, one row a passage and one a sentence.
        """
        document = parsed.document
        with self.connection:
            self._delete(document.path)
            self.connection.execute(
                "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?)", _document_row(parsed)
            )
            self.connection.executemany(
                "INSERT INTO passages VALUES (?,?,?,?,?,?,?)",
                [
                    (document.path, p.start, p.end, p.section, _json(p.heading), searched, v.tobytes())
                    for p, searched, v in zip(
                        parsed.passages, parsed.searched, passage_vectors, strict=True
                    )
                ],
            )
            self.connection.executemany(
                "INSERT INTO sentences VALUES (?,?,?,?,?,?)",
                [
                    (document.path, s.start, s.end, s.section, _holder(parsed.passages, s), v.tobytes())
                    for s, v in zip(parsed.sentences, sentence_vectors, strict=True)
                ],
            )

    def put_keys(self, path: str, keys: Sequence[Key], vectors: np.ndarray) -> None:
        """Replaces the keys of a document; `vectors` is `(n, dims)` float32."""
        with self.connection:
            self.connection.execute("DELETE FROM keys WHERE path = ?", (path,))
            self.connection.executemany(
                "INSERT INTO keys VALUES (?,?,?,?,?)",
                [
                    (key.path, key.start, key.end, key.question, vector.tobytes())
                    for key, vector in zip(keys, vectors, strict=True)
                ],
            )

    def remove(self, path: str) -> None:
        """Forgets the document at `path`, if there is one."""
        with self.connection:
            self._delete(path)

    def _delete(self, path: str) -> None:
        for table in ("documents", "passages", "sentences", "keys"):
            self.connection.execute(f"DELETE FROM {table} WHERE path = ?", (path,))

    def write_snapshot(self, file: Path) -> None:
        """Copies everything but the vectors to a new database, row ids in the order of search."""
        target = sqlite3.connect(file)
        target.executescript(_TABLES.replace("WITHOUT ROWID", ""))
        target.close()
        self.connection.execute("ATTACH DATABASE ? AS snapshot", (str(file),))
        try:
            with self.connection:
                self.connection.execute(
                    "INSERT INTO snapshot.documents SELECT * FROM main.documents ORDER BY path"
                )
                self.connection.execute(
                    "INSERT INTO snapshot.passages SELECT path, start, \"end\", section, heading,"
                    " '', NULL FROM main.passages ORDER BY path, start"
                )
                self.connection.execute(
                    'INSERT INTO snapshot.sentences SELECT path, start, "end", section, passage,'
                    " NULL FROM main.sentences ORDER BY path, start"
                )
                self.connection.execute(
                    'INSERT INTO snapshot.keys SELECT path, start, "end", question, NULL'
                    ' FROM main.keys ORDER BY path, start, "end", question'
                )
        finally:
            self.connection.execute("DETACH DATABASE snapshot")

    # Reading

    def hashes(self) -> dict[str, str]:
        """Path -> sha256 of every document stored."""
        return dict(self.connection.execute("SELECT path, sha256 FROM documents ORDER BY path"))

    def keys(self) -> list[Key]:
        """Every key in the order of search."""
        query = 'SELECT path, start, "end", question FROM keys ORDER BY path, start, "end", question'
        return [Key(*row) for row in self.connection.execute(query)]

    def key_vectors(self) -> Iterator[np.ndarray]:
        """`(dims,)` float32 of every key, in the order of search."""
        query = 'SELECT vector FROM keys ORDER BY path, start, "end", question'
        for (blob,) in self.connection.execute(query):
            yield np.frombuffer(blob, dtype=np.float32)

    def count(self, table: str) -> int:
        """Rows of documents, passages or sentences."""
        return int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def searched(self) -> Iterator[str]:
        """What BM25 reads of every passage, in the order of search."""
        for (text,) in self.connection.execute("SELECT searched FROM passages ORDER BY path, start"):
            yield text

    def vectors(self, table: str) -> Iterator[np.ndarray]:
        """`(dims,)` float32 of every passage or sentence, in the order of search."""
        for (blob,) in self.connection.execute(f"SELECT vector FROM {table} ORDER BY path, start"):
            yield np.frombuffer(blob, dtype=np.float32)

    def sentences_per_passage(self) -> np.ndarray:
        """`(n_passages,)` int64: how many sentences each passage holds, in the order of search."""
        rows = self.connection.execute(
            "SELECT count(s.start) FROM passages p LEFT JOIN sentences s"
            " ON s.path = p.path AND s.passage = p.start"
            " GROUP BY p.path, p.start ORDER BY p.path, p.start"
        )
        return np.array([count for (count,) in rows], dtype=np.int64)

    def document_rows(self) -> Iterator[tuple[Document, list[Section]]]:
        """Every document with its outline, by path."""
        for row in self.connection.execute("SELECT * FROM documents ORDER BY path"):
            yield _read_document(row)

    def document(self, column: str, value: str) -> tuple[Document, list[Section]] | None:
        """The document whose `column` (path or doc_id) is `value`, with its outline."""
        row = self.connection.execute(
            f"SELECT * FROM documents WHERE {column} = ?", (value,)
        ).fetchone()
        return None if row is None else _read_document(row)

    def passage_rows(self, rowids: Sequence[int]) -> list[tuple[str, int, int, int, tuple[str, ...]]]:
        """(path, start, end, section, heading) of snapshot passages by row id from 1, as asked."""
        marks = ",".join("?" * len(rowids))
        query = f'SELECT rowid, path, start, "end", section, heading FROM passages WHERE rowid IN ({marks})'
        found = {row[0]: row[1:] for row in self.connection.execute(query, [int(i) for i in rowids])}
        return [(*found[i][:4], tuple(json.loads(found[i][4]))) for i in rowids]

    def passage_spans(self, path: str) -> tuple[int, list[int], list[int]]:
        """Row (from 0) of a snapshot document's first passage, all its starts, all its ends."""
        query = 'SELECT rowid, start, "end" FROM passages WHERE path = ? ORDER BY start'
        found = self.connection.execute(query, (path,)).fetchall()
        first = int(found[0][0]) - 1 if found else 0
        return first, [start for _, start, _ in found], [end for _, _, end in found]

    def passages_of(self, path: str) -> list[tuple[int, int, int, tuple[str, ...]]]:
        """(start, end, section, heading) of a document's passages in order."""
        query = 'SELECT start, "end", section, heading FROM passages WHERE path = ? ORDER BY start'
        return [
            (start, end, section, tuple(json.loads(heading)))
            for start, end, section, heading in self.connection.execute(query, (path,))
        ]

    def sentence_rows(self, first: int, last: int) -> list[tuple[str, int, int, int]]:
        """(path, start, end, section) of snapshot sentences with first <= row id <= last."""
        query = (
            'SELECT path, start, "end", section FROM sentences'
            " WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
        )
        return self.connection.execute(query, (first, last)).fetchall()

    def sentences_of(self, path: str) -> list[tuple[int, int, int]]:
        """(start, end, section) of a document's sentences in order."""
        query = 'SELECT start, "end", section FROM sentences WHERE path = ? ORDER BY start'
        return self.connection.execute(query, (path,)).fetchall()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _holder(passages: Sequence[Passage], sentence: Sentence) -> int:
    """Start of the last passage to begin at or before the sentence."""
    return max(p.start for p in passages if p.start <= sentence.start)


def _document_row(parsed: Parsed) -> tuple[str | int, ...]:
    document = parsed.document
    return (
        document.path,
        document.doc_id,
        document.title,
        document.text,
        document.script,
        document.sha256,
        document.encoding,
        int(document.taiwan_wording),
        _json([(m.start, m.end, m.rule) for m in document.masks]),
        _json([(m.start, m.end, m.rule) for m in document.gaps]),
        _json([_section_row(section) for section in parsed.sections]),
    )


def _section_row(section: Section) -> list[object]:
    return [getattr(section, name) for name in _SECTION_FIELDS]


_SECTION_FIELDS = tuple(name for name in Section.__slots__ if name != "document")


def _read_document(row: tuple[Any, ...]) -> tuple[Document, list[Section]]:
    path, doc_id, title, text, script, sha256, encoding, taiwan, masks, gaps, sections = row
    document = Document(
        doc_id=doc_id,
        path=path,
        title=title,
        text=text,
        script=script,
        sha256=sha256,
        encoding=encoding,
        taiwan_wording=bool(taiwan),
        masks=tuple(Mask(*mask) for mask in json.loads(masks)),
        gaps=tuple(Mask(*gap) for gap in json.loads(gaps)),
    )
    values = (dict(zip(_SECTION_FIELDS, fields, strict=True)) for fields in json.loads(sections))
    return document, [Section(document=document, **fields) for fields in values]
