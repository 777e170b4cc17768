"""Unit vectors: written, and the nearest of them found. The only import of faiss.

By how many there are, measured on one thread (`benchmarks.vectors`, 384 dimensions):

- Few are searched exactly: 10,000 inner products take .7 ms, of rows that are halves .4.
- From `_MANY` on, first by four bits for two numbers, which stay in a processor's registers while
  they are added up (fast scan); the best of them have exact products then, with the rows that lie
  beside them in halves, memory-mapped. Of 100,000, 1.2 ms where a byte a number took 2.1 and exact
  products 8.6; the ten nearest are all found, of the hundred nearest .99.
- From `_CELLS` on, so in the cells whose middles are nearest (IVF). At a million 4.1 ms find .988
  of the ten nearest; bytes in as many cells took 16. 50 s to build, 105 MB in memory. A graph
  (HNSW) answers sooner still, but takes minutes to build, 1.7 GB, and is another one with every
  number of threads.

The figures are of made-up rows that spread more evenly than texts do (their spectrum is that of 220
free dimensions, of passages of laws 107): among rows shaped as those, one cell in 24 has .989.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from ingest.disk import save_blocks

_SOME = 2_000
_MANY = 20_000
_CELLS = 500_000
_MORE = 6  # candidates for each row asked for: 4 find .926 of the hundred nearest, 6 find .960
_FEWEST = 100  # rows for which candidates are taken, however few are asked for
_PER_ROOT = 2  # cells for each unit of the root of n: 2,000 for a million
_PROBED = 700  # cells: what is read grows with the root of n
_SAMPLE = 40  # vectors a cell that its middle is learnt from; fewer than 39 and faiss warns
_FEWEST_SAMPLED = 20_000
_STEP = 65_536


def write_vectors(
    file: Path,
    blocks: Iterable[np.ndarray],
    dims: int,
    *,
    n: int,
    many: int = _MANY,
    cells: int = _CELLS,
) -> None:
    """Writes the `n` rows of `(n, dims)` float32 blocks for `Vectors` to search.

    From `many` rows on they are two files: `file`, and the same with .npy; from `cells` rows on
    they are in cells.

    Raises:
        OSError: they can't be written.
    """
    if n >= many:
        save_blocks(_exact_file(file), blocks, (n, dims))
        n_cells = int(_PER_ROOT * n**0.5) if n >= cells else 1
        vectors = _in_cells(_mapped(_exact_file(file)), n_cells)
    else:
        vectors = faiss.IndexFlatIP(dims)
        for block in blocks:
            vectors.add(block)  # pyright: ignore[reportCallIssue]
    try:
        faiss.write_index(vectors, str(file))
    except RuntimeError as error:  # FAISS knows no other
        raise OSError(f"{file.name} is not whole") from error


def centre(vectors: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Rows minus the mean, unit length again; a row equal to the mean stays zero.

    Texts on one topic all resemble each other; what is common to all tells nothing.
    """
    moved = np.asarray(vectors - mean, dtype=np.float32)
    norms = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.divide(moved, norms, out=np.zeros_like(moved), where=norms > 0)


def in_halves(vectors: np.ndarray) -> np.ndarray:
    """Rounded to halves, as the vectors of keys were when the gate was fitted."""
    return vectors.astype(np.float16).astype(np.float32)


class Vectors:
    """Unit rows that `write_vectors` wrote; `len` is their number."""

    def __init__(self, file: Path) -> None:
        """Opens the file."""
        self._search: Any = faiss.read_index(str(file))
        self._is_rough = _exact_file(file).is_file()
        self._exact: Callable[[np.ndarray], np.ndarray]
        if self._is_rough:
            rows = _mapped(_exact_file(file))
            self._exact = lambda which: np.asarray(rows[which], dtype=np.float32)
        else:
            self._exact = self._search.reconstruct_batch
            self._hold_halves()

    def _hold_halves(self) -> None:
        """Searches rows that were rounded to halves as these, of which half as much is read."""
        if len(self) < _SOME:
            return
        rows = self._search.reconstruct_n(0, len(self))
        if np.array_equal(rows.astype(np.float16), rows):
            kind = faiss.ScalarQuantizer.QT_fp16
            self._search = faiss.IndexScalarQuantizer(
                rows.shape[1], kind, faiss.METRIC_INNER_PRODUCT
            )
            self._search.add(rows)

    def __len__(self) -> int:
        return int(self._search.ntotal)

    @property
    def how(self) -> str:
        """How they are searched: exactly, by four bits, or so in cells."""
        if not self._is_rough:
            return "exactly"
        return "by four bits" if self._search.nlist == 1 else "in cells"

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
        if among is not None and len(among) <= _MANY:
            return self._best(query, among, n)
        return self._best(query, self._candidates(query, n, among), n)

    def _candidates(self, query: np.ndarray, n: int, among: np.ndarray | None) -> np.ndarray:
        """Rows that the `n` nearest, or most of them, are among."""
        if not query.any():  # as near to all; the fast scan finds none
            return np.arange(n) if among is None else among[:n]
        chosen = None if among is None else faiss.IDSelectorBatch(among)
        if self._is_rough:
            n = min(_MORE * max(n, _FEWEST), len(self))
            how = faiss.SearchParametersIVF(sel=chosen, nprobe=_PROBED)  # pyright: ignore[reportCallIssue]
        else:
            how = faiss.SearchParameters(sel=chosen)  # pyright: ignore[reportCallIssue]
        rows = self._search.search(query[None], n, params=how)[1][0]
        return rows[rows >= 0]  # -1 is none

    def _best(self, query: np.ndarray, rows: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
        scores = self.products(query, rows)
        best = np.lexsort((rows, -scores))[:n]
        return rows[best], scores[best]

    def rows(self, rows: np.ndarray) -> np.ndarray:
        """`(len(rows), dims)` float32, these rows."""
        return self._exact(np.asarray(rows, dtype=np.int64))

    def products(self, query: np.ndarray, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """`(len(rows),)` float32 inner products with these rows."""
        if not len(rows):
            return np.empty(0, dtype=np.float32)
        return self._exact(np.asarray(rows, dtype=np.int64)) @ query


def _exact_file(file: Path) -> Path:
    return file.with_suffix(".npy")


def _mapped(file: Path) -> np.ndarray:
    return np.asarray(np.load(file, mmap_mode="r"))


def _in_cells(rows: np.ndarray, n_cells: int) -> Any:
    """The rows, four bits for two numbers, in the cells of a k-means over a sample of them."""
    n, dims = rows.shape
    pairs = dims // 2 if dims % 2 == 0 else dims
    how = f"IVF{n_cells},PQ{pairs}x4fs"
    cells = faiss.index_factory(dims, how, faiss.METRIC_INNER_PRODUCT)
    step = max(1, n // max(_SAMPLE * n_cells, _FEWEST_SAMPLED))
    cells.train(np.asarray(rows[::step], dtype=np.float32))  # pyright: ignore[reportCallIssue]
    for first in range(0, n, _STEP):
        cells.add(np.asarray(rows[first : first + _STEP], dtype=np.float32))  # pyright: ignore[reportCallIssue]
    return cells
