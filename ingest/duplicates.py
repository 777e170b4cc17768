"""Which passages, and which documents, nearly equal each other. The only import of datasketch.

A passage is the set of 5-character shingles of its folded letters and digits; its signature is
their MinHash. Signatures that agree in a whole band are compared, and joined where the estimated
Jaccard similarity is .8 or more.
Source: Broder 1997, "On the resemblance and containment of documents"; bands: Leskovec, Rajaraman
& Ullman 2014, "Mining of Massive Datasets", 3.4. Departures: every candidate pair is verified by
its signatures, and clusters are connected components (A~B and B~C put A and C together).
"""

import re

import numpy as np
from datasketch import MinHash

N_HASHES = 128  # standard error of the estimate .035 at .8
THRESHOLD = 0.8
_SHINGLE_CHARS = 5
_N_BANDS, _BAND_HASHES = 16, 8  # finds .95 of pairs at .8, .994 at .85, looks at .07 % at .4
_PAIRS_AT_ONCE = 16_384
_NOT_WORDS = re.compile(r"[\W_]+")
_FACTOR = 0x9E3779B1  # odd, so that no character is lost


def _as_is(value: int) -> int:
    return value


_EMPTY = MinHash(num_perm=N_HASHES, seed=1, hashfunc=_as_is, scheme="affine32")


def signature(folded: str) -> np.ndarray:
    """`(N_HASHES,)` uint32 MinHash of a folded text; the share of equal values estimates Jaccard.

    Punctuation and white space count for nothing; a text shorter than a shingle is one.
    """
    minhash = _EMPTY.copy()
    minhash.update_batch(_shingles(_NOT_WORDS.sub("", folded)).tolist())
    return minhash.hashvalues


def _shingles(text: str) -> np.ndarray:
    """`(n,)` uint32: a polynomial hash of every run of 5 characters; six times as fast as SHA-1."""
    raw = text.encode("utf-32-le", "surrogatepass")
    chars = np.frombuffer(raw, dtype="<u4").astype(np.uint32)
    size = max(1, min(_SHINGLE_CHARS, len(chars)))
    n = max(0, len(chars) - size + 1)
    hashes = np.zeros(n, dtype=np.uint32)
    for offset in range(size):
        hashes = hashes * np.uint32(_FACTOR) + chars[offset : offset + n]
    return hashes


def signature_of_union(signatures: np.ndarray, firsts: np.ndarray) -> np.ndarray:
    """`(len(firsts), N_HASHES)`: of rows from each of `firsts` to the next, their union's MinHash.

    So a document's signature is made of its passages'. `firsts` ascends without repeats.
    """
    if not len(firsts):
        return np.empty((0, N_HASHES), dtype=np.uint32)
    return np.minimum.reduceat(signatures, firsts, axis=0)


def clusters(signatures: np.ndarray) -> np.ndarray:
    """`(n,)` int64: for each row the first row of its cluster, which is itself if it stands alone.

    In memory while at work: the signatures and some 100 bytes a row. datasketch's MinHashLSH, a
    dict of sets for each band, takes 5,100 a row.
    """
    if not len(signatures):
        return np.empty(0, dtype=np.int64)
    _, firsts, inverse = np.unique(_keys(signatures), return_index=True, return_inverse=True)
    distinct = signatures[firsts]
    forest = _Forest(len(distinct))
    for band in range(_N_BANDS):
        _join_band(distinct, band, forest)
    roots = forest.roots()[inverse]
    first_of_root = np.full(len(distinct), len(signatures), dtype=np.int64)
    np.minimum.at(first_of_root, roots, np.arange(len(signatures)))
    return first_of_root[roots]


def _keys(rows: np.ndarray) -> np.ndarray:
    """Each row as one value that sorts and compares."""
    packed = np.ascontiguousarray(rows)
    return packed.view(np.dtype((np.void, packed.itemsize * packed.shape[1]))).ravel()


def _join_band(signatures: np.ndarray, band: int, forest: "_Forest") -> None:
    """Joins the rows that agree in the band and are alike, in rounds over all buckets at once.

    Round k looks at members k apart; pairs that are together already are not compared, so that a
    thousand variants of one form cost a thousand comparisons rather than half a million.
    """
    columns = signatures[:, band * _BAND_HASHES : (band + 1) * _BAND_HASHES]
    _, bucket, sizes = np.unique(_keys(columns), return_inverse=True, return_counts=True)
    shared = np.flatnonzero(sizes[bucket] > 1)
    rows = shared[np.argsort(bucket[shared], kind="stable")]
    bucket = bucket[rows]
    for gap in range(1, int(sizes.max())):
        left = np.flatnonzero(bucket[:-gap] == bucket[gap:])
        _join_alike(signatures, rows[left], rows[left + gap], forest)


def _join_alike(signatures: np.ndarray, a: np.ndarray, b: np.ndarray, forest: "_Forest") -> None:
    roots = forest.roots()
    apart = roots[a] != roots[b]
    a, b = a[apart], b[apart]
    for first in range(0, len(a), _PAIRS_AT_ONCE):
        left, right = a[first : first + _PAIRS_AT_ONCE], b[first : first + _PAIRS_AT_ONCE]
        alike = (signatures[left] == signatures[right]).mean(axis=1) >= THRESHOLD
        for x, y in zip(left[alike].tolist(), right[alike].tolist(), strict=True):
            forest.join(x, y)


class _Forest:
    """Disjoint sets; the root of a set is its lowest row. Tarjan 1975."""

    def __init__(self, n: int) -> None:
        self._parents = np.arange(n)
        self._is_flat = True

    def join(self, a: int, b: int) -> None:
        a, b = self._root(a), self._root(b)
        self._parents[max(a, b)] = min(a, b)
        self._is_flat = False

    def _root(self, row: int) -> int:
        parents = self._parents
        while (parent := int(parents[row])) != row:
            parents[row] = parents[parent]
            row = parent
        return row

    def roots(self) -> np.ndarray:
        """`(n,)`: the root of every row."""
        while not self._is_flat:
            above = self._parents[self._parents]
            self._is_flat = bool((above == self._parents).all())
            self._parents = above
        return self._parents
