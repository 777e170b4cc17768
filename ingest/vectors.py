"""Unit vectors: written, and the nearest of them found. The only import of faiss.

By how many there are, measured on one thread (`benchmarks.vectors`, 384 dimensions):

- Few are searched exactly: 10,000 inner products take .6 ms.
- From `_BYTES` on, first in signed bytes for some candidates more than are asked for, whose exact
  products then decide: 100,000 exact products take 8.6 ms, since 150 MB pass by; in bytes 2.1, and
  the same hundred rows come of it.
- From `_CELLS` on, in the cells whose middles are nearest (IVF), four bits for two numbers, which
  stay in a processor's registers while they are added up (fast scan); the best have exact products
  with the rows that lie beside them in halves, memory-mapped. At a million 4.1 ms find .988 of the
  ten nearest; bytes in as many cells took 16. 50 s to build, 105 MB in memory. A graph (HNSW)
  answers sooner still, but takes minutes to build, 1.7 GB, and is another one with every number
  of threads.

The figures are of made-up rows that spread more evenly than texts do (their spectrum is that of 220
free dimensions, of passages of laws 107): among rows shaped as those, one cell in 24 has .989.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np

from ingest.disk import save_blocks

_BYTES = 20_000
_CELLS = 200_000
_MORE = 4  # candidates by bytes for each row asked for
_MORE_IN_CELLS = 6  # by four bits: 4 find .926 of the hundred nearest, 6 find .960
_FEWEST = 100  # rows for which candidates are taken, however few are asked for
_BYTE = 127.0
_PER_ROOT = 2  # cells for each unit of the root of n: 2,000 for a million
_PROBED = 700  # cells: what is read grows with the root of n
_SAMPLE = 40  # vectors a cell that its middle is learnt from; fewer than 39 and faiss warns
_STEP = 65_536


def write_vectors(
    file: Path, blocks: Iterable[np.ndarray], dims: int, *, n: int, cells: int = _CELLS
) -> None:
    """Writes the `n` rows of `(n, dims)` float32 blocks for `Vectors` to search.

    From `cells` rows on they are two files: `file`, and the same with .npy.

    Raises:
        OSError: they can't be written.
    """
    if n >= cells:
        save_blocks(_exact_file(file), blocks, (n, dims))
        vectors = _in_cells(_mapped(_exact_file(file)))
    else:
        vectors = faiss.IndexFlatIP(dims)
        for block in blocks:
            vectors.add(block)  # pyright: ignore[reportCallIssue]
    try:
        faiss.write_index(vectors, str(file))
    except RuntimeError as error:  # FAISS knows no other
        raise OSError(f"{file.name} is not whole") from error


class Vectors:
    """Unit rows that `write_vectors` wrote; `len` is their number."""

    def __init__(self, file: Path, *, many: int = _BYTES) -> None:
        """Opens the file; of `many` rows or more, held in memory, it makes a copy in bytes."""
        self._exact: Callable[[np.ndarray], np.ndarray]
        self._rough: Any = None
        if _exact_file(file).is_file():
            rows = _mapped(_exact_file(file))
            self._rough = faiss.read_index(str(file))
            self._search: Any = self._rough
            self._exact = lambda which: np.asarray(rows[which], dtype=np.float32)
        else:
            self._search = cast("faiss.IndexFlatIP", faiss.read_index(str(file)))
            self._exact = self._search.reconstruct_batch
            self._rough = _in_bytes(self._search) if len(self) >= many else None

    def __len__(self) -> int:
        return int(self._search.ntotal)

    @property
    def how(self) -> str:
        """How they are searched: exactly, in bytes, or in cells."""
        if self._rough is None:
            return "exactly"
        return "in bytes" if isinstance(self._rough, faiss.IndexScalarQuantizer) else "in cells"

    def nearest(
        self, query: np.ndarray, n: int, *, among: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the `n` nearest and their inner products, best first; all where fewer are.

        `among` are the rows to choose from, ascending; None for all.
        """
        faiss.omp_set_num_threads(1)  # of this thread: several questions at once use the cores
        n = min(n, len(self) if among is None else len(among))
        if n == 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        if among is not None and len(among) <= _BYTES:
            return self._best(query, among, n)
        if self._rough is None:
            return self._best(query, self._search.search(query[None], n)[1][0], n)
        return self._best(query, self._candidates(query, max(n, _FEWEST), among), n)

    def _candidates(self, query: np.ndarray, n: int, among: np.ndarray | None) -> np.ndarray:
        """Rows that most of the `n` nearest are among."""
        chosen = None if among is None else faiss.IDSelectorBatch(among)
        if isinstance(self._rough, faiss.IndexScalarQuantizer):
            asked, more = _rounded(query[None]), _MORE
            how = faiss.SearchParameters(sel=chosen)  # pyright: ignore[reportCallIssue]
        else:
            asked, more = query[None], _MORE_IN_CELLS
            how = faiss.SearchParametersIVF(sel=chosen, nprobe=_PROBED)  # pyright: ignore[reportCallIssue]
        _, rows = self._rough.search(asked, min(more * n, len(self)), params=how)
        return rows[0][rows[0] >= 0]  # -1 is none

    def _best(self, query: np.ndarray, rows: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
        scores = self.products(query, rows)
        best = np.lexsort((rows, -scores))[:n]
        return rows[best], scores[best]

    def products(self, query: np.ndarray, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """`(len(rows),)` float32 inner products with these rows."""
        if not len(rows):
            return np.empty(0, dtype=np.float32)
        return self._exact(np.asarray(rows, dtype=np.int64)) @ query


def _exact_file(file: Path) -> Path:
    return file.with_suffix(".npy")


def _mapped(file: Path) -> np.ndarray:
    return np.asarray(np.load(file, mmap_mode="r"))


def _in_cells(rows: np.ndarray) -> Any:
    """The rows, four bits for two numbers, in the cells of a k-means over a sample of them."""
    n, dims = rows.shape
    n_cells = max(1, int(_PER_ROOT * n**0.5))
    pairs = dims // 2 if dims % 2 == 0 else dims
    how = f"IVF{n_cells},PQ{pairs}x4fs"
    cells = faiss.index_factory(dims, how, faiss.METRIC_INNER_PRODUCT)
    step = max(1, n // (_SAMPLE * n_cells))
    cells.train(np.asarray(rows[::step], dtype=np.float32))  # pyright: ignore[reportCallIssue]
    for first in range(0, n, _STEP):
        cells.add(np.asarray(rows[first : first + _STEP], dtype=np.float32))  # pyright: ignore[reportCallIssue]
    return cells


def _in_bytes(exact: faiss.IndexFlatIP) -> faiss.IndexScalarQuantizer:
    """The rows in signed bytes, all on one scale."""
    kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
    rough = faiss.IndexScalarQuantizer(exact.d, kind, faiss.METRIC_INNER_PRODUCT)
    blocks = range(0, exact.ntotal, _STEP)
    largest = max(float(np.abs(_rows(exact, i)).max()) for i in blocks)
    for i in blocks:
        rough.add(np.rint(_rows(exact, i) * (_BYTE / (largest or 1.0))))  # pyright: ignore[reportCallIssue]
    return rough


def _rows(exact: faiss.IndexFlatIP, first: int) -> np.ndarray:
    return exact.reconstruct_n(first, min(_STEP, exact.ntotal - first))  # pyright: ignore[reportCallIssue]


def _rounded(query: np.ndarray) -> np.ndarray:
    """The query in whole numbers of a byte, still float32: only the order of scores matters."""
    return np.rint(query * (_BYTE / (float(np.abs(query).max()) or 1.0)))
