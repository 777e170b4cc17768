"""How alike questions are by their words: the reader's and the attached ones nearest to it."""

import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np

from bot.triangle import products
from ingest.index import Index
from ingest.lexical import tokens_of
from ingest.script import fold

_NO_WORDS = np.float32(1e-9)  # instead of 0, for what has no tokens: it is like nothing


class KeyWords:
    """The tokens of an index's keys as numbers, each key read once.

    They stand in one array: gathered from an array a key, they took three times as long.
    """

    def __init__(self, index: Index) -> None:
        """Reads nothing yet."""
        self._keys = index.keys
        self._numbers: dict[str, int] = {}
        self._places: dict[int, int] = {}  # in the order of their being read
        self._tokens = np.empty(1024, dtype=np.int64)
        self._starts = np.zeros(64, dtype=np.int64)  # in the tokens, by place; the last one's end
        self._lock = threading.Lock()

    def read(self, keys: Iterable[int]) -> list[int]:
        """The places of these keys; those that were not read before are read."""
        places = self._places
        return [places[key] if key in places else self._keep(key) for key in keys]

    def likeness(self, keys: Sequence[int], asked: str) -> np.ndarray:
        """`(n + 1, n + 1)` Dice coefficients, 0 to 1, of `n` keys and, last, what is asked, folded.

        Of each pair once, below the diagonal; above it are zeros. A token counts by its inverse
        document frequency among these keys: what nearly all of the neighbours say (what is asked,
        and of what subject) does not tell them apart.
        """
        n = len(keys)
        rows, sizes = _by_token(*self._gathered(keys, asked))
        held = sizes - (rows[np.cumsum(sizes) - 1] == n)  # of a token's rows the question's is last
        weights = np.repeat(np.log(1 + (n - held + 0.5) / (held + 0.5)), sizes)
        own = np.bincount(rows, weights=weights, minlength=n + 1).astype(np.float32)
        shared = products(_table(rows, sizes, np.sqrt(weights), n + 1))
        np.fill_diagonal(shared, own)
        half = np.maximum(own, _NO_WORDS) / 2
        shared /= half[:, None] + half[None, :]
        return shared

    def _gathered(self, keys: Sequence[int], asked: str) -> tuple[np.ndarray, np.ndarray]:
        """The distinct tokens of each key and, last, of what is asked; how many each has."""
        places = np.array(self.read(keys), dtype=np.int64)
        with self._lock:
            last = self._numbered(asked)
        starts = self._starts[places]
        sizes = self._starts[places + 1] - starts
        ends = sizes.cumsum()
        gathered = self._tokens[np.repeat(starts - ends + sizes, sizes) + np.arange(ends[-1])]
        return np.concatenate([gathered, last]), np.concatenate([sizes, [len(last)]])

    def _numbered(self, text: str) -> np.ndarray:
        numbers = self._numbers
        found = [numbers.setdefault(token, len(numbers)) for token in tokens_of(text)]
        return np.array(found, dtype=np.int64)

    def _keep(self, key: int) -> int:
        """The place of a key that has none yet."""
        question = folded(self._keys[key].question)
        with self._lock:
            place = len(self._places)
            if key in self._places:  # another thread was sooner
                return self._places[key]
            tokens = self._numbered(question)
            start, end = int(self._starts[place]), int(self._starts[place]) + len(tokens)
            self._tokens = _long_enough(self._tokens, end)
            self._starts = _long_enough(self._starts, place + 2)
            self._tokens[start:end] = tokens
            self._starts[place + 1] = end
            self._places[key] = place
            return place


def _long_enough(array: np.ndarray, n: int) -> np.ndarray:
    """The array, or one twice as long; a thread that reads the old one keeps it."""
    return array if n <= len(array) else np.resize(array, 2 * n)


def _by_token(tokens: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows that hold each distinct token, one token's after the other's; how many each has.

    `sizes` says how many of the `tokens` are a row's. np.unique takes twice as long.
    """
    n_rows = len(sizes)
    pairs = np.sort(tokens * n_rows + np.repeat(np.arange(n_rows), sizes))
    distinct, rows = np.divmod(pairs, n_rows)
    is_last = np.append(distinct[1:] != distinct[:-1], True)
    ends = np.flatnonzero(is_last) + 1
    return rows, np.diff(ends, prepend=0)


def _table(rows: np.ndarray, sizes: np.ndarray, values: np.ndarray, n_rows: int) -> np.ndarray:
    """`(n_rows, m)` float32, a column for each token that more than one row holds.

    Three tokens in four are in one row only: without them multiplying takes a third of the time.
    """
    is_shared = sizes > 1
    kept = np.repeat(is_shared, sizes)
    columns = np.repeat(np.arange(is_shared.sum()), sizes[is_shared])
    table = np.zeros((n_rows, int(is_shared.sum())), dtype=np.float32)
    table[rows[kept], columns] = values[kept]
    return table


_KNOWN: WeakKeyDictionary[Index, KeyWords] = WeakKeyDictionary()


def key_words(index: Index) -> KeyWords:
    """The one of this index; what it has read is kept while the index is open."""
    if index not in _KNOWN:
        _KNOWN[index] = KeyWords(index)
    return _KNOWN[index]


def read_keys(index: Index, *, n_most: int = 20_000) -> None:
    """Reads the keys before anybody asks, `n_most` of them: each takes a tenth of a ms."""
    key_words(index).read(range(min(n_most, len(index.keys))))


@lru_cache(maxsize=32_768)
def folded(question: str) -> str:
    """A key's question as it is compared."""
    return fold(question, taiwan_wording=False).text
