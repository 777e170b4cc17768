"""A made-up archive around real texts: what `ingest.publish` reads, without files or a model.

A million passages would take the model two days and the parser hours; searching them takes as long
whatever they say. So documents are put together from a few thousand generated sentences, their
outline is known and not read off them, and every vector is made up of two real ones and noise.
They stand behind the real texts, in the order of search.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cached_property
from itertools import chain
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.documents import sentences
from ingest.duplicates import N_HASHES
from ingest.keys import Key
from ingest.records import Document, Section
from ingest.rows import document_row, to_json
from ingest.script import fold
from ingest.work import Work

_POOL = 20_000  # sentences that documents are made of
_ITEMS = 7  # sections of a document, a passage each
_OFFICES = ("综合科", "秘书科", "档案室", "信访办", "督查室", "财务科", "保卫科", "机要室")
_KINDS = ("值班", "印章", "借阅", "接待", "调度", "采购", "巡查", "清退", "盘点", "报销", "报送")
_BLOCK = 4096  # rows
_NOISE = 0.4  # length of what is added to a mean of two real vectors


class Archive:
    """`work`'s documents and then made-up ones of seven passages each."""

    def __init__(self, work: Work, n_passages: int, dims: int) -> None:
        """Nothing is made before it is asked for; it is made again each time it is."""
        missing = n_passages - work.count("passages")
        self._work, self._dims = work, dims
        self._n_documents = max(0, -(-missing // _ITEMS))

    # What publishing asks of a work database

    def count(self, table: str) -> int:
        """Rows of documents, passages, sentences or keys."""
        made = {"documents": 1, "passages": _ITEMS, "sentences": _N_SENTENCES, "keys": 0}
        return self._work.count(table) + self._n_documents * made[table]

    def write_snapshot(self, file: Path) -> None:
        """The real texts' snapshot with the others' rows behind theirs."""
        self._work.write_snapshot(file)
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("PRAGMA journal_mode=OFF")
            connection.execute("PRAGMA synchronous=OFF")
            for number in range(self._n_documents):
                self._insert(connection, number)

    def _insert(self, connection: sqlite3.Connection, number: int) -> None:
        document, sections, spans = self._document(number)
        connection.execute(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            document_row(document, sections),
        )
        path = document.path
        connection.executemany(
            "INSERT INTO passages VALUES (?,?,?,?,?)",
            (
                (path, s.start, s.end, s.index, to_json((document.title, s.heading)))
                for s in sections[1:]
            ),
        )
        connection.executemany(
            "INSERT INTO sentences VALUES (?,?,?,?)", ((path, *span) for span in spans)
        )

    def names(self) -> Iterator[str]:
        """What every document may be called by, as it is searched."""
        made = (
            fold(_title(number), taiwan_wording=False).text for number in range(self._n_documents)
        )
        return chain(self._work.names(), made)

    def searched(self) -> Iterator[str]:
        """What BM25 reads of every passage."""
        yield from self._work.searched()
        for number in range(self._n_documents):
            title = fold(_title(number), taiwan_wording=False).text
            for item, chosen in enumerate(self._chosen(number)):
                body = "".join(self._folded[i] for i in chosen)
                yield f"{title}\n{_heading(number, item)}\n{body}"

    def vectors(self, table: str, dims: int) -> Iterator[np.ndarray]:
        """`(n, dims)` float32 unit rows in blocks: the real ones, then the made-up ones."""
        yield from self._work.vectors(table, dims)
        n = self.count(table) - self._work.count(table)
        for first in range(0, n, _BLOCK):
            random = np.random.default_rng([len(table), first])
            yield self._made_up(random, min(_BLOCK, n - first))

    def _made_up(self, random: np.random.Generator, n: int) -> np.ndarray:
        a, b = (self._real[random.integers(0, len(self._real), n)] for _ in range(2))
        noise = random.standard_normal(a.shape, dtype=np.float32)
        rows = (a + b) / 2 + noise * np.float32(_NOISE / self._dims**0.5)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def signatures(self) -> np.ndarray:
        """`(n_passages, N_HASHES)` uint32; those of made-up passages are like no other."""
        n = self.count("passages") - self._work.count("passages")
        made = np.random.default_rng(0).integers(0, 2**32, (n, N_HASHES), dtype=np.uint32)
        return np.concatenate([self._work.signatures(), made])

    def passages_per_document(self) -> dict[str, int]:
        """Path -> how many passages."""
        made = {_path(number): _ITEMS for number in range(self._n_documents)}
        return {**self._work.passages_per_document(), **made}

    def sentences_per_passage(self) -> np.ndarray:
        """`(n_passages,)` int64."""
        made = np.tile(np.array(_LENGTHS, dtype=np.int64), self._n_documents)
        return np.concatenate([self._work.sentences_per_passage(), made])

    def stamps(self) -> dict[str, str]:
        """Path -> stamp."""
        return {**self._work.stamps(), **{_path(n): "made up" for n in range(self._n_documents)}}

    def keys(self) -> list[Key]:
        """The real texts' keys."""
        return self._work.keys()

    # How it is made

    @cached_property
    def _real(self) -> np.ndarray:
        blocks = (b for t in ("passages", "sentences") for b in self._work.vectors(t, self._dims))
        return np.concatenate(list(blocks))

    @cached_property
    def _pool(self) -> list[str]:
        return list(sentences(_POOL))

    @cached_property
    def _folded(self) -> list[str]:
        return [fold(sentence, taiwan_wording=False).text for sentence in self._pool]

    def _chosen(self, number: int) -> list[list[int]]:
        """For each passage of a document the sentences it is made of."""
        draw = Random(number).random
        return [[int(draw() * _POOL) for _ in range(n)] for n in _LENGTHS]

    def _document(self, number: int) -> tuple[Document, list[Section], list[tuple[int, int, int]]]:
        """A document, its outline, and (start, end, section) of its sentences."""
        lines = [_title(number) + "\n"]
        spans: list[tuple[int, int, int]] = []
        places: list[tuple[int, int, int]] = []
        at = len(lines[0])
        for item, chosen in enumerate(self._chosen(number), start=1):
            start = at
            lines.append(f"{_NUMERALS[item - 1]}、{_heading(number, item - 1)}\n")
            at += len(lines[-1])
            heading_end = at - 1
            for sentence in (self._pool[i] for i in chosen):
                spans.append((at, at + len(sentence), item))
                lines.append(sentence)
                at += len(sentence)
            places.append((start, heading_end, at))
            lines.append("\n")
            at += 1
        return *_outlined(number, "".join(lines), places), spans


def _outlined(
    number: int, text: str, places: Sequence[tuple[int, int, int]]
) -> tuple[Document, list[Section]]:
    """The document, and its sections: (start, end of the heading, end) of each is given."""
    document = Document(
        doc_id=f"made-{number:07d}",
        path=_path(number),
        title=_title(number),
        text=text,
        script="hans",
        sha256=f"{number:064x}",
    )
    below = [
        Section(document, i, 0, 1, i, f"{_NUMERALS[i - 1]}、", start, end, start + 2, heading_end)
        for i, (start, heading_end, end) in enumerate(places, start=1)
    ]
    title_end = len(document.title)
    return document, [Section(document, 0, -1, 0, None, "", 0, len(text), 0, title_end), *below]


_NUMERALS = "一二三四五六七"
_LENGTHS = (4, 5, 4, 5, 4, 5, 4)
_N_SENTENCES = sum(_LENGTHS)


def _path(number: int) -> str:
    return f"made/{number:07d}.txt"


def _title(number: int) -> str:
    office, kind = _OFFICES[number % len(_OFFICES)], _KINDS[number % len(_KINDS)]
    return f"{office}关于{kind}工作的规定（第{number}号）"


def _heading(number: int, item: int) -> str:
    return f"{_KINDS[(number + item) % len(_KINDS)]}的要求"
