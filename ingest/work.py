"""The work database: what ingest has done so far, vectors included, so that a kill loses little.

`sources` remembers every path that was ever taken in. Where its stamp is empty the document has
yet to be made anew, as after a change of model; nothing is forgotten because a run was cut short.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ingest.duplicates import N_HASHES
from ingest.keys import Key
from ingest.origin import names_searched
from ingest.parsed import Parsed
from ingest.rows import document_row, read_document, to_json
from ingest.store import TABLES as SNAPSHOT_TABLES

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    path TEXT PRIMARY KEY, doc_id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    script TEXT NOT NULL, sha256 TEXT NOT NULL, encoding TEXT NOT NULL,
    taiwan_wording INTEGER NOT NULL,
    masks TEXT NOT NULL, gaps TEXT NOT NULL, sections TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passages (
    path TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, section INTEGER NOT NULL,
    heading TEXT NOT NULL, searched TEXT NOT NULL, signature BLOB NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (path, start)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sentences (
    path TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, section INTEGER NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (path, start)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS keys (
    path TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, question TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (path, start, "end", question)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sources (
    path TEXT PRIMARY KEY, stamp TEXT NOT NULL, headings TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS recipe (value TEXT NOT NULL);
"""
_CONTENTS = ("documents", "passages", "sentences", "keys")
_ORDERS = {
    "passages": "path, start",
    "sentences": "path, start",
    "keys": 'path, start, "end", question',
}
_BLOCK_ROWS = 4096  # 6 MB of vectors


class Work:
    """The database that ingest writes; used from one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wraps an open connection; see `open`."""
        self.connection = connection

    @classmethod
    def open(cls, file: Path, recipe: str, *, rebuild: bool) -> "Work":
        """The database, made for `recipe`; emptied, its paths kept, where it was for another.

        A commit survives a kill at once and a power cut within a checkpoint (synchronous=NORMAL):
        what a power cut takes back is a few documents, which the next run embeds again. A sync for
        each document cost 9 ms, an eighth of a run.
        """
        try:
            return cls._open(file, recipe, rebuild=rebuild)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # damaged
            if not rebuild:
                raise
        for suffix in ("", "-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        return cls._open(file, recipe, rebuild=rebuild)

    @classmethod
    def _open(cls, file: Path, recipe: str, *, rebuild: bool) -> "Work":
        connection = sqlite3.connect(file)
        try:
            # In pages of 4 KB every vector takes one: 1,850 MB for 10,000 documents, not 800.
            connection.execute("PRAGMA page_size=16384")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            work = cls(connection)
            if rebuild or work._recipe() != recipe:
                work._empty(recipe)
        except BaseException:
            connection.close()
            raise
        return work

    def _recipe(self) -> str | None:
        try:
            row = self.connection.execute("SELECT value FROM recipe").fetchone()
        except sqlite3.OperationalError:  # no such table: new, or of an older version
            return None
        return None if row is None else str(row[0])

    def _empty(self, recipe: str) -> None:
        paths = [*self._paths("sources"), *self._paths("documents")]
        statements = [s for s in _TABLES.split(";") if s.strip()]
        with self.connection:
            self.connection.execute("BEGIN")
            for table in (*_CONTENTS, "sources", "recipe"):
                self.connection.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in statements:
                self.connection.execute(statement)
            self.connection.executemany(
                "INSERT OR IGNORE INTO sources VALUES (?, '', '[]')", [(path,) for path in paths]
            )
            self.connection.execute("INSERT INTO recipe VALUES (?)", (recipe,))

    def _paths(self, table: str) -> list[str]:
        try:
            return [path for (path,) in self.connection.execute(f"SELECT path FROM {table}")]  # nosec B608
        except sqlite3.OperationalError:
            return []

    def close(self) -> None:
        """Releases the file."""
        self.connection.close()

    # Writing

    def put(self, batch: Iterable[tuple[Parsed, str, np.ndarray, np.ndarray]]) -> None:
        """Stores documents in one transaction, each replacing what stood at its path.

        Of each: the document, its stamp, and `(n, dims)` float32 vectors, one row a passage and
        one a sentence.
        """
        with self.connection:
            for parsed, stamp, passage_vectors, sentence_vectors in batch:
                self._delete(parsed.document.path)
                self._insert_document(parsed, stamp)
                self._insert_passages(parsed, passage_vectors)
                self._insert_sentences(parsed, sentence_vectors)

    def _insert_document(self, parsed: Parsed, stamp: str) -> None:
        headings = sorted({section.heading for section in parsed.sections})
        self.connection.execute(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            document_row(parsed.document, parsed.sections),
        )
        self.connection.execute(
            "INSERT INTO sources VALUES (?,?,?)", (parsed.document.path, stamp, to_json(headings))
        )

    def _insert_passages(self, parsed: Parsed, vectors: np.ndarray) -> None:
        columns = zip(parsed.passages, parsed.searched, parsed.signatures, vectors, strict=True)
        path = parsed.document.path
        self.connection.executemany(
            "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?)",
            (
                (
                    path,
                    p.start,
                    p.end,
                    p.section,
                    to_json(p.heading),
                    searched,
                    s.tobytes(),
                    v.tobytes(),
                )
                for p, searched, s, v in columns
            ),
        )

    def _insert_sentences(self, parsed: Parsed, vectors: np.ndarray) -> None:
        self.connection.executemany(
            "INSERT INTO sentences VALUES (?,?,?,?,?)",
            (
                (parsed.document.path, s.start, s.end, s.section, v.tobytes())
                for s, v in zip(parsed.sentences, vectors, strict=True)
            ),
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

    def remove(self, paths: Iterable[str]) -> None:
        """Forgets the documents at `paths`, those that there are."""
        with self.connection:
            for path in paths:
                self._delete(path)

    def withdraw(self, path: str) -> None:
        """Removes the document at `path` but not the path: whatever run is next makes it anew."""
        with self.connection:
            if self.connection.execute("SELECT 1 FROM sources WHERE path = ?", (path,)).fetchone():
                self._delete(path)
                self.connection.execute("INSERT INTO sources VALUES (?, '', '[]')", (path,))

    def _delete(self, path: str) -> None:
        for table in (*_CONTENTS, "sources"):
            self.connection.execute(f"DELETE FROM {table} WHERE path = ?", (path,))  # nosec B608

    def write_snapshot(self, file: Path) -> None:
        """Copies everything but vectors to a new database, row ids in the order of search.

        Without a journal or syncs: whoever publishes the file syncs it, and no one reads it before.
        """
        target = sqlite3.connect(file)
        target.executescript(SNAPSHOT_TABLES)
        target.close()
        self.connection.execute("ATTACH DATABASE ? AS snapshot", (str(file),))
        try:
            self.connection.execute("PRAGMA snapshot.journal_mode=OFF")
            self.connection.execute("PRAGMA snapshot.synchronous=OFF")
            with self.connection:
                for statement in _COPIES:
                    self.connection.execute(statement)
        finally:
            self.connection.execute("DETACH DATABASE snapshot")

    # Reading

    def stamps(self) -> dict[str, str]:
        """Path -> stamp of every source; empty where the document has yet to be made anew."""
        return dict(self.connection.execute("SELECT path, stamp FROM sources ORDER BY path"))

    def path_of(self, doc_id: str) -> str | None:
        """The path of the document that has this id."""
        row = self.connection.execute(
            "SELECT path FROM documents WHERE doc_id = ?", (doc_id,)
        ).fetchone()
        return None if row is None else str(row[0])

    def text(self, path: str) -> str | None:
        """The text of the document at `path`, if there is one."""
        row = self.connection.execute(
            "SELECT text FROM documents WHERE path = ?", (path,)
        ).fetchone()
        return None if row is None else str(row[0])

    def keys(self) -> list[Key]:
        """Every key in the order of search."""
        query = f'SELECT path, start, "end", question FROM keys ORDER BY {_ORDERS["keys"]}'  # nosec B608
        return [Key(*row) for row in self.connection.execute(query)]

    def count(self, table: str) -> int:
        """Rows of documents, passages, sentences or keys."""
        return int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # nosec B608

    def headings(self) -> list[str]:
        """Every heading once, sorted."""
        query = "SELECT headings FROM sources"
        rows = (json.loads(found) for (found,) in self.connection.execute(query))
        return sorted({heading for row in rows for heading in row})

    def searched(self) -> Iterator[str]:
        """What BM25 reads of every passage, in the order of search."""
        for (text,) in self.connection.execute(
            "SELECT searched FROM passages ORDER BY path, start"
        ):
            yield text

    def names(self) -> Iterator[str]:
        """What every document may be called by, as it is searched, by path."""
        for row in self.connection.execute("SELECT * FROM documents ORDER BY path"):
            yield names_searched(read_document(row)[0])

    def vectors(self, table: str, dims: int) -> Iterator[np.ndarray]:
        """`(n, dims)` float32 blocks of the passages', sentences' or keys' vectors, in order."""
        query = f"SELECT vector FROM {table} ORDER BY {_ORDERS[table]}"  # nosec B608
        for blob in self._blobs(query):
            yield np.frombuffer(blob, dtype=np.float32).reshape(-1, dims)

    def signatures(self) -> np.ndarray:
        """`(n_passages, N_HASHES)` uint32, in the order of search; 51 MB for 100,000 passages."""
        matrix = np.empty((self.count("passages"), N_HASHES), dtype=np.uint32)
        first = 0
        for blob in self._blobs("SELECT signature FROM passages ORDER BY path, start"):
            block = np.frombuffer(blob, dtype=np.uint32).reshape(-1, N_HASHES)
            matrix[first : first + len(block)] = block
            first += len(block)
        return matrix

    def _blobs(self, query: str) -> Iterator[bytes]:
        cursor = self.connection.execute(query)
        while rows := cursor.fetchmany(_BLOCK_ROWS):
            yield b"".join(blob for (blob,) in rows)

    def passages_per_document(self) -> dict[str, int]:
        """Path -> how many passages, by path; documents without one are left out."""
        return dict(
            self.connection.execute(
                "SELECT path, count(*) FROM passages GROUP BY path ORDER BY path"
            )
        )

    def sentences_per_passage(self) -> np.ndarray:
        """`(n_passages,)` int64: sentences that begin from its start to the next passage's."""
        rows: Iterable[tuple[Any]] = self.connection.execute(
            "SELECT (SELECT count(*) FROM sentences s"
            "        WHERE s.path = p.path AND s.start >= p.start AND s.start < p.next)"
            " FROM (SELECT path, start, lead(start, 1, 1 << 62) OVER"
            "       (PARTITION BY path ORDER BY start) AS next FROM passages) p"
            " ORDER BY p.path, p.start"
        )
        return np.fromiter((count for (count,) in rows), dtype=np.int64)


_COPIES = (
    "INSERT INTO snapshot.documents SELECT * FROM main.documents ORDER BY path",
    'INSERT INTO snapshot.passages SELECT path, start, "end", section, heading'
    " FROM main.passages ORDER BY path, start",
    'INSERT INTO snapshot.sentences SELECT path, start, "end", section'
    " FROM main.sentences ORDER BY path, start",
    'INSERT INTO snapshot.keys SELECT path, start, "end", question'
    ' FROM main.keys ORDER BY path, start, "end", question',
)
