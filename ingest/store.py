"""The texts of a generation: documents, sections, passages, sentences, keys, duplicates in SQLite.

Readers open it and nobody changes it. Row ids follow the order of search: by path, then start.
`ingest.work` has the same documents, passages, sentences and keys while ingest is at work.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from ingest.keys import Key
from ingest.records import Document, Section
from ingest.rows import read_document

TABLES = """
CREATE TABLE documents (
    path TEXT PRIMARY KEY, doc_id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    script TEXT NOT NULL, sha256 TEXT NOT NULL, encoding TEXT NOT NULL,
    taiwan_wording INTEGER NOT NULL,
    masks TEXT NOT NULL, gaps TEXT NOT NULL, sections TEXT NOT NULL
);
CREATE TABLE passages (
    path TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, section INTEGER NOT NULL,
    heading TEXT NOT NULL,
    PRIMARY KEY (path, start)
);
CREATE TABLE sentences (
    path TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, section INTEGER NOT NULL,
    PRIMARY KEY (path, start)
);
CREATE TABLE keys (
    path TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, question TEXT NOT NULL,
    PRIMARY KEY (path, start, "end", question)
);
CREATE TABLE duplicates (row INTEGER PRIMARY KEY, cluster INTEGER NOT NULL);
CREATE INDEX duplicates_by_cluster ON duplicates (cluster, row);
CREATE TABLE duplicate_documents (path TEXT PRIMARY KEY, cluster INTEGER NOT NULL);
"""


class Store:
    """One generation's texts; SQLite serialises the threads that share it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wraps an open connection; see `open_snapshot`."""
        self.connection = connection

    @classmethod
    def open_snapshot(cls, file: Path) -> "Store":
        """A generation's database, read only."""
        uri = f"{file.resolve().as_uri()}?immutable=1"
        return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))

    @staticmethod
    def write_duplicates(
        file: Path, passages: Iterable[tuple[int, int]], documents: Iterable[tuple[str, int]]
    ) -> None:
        """Adds to a generation not yet published (row, cluster) and (path, cluster)."""
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.executemany("INSERT INTO duplicates VALUES (?, ?)", passages)
            connection.executemany("INSERT INTO duplicate_documents VALUES (?, ?)", documents)

    def close(self) -> None:
        """Releases the file."""
        self.connection.close()

    def keys(self) -> list[Key]:
        """Every key in the order of search."""
        query = (
            'SELECT path, start, "end", question FROM keys ORDER BY path, start, "end", question'
        )
        return [Key(*row) for row in self.connection.execute(query)]

    def document_rows(self) -> Iterator[tuple[Document, list[Section]]]:
        """Every document with its outline, by path."""
        for row in self.connection.execute("SELECT * FROM documents ORDER BY path"):
            yield read_document(row)

    def document(self, column: str, value: str) -> tuple[Document, list[Section]] | None:
        """The document whose `column` (path or doc_id) is `value`, with its outline."""
        query = f"SELECT * FROM documents WHERE {column} = ?"  # nosec B608
        row = self.connection.execute(query, (value,)).fetchone()
        return None if row is None else read_document(row)

    def document_paths(self, rowids: Sequence[int]) -> list[str]:
        """Paths of documents by row id from 1, as asked."""
        query = "SELECT path FROM documents WHERE rowid = ?"
        return [self.connection.execute(query, (i,)).fetchone()[0] for i in rowids]

    def passage_rows(
        self, rowids: Sequence[int]
    ) -> list[tuple[str, int, int, int, tuple[str, ...]]]:
        """(path, start, end, section, heading) of passages by row id from 1, as asked."""
        marks = ",".join("?" * len(rowids))
        query = (
            'SELECT rowid, path, start, "end", section, heading FROM passages'
            f" WHERE rowid IN ({marks})"  # nosec B608
        )
        found = {row[0]: row[1:] for row in self.connection.execute(query, [*map(int, rowids)])}
        return [(*found[i][:4], tuple(json.loads(found[i][4]))) for i in rowids]

    def passage_spans(self, path: str) -> tuple[int, list[int], list[int]]:
        """Row (from 0) of a document's first passage, all its starts, all its ends."""
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
        """(path, start, end, section) of sentences with first <= row id <= last."""
        query = (
            'SELECT path, start, "end", section FROM sentences'
            " WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
        )
        return self.connection.execute(query, (first, last)).fetchall()

    def sentences_of(self, path: str) -> list[tuple[int, int, int]]:
        """(start, end, section) of a document's sentences in order."""
        query = 'SELECT start, "end", section FROM sentences WHERE path = ? ORDER BY start'
        return self.connection.execute(query, (path,)).fetchall()

    def duplicates(self, row: int) -> list[int]:
        """Rows (from 0) of the other members of the passage's cluster, in the order of search."""
        query = (
            "SELECT row FROM duplicates WHERE row <> ?"
            " AND cluster = (SELECT cluster FROM duplicates WHERE row = ?) ORDER BY row"
        )
        return [int(found) for (found,) in self.connection.execute(query, (int(row), int(row)))]

    def duplicate_rows(self) -> frozenset[int]:
        """Rows (from 0) of all passages that `duplicates` has something for."""
        return frozenset(row for (row,) in self.connection.execute("SELECT row FROM duplicates"))

    def duplicate_paths(self) -> list[list[str]]:
        """Paths of documents that nearly equal each other, a list a cluster, all by path."""
        clusters: dict[int, list[str]] = {}
        query = "SELECT cluster, path FROM duplicate_documents ORDER BY path"
        for cluster, path in self.connection.execute(query):
            clusters.setdefault(cluster, []).append(path)
        return list(clusters.values())
