"""Passage vectors: written, searched exactly, and in large indexes first in bytes.

The only import of faiss. 100,000 exact inner products of 384 floats take 9 ms, since 150 MB pass
by; the same in bytes takes 2. So many rows are searched in bytes for some candidates more than
asked for, whose exact products then decide: the same hundred rows in every one of 100 searches.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

import faiss
import numpy as np

_MANY = 20_000  # below, exact search is as fast
_MORE = 4  # candidates by bytes for each row asked for
_BYTE = 127.0


def write_vectors(file: Path, blocks: Iterable[np.ndarray], dims: int) -> None:
    """Writes the rows of `(n, dims)` float32 blocks for `Vectors` to search.

    Raises:
        OSError: they can't be written.
    """
    vectors = faiss.IndexFlatIP(dims)
    for block in blocks:
        vectors.add(block)  # pyright: ignore[reportCallIssue]
    try:
        faiss.write_index(vectors, str(file))
    except RuntimeError as error:  # FAISS knows no other
        raise OSError(f"{file.name} is not whole") from error


class Vectors:
    """Unit rows that `write_vectors` wrote."""

    def __init__(self, file: Path, *, many: int = _MANY) -> None:
        """Reads the file; of `many` rows or more it makes a copy in bytes."""
        self._exact = cast("faiss.IndexFlatIP", faiss.read_index(str(file)))
        self._bytes = _in_bytes(self._exact) if len(self) >= many else None

    def __len__(self) -> int:
        return int(self._exact.ntotal)

    def nearest(self, query: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the `n` nearest and their inner products, best first."""
        n = min(n, len(self))
        if n == 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        if self._bytes is None:
            scores, rows = self._exact.search(query[None], n)
            return rows[0], scores[0]
        _, found = self._bytes.search(_rounded(query[None]), min(_MORE * n, len(self)))
        scores = self.products(query, found[0])
        best = np.lexsort((found[0], -scores))[:n]
        return found[0][best], scores[best]

    def products(self, query: np.ndarray, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """`(len(rows),)` float32 inner products with these rows."""
        if not len(rows):
            return np.empty(0, dtype=np.float32)
        return self._exact.reconstruct_batch(np.asarray(rows, dtype=np.int64)) @ query


def _in_bytes(exact: faiss.IndexFlatIP) -> faiss.IndexScalarQuantizer:
    """The rows in signed bytes, all on one scale."""
    kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
    rough = faiss.IndexScalarQuantizer(exact.d, kind, faiss.METRIC_INNER_PRODUCT)
    step = 65_536
    blocks = range(0, exact.ntotal, step)
    largest = max(float(np.abs(_rows(exact, i, step)).max()) for i in blocks)
    for i in blocks:
        rough.add(np.rint(_rows(exact, i, step) * (_BYTE / (largest or 1.0))))  # pyright: ignore[reportCallIssue]
    return rough


def _rows(exact: faiss.IndexFlatIP, first: int, n: int) -> np.ndarray:
    return exact.reconstruct_n(first, min(n, exact.ntotal - first))  # pyright: ignore[reportCallIssue]


def _rounded(query: np.ndarray) -> np.ndarray:
    """The query in whole numbers of a byte, still float32: only the order of scores matters."""
    return np.rint(query * (_BYTE / (float(np.abs(query).max()) or 1.0)))
