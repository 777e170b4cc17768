"""What the work database holds -> a Milvus store, document by document.

A document's rows have ids made of its path, and the stamp of its content: what is there with the
same stamp is left alone, anything else is written over, what is left of a longer version is
removed. A run that was cut short is simply run again, and many machines may deposit their own
documents in one store: each removes only what it put there itself.
"""

import base64
import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from ingest.generation import LAYOUT, Recipe
from ingest.lexical import tokenize
from ingest.milvus import Milvus, Row, note, quoted
from ingest.origin import names_searched
from ingest.rows import read_document, to_json
from ingest.vectors import centre, in_halves
from ingest.work import Work

PARTS = 20_000  # characters of a document's row in one part; 60,000 bytes at the most
MOST_VECTORS = 64  # sentences of a passage whose vectors are kept: 65 KB hold no more
_WORDS_A_NOTE = 1_500
_PASSAGES = 1 << 20  # of one document


def first_row(path: str) -> int:
    """The row of a document's first passage: 42 bits of its path's hash, then 20 of its place."""
    digest = hashlib.blake2b(path.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest) >> 22) * _PASSAGES


def deposit(
    work: Work, milvus: Milvus, recipe: Recipe, means: np.ndarray, snapshot: Path, *, rebuild: bool
) -> int:
    """Brings the store in line with the work database; how many documents were written.

    `means` are those of passages and of questions, `(2, dims)`; a store that has its own keeps
    them, since everything in it is centred on them. `snapshot` is the generation's texts.sqlite,
    which knows the near duplicates.

    Raises:
        StoreUnavailable: the store doesn't answer; run it again when it does.
    """
    about = None if rebuild else read_about(milvus)
    if about is None or about["recipe"] != _recipe(recipe):
        milvus.drop()
        about = {"recipe": _recipe(recipe), "means": means.tolist()}
    milvus.create(recipe.dims)
    depositor = _Depositor(work, milvus, np.array(about["means"], np.float32), snapshot)
    n_written = depositor.run()
    if n_written or "generation" not in about:
        _settle(milvus, about)
    return n_written


def read_about(milvus: Milvus) -> dict[str, Any] | None:
    """What the store says of itself; None of an empty one."""
    if not milvus.has("notes"):
        return None
    found = milvus.find("notes", 'name == "about"', ["payload"])
    return json.loads(found[0]["payload"]) if found else None


def _recipe(recipe: Recipe) -> dict[str, Any]:
    return {name: getattr(recipe, name) for name in Recipe.__slots__} | {"layout": LAYOUT}


class _Depositor:
    def __init__(self, work: Work, milvus: Milvus, means: np.ndarray, snapshot: Path) -> None:
        self._work, self._milvus, self._means = work, milvus, means
        self._owner = _owner(snapshot.parent.parent)
        self._clusters = _clusters(snapshot)
        self._row_of_path: dict[str, int] = {}

    def run(self) -> int:
        """Documents written or removed."""
        stamps = {path: stamp for path, stamp in self._work.stamps().items() if stamp}
        keys = _by_path(self._work)
        there = {
            row["path"]: row
            for row in self._milvus.every("documents", "number == 0", ["path", "stamp", "owner"])
        }
        gone = [p for p, r in there.items() if r["owner"] == self._owner and p not in stamps]
        for path in gone:
            self._remove(path)
        changed = [
            path
            for path, stamp in stamps.items()
            if there.get(path, {}).get("stamp") != _stamp(stamp, keys.get(path, ()))
        ]
        for path in changed:
            self._write(path, _stamp(stamps[path], keys.get(path, ())), keys.get(path, ()))
        return len(gone) + len(changed)

    def _remove(self, path: str) -> None:
        for name in ("documents", "passages", "keys"):
            self._milvus.delete(name, f"path == {quoted(path)}")

    def _write(self, path: str, stamp: str, keys: Sequence[tuple[Any, ...]]) -> None:
        """The parts come last: what a cut-short run left has no stamp, and is written again."""
        self._replace("passages", path, self._passages(path), key="row")
        self._replace("keys", path, [self._key(path, *key) for key in keys])
        self._replace("documents", path, self._parts(path, stamp))

    def _replace(self, name: str, path: str, rows: Sequence[Row], *, key: str = "id") -> None:
        self._milvus.upsert(name, rows)
        written = {row[key] for row in rows}
        stored = self._milvus.every(name, f"path == {quoted(path)}", [key])
        stale = [int(row[key]) for row in stored if row[key] not in written]
        if stale:
            self._milvus.delete(name, f"{key} in {stale}")

    def _parts(self, path: str, stamp: str) -> list[Row]:
        query = "SELECT * FROM documents WHERE path = ?"
        row = self._work.connection.execute(query, (path,)).fetchone()
        payload = to_json(row)
        names = names_searched(read_document(row)[0])
        parts = [payload[i : i + PARTS] for i in range(0, len(payload), PARTS)]
        return [
            {
                "id": first_row(path) + number,
                "path": path,
                "doc_id": row[1],
                "number": number,
                "stamp": stamp,
                "owner": self._owner,
                "payload": part,
                "title": names[:1000] if number == 0 else "",
            }
            for number, part in enumerate(parts)
        ]

    def _passages(self, path: str) -> list[Row]:
        select = 'SELECT start, "end", section{} FROM {} WHERE path = ? ORDER BY start'
        execute = self._work.connection.execute
        passages = execute(
            select.format(", heading, searched, vector", "passages"), (path,)
        ).fetchall()
        sentences = execute(select.format(", vector", "sentences"), (path,)).fetchall()
        starts = [p[0] for p in passages] + [1 << 62]
        rows: list[Row] = []
        for number, (start, end, section, heading, searched, vector) in enumerate(passages):
            own = [s for s in sentences if start <= s[0] < starts[number + 1]]
            vectors = self._centred([s[3] for s in own[:MOST_VECTORS]])
            rows.append(
                {
                    "row": first_row(path) + number,
                    "path": path,
                    "start": start,
                    "stop": end,
                    "section": section,
                    "cluster": self._clusters.get((path, start), -1),
                    "heading": heading,
                    "sentences": to_json([s[:3] for s in own]),
                    "sentence_vectors": base64.b64encode(vectors.astype("<f2").tobytes()).decode(),
                    "searched": searched,
                    "vector": self._centred([vector])[0].tolist(),
                }
            )
        return rows

    def _centred(self, blobs: Sequence[bytes], mean: int = 0) -> np.ndarray:
        dims = self._means.shape[1]
        rows = np.frombuffer(b"".join(blobs), np.float32).reshape(-1, dims)
        return centre(rows, self._means[mean])

    def _key(self, path: str, start: int, end: int, question: str, vector: bytes) -> Row:
        name = f"{path}\n{start}\n{end}\n{question}".encode("utf-8", "surrogatepass")
        return {
            "id": int.from_bytes(hashlib.blake2b(name, digest_size=8).digest()) >> 1,
            "path": path,
            "start": start,
            "stop": end,
            "question": question,
            "vector": in_halves(self._centred([vector], mean=1)[0]).tolist(),
        }


def _by_path(work: Work) -> Mapping[str, list[tuple[Any, ...]]]:
    query = 'SELECT path, start, "end", question, vector FROM keys ORDER BY path, start'
    found: dict[str, list[tuple[Any, ...]]] = {}
    for path, *rest in work.connection.execute(query):
        found.setdefault(path, []).append(tuple(rest))
    return found


def _stamp(stamp: str, keys: Iterable[tuple[Any, ...]]) -> str:
    """The content's stamp, and one of its keys."""
    listed = to_json([key[:3] for key in keys])
    return f"{stamp}:{hashlib.sha256(listed.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _owner(folder: Path) -> str:
    """The name of this data folder among those that deposit; made once."""
    file = folder / "depositor"
    if not file.is_file():
        file.write_text(uuid4().hex, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def _clusters(snapshot: Path) -> dict[tuple[str, int], int]:
    """(path, start) -> the cluster of near duplicates that the passage is in."""
    query = "SELECT path, start, cluster FROM duplicates JOIN passages ON passages.rowid = row + 1"
    firsts = "SELECT path, start FROM passages WHERE rowid = ?"
    connection = sqlite3.connect(snapshot)
    found: dict[tuple[str, int], int] = {}
    for path, start, cluster in connection.execute(query).fetchall():
        first = connection.execute(firsts, (cluster + 1,)).fetchone()
        found[path, start] = first_row(first[0]) + first[1]
    connection.close()
    return found


def _settle(milvus: Milvus, about: dict[str, Any]) -> None:
    """Writes how many passages hold each word, and that there is something new to read."""
    held: Counter[str] = Counter()
    n_passages = n_tokens = 0
    for row in milvus.every("passages", "row >= 0", ["searched"]):
        tokens = tokenize(row["searched"])
        held.update(set(tokens))
        n_passages, n_tokens = n_passages + 1, n_tokens + len(tokens)
    words = sorted(held.items())
    parts = [dict(words[i : i + _WORDS_A_NOTE]) for i in range(0, len(words), _WORDS_A_NOTE)]
    milvus.delete("notes", 'name like "words:%"')
    milvus.upsert("notes", [note(f"words:{i:06d}", to_json(p)) for i, p in enumerate(parts)])
    about |= {"n_passages": n_passages, "n_tokens": n_tokens, "generation": uuid4().hex}
    milvus.upsert("notes", [note("about", json.dumps(about))])
