"""Unit rows on disk in halves or in signed bytes, of which a question reads only a few.

A million passages have some four million sentences: 6 GB as float32, 3 in halves, 1.6 in bytes. A
row of bytes is scaled by its own largest number and its length is taken out again when it is read,
so that no scale is kept; its cosines are off by .0005 (standard deviation), those of halves by
.00002.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

_SMALL = 2**24  # numbers, 64 MB as float32: turning halves into them took a tenth of an answer
_BYTE = 127.0


def save_compact(file: Path, blocks: Iterable[np.ndarray], shape: tuple[int, int]) -> None:
    """Writes `(n, dims)` float32 blocks as the one .npy array they make; one is in memory."""
    kind = "<i1" if shape[0] * shape[1] > _SMALL else "<f2"
    header = {"descr": kind, "fortran_order": False, "shape": shape}
    with file.open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, header)
        for block in blocks:
            rows = _in_bytes(block) if kind == "<i1" else block
            stream.write(rows.astype(kind).tobytes())


def _in_bytes(block: np.ndarray) -> np.ndarray:
    largest = np.abs(block).max(axis=1, keepdims=True, initial=0.0)
    return np.rint(block * np.divide(_BYTE, largest, out=np.zeros_like(largest), where=largest > 0))


class CompactRows:
    """The rows that `save_compact` wrote; small files in memory, large ones where they lie."""

    def __init__(self, file: Path) -> None:
        """Opens the file."""
        rows = np.load(file, mmap_mode="r")
        self._is_bytes = rows.dtype == np.int8
        small = rows.size <= _SMALL and not self._is_bytes  # an older index may have many halves
        # np.asarray: np.memmap's slices take ten times as long as an array's.
        self._rows = np.array(rows, dtype=np.float32) if small else np.asarray(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, which: slice | np.ndarray) -> np.ndarray:
        """`(n, dims)` float32, these rows at unit length; a row of zeros stays one."""
        rows = np.asarray(self._rows[which], dtype=np.float32)
        if not self._is_bytes:
            return rows
        lengths = _lengths(rows)[:, None]
        return np.divide(rows, lengths, out=rows, where=lengths > 0)

    def products(self, query: np.ndarray, which: slice | np.ndarray) -> np.ndarray:
        """`(n,)` float32 inner products of these rows with the query; 0 for a row of zeros."""
        rows = np.asarray(self._rows[_as_slice(which)], dtype=np.float32)
        products = rows @ query
        if not self._is_bytes:
            return products
        lengths = _lengths(rows)
        return np.divide(products, lengths, out=products, where=lengths > 0)


def _as_slice(which: slice | np.ndarray) -> slice | np.ndarray:
    """Places in a row as a slice, which copies nothing: of a small index all places are asked."""
    if isinstance(which, slice) or not len(which) or (np.diff(which) != 1).any():
        return which
    return slice(int(which[0]), int(which[-1]) + 1)


def _lengths(rows: np.ndarray) -> np.ndarray:
    return np.sqrt(np.einsum("ij,ij->i", rows, rows))
