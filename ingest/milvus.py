"""A Milvus server, or Milvus Lite in a file: rows and searches. The only import of pymilvus.

documents   a document with its outline in parts, its title searched by words
passages    a passage: where it stands, its heading path, its sentences and their vectors, its
            own vector (dense, inner product), its text folded (BM25, jieba)
keys        the questions attached to spans, with their vectors
notes       what holds for all: the model, the means, how many passages hold each word
"""

import json
import logging
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ingest.errors import StoreUnavailable

_PREFIX = "xietiao_"
_LONGEST = 65_535  # bytes of a VARCHAR
_TIMEOUT_S = 20.0
_WRITE_TIMEOUT_S = 120.0  # Milvus Lite reads its dictionary at the first write
_BATCH = 500
_DUMMY = [0.0, 1.0]  # every collection must have a vector
_ANALYZER = {"tokenizer": {"type": "jieba", "mode": "search"}}
_WORDS = {"bm25_k1": 1.5, "bm25_b": 0.75}

Row = dict[str, Any]


class Milvus:
    """One database; safe to share between threads. A server that comes back is used again."""

    def __init__(self, uri: str, token: str = "") -> None:
        """`uri` of a server (http://host:19530), or a file for Milvus Lite.

        Raises:
            StoreUnavailable: pymilvus is not installed, or nothing answers there.
        """
        self.uri = uri
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            missing = "the setting `store = milvus` needs pymilvus; pip install 'xietiao[milvus]'"
            raise StoreUnavailable(missing) from error
        for name in ("pymilvus", "grpc", "jieba"):  # they log what they raise, and how they load
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._loaded: set[str] = set()
        with self._answering():
            self._client = MilvusClient(uri=uri, token=token, timeout=_TIMEOUT_S)

    @contextmanager
    def _answering(self) -> Generator[None]:
        """What the server or the network says becomes one sentence."""
        from grpc import RpcError
        from pymilvus import MilvusException

        try:
            yield
        except (MilvusException, RpcError, OSError) as error:
            said = " ".join(str(getattr(error, "message", error)).split())[:200]
            raise StoreUnavailable(
                f"the Milvus store at {self.uri} does not answer ({said}); start it, or name"
                " another with XIETIAO_MILVUS_URI, and try again"
            ) from error

    # Collections

    def has(self, name: str) -> bool:
        """Whether the collection is there."""
        with self._answering():
            return bool(self._client.has_collection(_PREFIX + name, timeout=_TIMEOUT_S))

    def drop(self) -> None:
        """Removes all of our collections."""
        with self._answering():
            for name in ("documents", "passages", "keys", "notes"):
                self._client.drop_collection(_PREFIX + name, timeout=_TIMEOUT_S)
            self._loaded.clear()

    def create(self, dims: int) -> None:
        """Makes the collections that are not there yet, for vectors of `dims` numbers."""
        for name, columns in _collections(dims).items():
            if not self.has(name):
                with self._answering():
                    self._create(name, columns)

    def _create(self, name: str, columns: Mapping[str, tuple[str, Any]]) -> None:
        from pymilvus import DataType, Function, FunctionType

        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        indexes = self._client.prepare_index_params()
        for place, (column, (kind, of)) in enumerate(columns.items()):
            options: dict[str, Any] = {"is_primary": True} if place == 0 else {}
            if kind in ("VARCHAR", "WORDS"):
                options["max_length"] = of or _LONGEST
            if kind == "WORDS":
                options |= {"enable_analyzer": True, "analyzer_params": _ANALYZER}
            if kind == "FLOAT_VECTOR":
                options["dim"] = of
                indexes.add_index(column, index_type="AUTOINDEX", metric_type="IP")
            schema.add_field(column, DataType["VARCHAR" if kind == "WORDS" else kind], **options)
            if kind == "WORDS":
                schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
                schema.add_function(Function("bm25", FunctionType.BM25, [column], ["words"]))
                indexes.add_index(
                    "words", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=_WORDS
                )
        self._client.create_collection(
            _PREFIX + name,
            schema=schema,
            index_params=indexes,
            consistency_level="Strong",
            timeout=_TIMEOUT_S,
        )

    def _load(self, name: str) -> None:
        """A collection is searched only where the server has it in memory, once told to."""
        if name not in self._loaded:
            self._client.load_collection(_PREFIX + name, timeout=_TIMEOUT_S)
            self._loaded.add(name)

    # Rows

    def upsert(self, name: str, rows: Sequence[Row]) -> None:
        """Writes rows; one whose primary key is there already is replaced."""
        with self._answering():
            for first in range(0, len(rows), _BATCH):
                batch = list(rows[first : first + _BATCH])
                self._client.upsert(_PREFIX + name, batch, timeout=_WRITE_TIMEOUT_S)

    def delete(self, name: str, where: str) -> None:
        """Removes the rows that a filter names."""
        with self._answering():
            self._client.delete(_PREFIX + name, filter=where, timeout=_TIMEOUT_S)

    def find(self, name: str, where: str, columns: Sequence[str]) -> list[Row]:
        """These columns of the rows that a filter names, in no order; at most 16,384."""
        with self._answering():
            self._load(name)
            found = self._client.query(
                _PREFIX + name, filter=where, output_fields=list(columns), timeout=_TIMEOUT_S
            )
        return [dict(row) for row in found]

    def every(self, name: str, where: str, columns: Sequence[str]) -> Iterator[Row]:
        """As `find`, however many there are."""
        with self._answering():
            self._load(name)
            pages = self._client.query_iterator(
                _PREFIX + name, _BATCH, filter=where, output_fields=list(columns)
            )
        while True:
            with self._answering():
                page = pages.next()
            if not page:
                pages.close()
                return
            yield from (dict(row) for row in page)

    def nearest(
        self, name: str, vector: Sequence[float], n: int, columns: Sequence[str], where: str = ""
    ) -> list[Row]:
        """Of the `n` nearest rows these columns and their `distance`, a product; best first."""
        return self._search(name, "vector", vector, n, columns, where)

    def by_words(
        self, name: str, text: str, n: int, columns: Sequence[str], where: str = ""
    ) -> list[Row]:
        """As `nearest`, by BM25 of a folded text, which the server cuts into words."""
        return self._search(name, "words", text, n, columns, where)

    def _search(
        self, name: str, field: str, asked: Any, n: int, columns: Sequence[str], where: str
    ) -> list[Row]:
        with self._answering():
            self._load(name)
            (found,) = self._client.search(
                _PREFIX + name,
                data=[asked],
                anns_field=field,
                limit=n,
                filter=where,
                output_fields=list(columns),
                timeout=_TIMEOUT_S,
            )
        return [{**hit["entity"], "distance": hit["distance"]} for hit in found]

    def both(
        self,
        name: str,
        vector: Sequence[float],
        text: str,
        n: int,
        columns: Sequence[str],
        where: str = "",
    ) -> list[Row]:
        """Hybrid search: rows that are among the `n` best by vector or by words."""
        from pymilvus import AnnSearchRequest, RRFRanker

        with self._answering():
            self._load(name)
            requests = [
                AnnSearchRequest([vector], "vector", {"metric_type": "IP"}, n, where or None),
                AnnSearchRequest([text], "words", {"metric_type": "BM25"}, n, where or None),
            ]
            (found,) = self._client.hybrid_search(
                _PREFIX + name,
                requests,
                RRFRanker(),
                limit=2 * n,
                output_fields=list(columns),
                timeout=_TIMEOUT_S,
            )
        return [dict(hit["entity"]) for hit in found]

    def close(self) -> None:
        """Ends the connection."""
        self._client.close()


def quoted(value: str) -> str:
    """A string as a filter reads it."""
    return json.dumps(value, ensure_ascii=False)


def _collections(dims: int) -> dict[str, dict[str, tuple[str, Any]]]:
    """Collection -> column -> its kind, and its length or dimensions; the first is the key."""
    return {
        "documents": {
            "id": ("INT64", None),
            "path": ("VARCHAR", 2048),
            "doc_id": ("VARCHAR", 1024),
            "number": ("INT64", None),
            "stamp": ("VARCHAR", 512),
            "owner": ("VARCHAR", 64),
            "payload": ("VARCHAR", None),
            "title": ("WORDS", 4096),
        },
        "passages": {
            "row": ("INT64", None),
            "path": ("VARCHAR", 2048),
            "start": ("INT64", None),
            "stop": ("INT64", None),
            "section": ("INT64", None),
            "cluster": ("INT64", None),
            "heading": ("VARCHAR", None),
            "sentences": ("VARCHAR", None),
            "sentence_vectors": ("VARCHAR", None),
            "searched": ("WORDS", None),
            "vector": ("FLOAT_VECTOR", dims),
        },
        "keys": {
            "id": ("INT64", None),
            "path": ("VARCHAR", 2048),
            "start": ("INT64", None),
            "stop": ("INT64", None),
            "question": ("VARCHAR", 2048),
            "vector": ("FLOAT_VECTOR", dims),
        },
        "notes": {
            "name": ("VARCHAR", 256),
            "payload": ("VARCHAR", None),
            "vector": ("FLOAT_VECTOR", len(_DUMMY)),
        },
    }


def note(name: str, payload: str) -> Row:
    """A row of `notes`."""
    return {"name": name, "payload": payload, "vector": _DUMMY}
