"""How alike questions are by their words: the reader's and the attached ones nearest to it."""

from collections.abc import Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np

from ingest.index import Index
from ingest.lexical import tokens_of
from ingest.script import fold


class KeyWords:
    """The tokens of an index's keys as numbers, each key read once."""

    def __init__(self, index: Index) -> None:
        """Reads nothing yet."""
        self._keys = index.keys
        self._numbers: dict[str, int] = {}
        self._read: dict[int, np.ndarray] = {}

    def of(self, key: int) -> np.ndarray:
        """The distinct tokens of a key's question."""
        if key not in self._read:
            self._read[key] = self._numbered(folded(self._keys[key].question))
        return self._read[key]

    def likeness(self, keys: Sequence[int], asked: str) -> np.ndarray:
        """`(n + 1, n + 1)` Dice coefficients, 0 to 1, of `n` keys and, last, what is asked, folded.

        A token counts by its inverse document frequency among these keys: what nearly all of the
        neighbours say (what is asked, and of what subject) does not tell them apart.
        """
        tokens = [*(self.of(key) for key in keys), self._numbered(asked)]
        sizes = [len(own) for own in tokens]
        distinct, columns = np.unique(np.concatenate(tokens), return_inverse=True)
        rows = np.repeat(np.arange(len(tokens)), sizes)
        n = len(keys)
        held = np.bincount(columns[rows < n], minlength=len(distinct))
        weights = np.log(1 + (n - held + 0.5) / (held + 0.5))
        table = np.zeros((n + 1, len(distinct)), dtype=np.float32)
        table[rows, columns] = np.sqrt(weights[columns])
        shared = table @ table.T
        total = shared.diagonal()
        both = total[:, None] + total[None, :]
        return np.divide(2 * shared, both, out=np.zeros_like(shared), where=both > 0)

    def _numbered(self, text: str) -> np.ndarray:
        numbers = self._numbers
        found = sorted(numbers.setdefault(token, len(numbers)) for token in tokens_of(text))
        return np.array(found, dtype=np.int64)


_KNOWN: WeakKeyDictionary[Index, KeyWords] = WeakKeyDictionary()


def key_words(index: Index) -> KeyWords:
    """The one of this index; what it has read is kept while the index is open."""
    if index not in _KNOWN:
        _KNOWN[index] = KeyWords(index)
    return _KNOWN[index]


def read_keys(index: Index, *, n_most: int = 20_000) -> None:
    """Reads the keys before anybody asks, `n_most` of them: each takes a tenth of a ms."""
    known = key_words(index)
    for key in range(min(n_most, len(index.keys))):
        known.of(key)


@lru_cache(maxsize=32_768)
def folded(question: str) -> str:
    """A key's question as it is compared."""
    return fold(question, taiwan_wording=False).text
