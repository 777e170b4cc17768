"""An index's keys as numbers: the words of each question, and the span that it is attached to."""

import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np

from bot.triangle import products
from ingest.index import Index
from ingest.keys import Key
from ingest.lexical import tokens_of
from ingest.script import fold

Place = tuple[str, int, int]
"""Path, start and end of a span."""

_NO_WORDS = np.float32(1e-9)  # instead of 0, for what has no tokens: it is like nothing


class ReadKeys:
    """The keys read so far, each by its place: the first one read stands first.

    All stands in a few arrays: gathered from objects all over the memory, what a question needs of
    its neighbours took three times as long.
    """

    def __init__(self, keys: Sequence[Key]) -> None:
        """Reads none of the keys yet."""
        self.spans: list[Place] = []
        """Number -> span, in the order of their coming."""
        self._keys = keys
        self._places: dict[int, int] = {}
        self._token_numbers: dict[str, int] = {}
        self._span_numbers: dict[Place, int] = {}
        self._tokens = np.empty(1024, dtype=np.int64)
        self._starts = np.zeros(64, dtype=np.int64)  # in the tokens, by place; the last one's end
        self._span_of = np.empty(64, dtype=np.int64)
        self._is_open = np.empty(64, dtype=bool)
        self._questions: dict[int, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def places(self, keys: Iterable[int]) -> np.ndarray:
        """`(n,)` the places of the keys at these positions; those not read yet are read."""
        known = self._places
        found = [known[key] if key in known else self._read(key) for key in keys]
        return np.array(found, dtype=np.int64)

    def spans_of(self, places: np.ndarray) -> np.ndarray:
        """`(n,)` numbers of the spans that these keys are attached to."""
        return self._span_of[places]

    def are_open(self, places: np.ndarray) -> np.ndarray:
        """`(n,)` bool: whether these keys are open questions, which no span answers."""
        return self._is_open[places]

    def questions(self, span: int, index: Index, key: int) -> tuple[str, ...]:
        """All questions attached to a span, folded; `key` is one of its keys."""
        if span not in self._questions:
            self._questions[span] = tuple(map(folded, index.questions_of(key)))
        return self._questions[span]

    def likeness(self, places: np.ndarray, asked: str) -> np.ndarray:
        """`(n + 1, n + 1)` Dice coefficients, 0 to 1, of `n` keys and, last, what is asked, folded.

        Of each pair once, below the diagonal; above it are zeros. A token counts by its inverse
        document frequency among these keys: what nearly all of the neighbours say (what is asked,
        and of what subject) does not tell them apart.
        """
        n = len(places)
        rows, sizes = _by_token(*self._gathered(places, asked))
        held = sizes - (rows[np.cumsum(sizes) - 1] == n)  # of a token's rows the question's is last
        weights = np.repeat(np.log(1 + (n - held + 0.5) / (held + 0.5)), sizes)
        own = np.bincount(rows, weights=weights, minlength=n + 1).astype(np.float32)
        shared = products(_table(rows, sizes, np.sqrt(weights), n + 1))
        np.fill_diagonal(shared, own)
        half = np.maximum(own, _NO_WORDS) / 2
        shared /= half[:, None] + half[None, :]
        return shared

    def _gathered(self, places: np.ndarray, asked: str) -> tuple[np.ndarray, np.ndarray]:
        """The distinct tokens of each key and, last, of what is asked; how many each has."""
        with self._lock:
            last = self._numbered(asked)
        starts = self._starts[places]
        sizes = self._starts[places + 1] - starts
        ends = sizes.cumsum()
        gathered = self._tokens[np.repeat(starts - ends + sizes, sizes) + np.arange(ends[-1])]
        return np.concatenate([gathered, last]), np.concatenate([sizes, [len(last)]])

    def _numbered(self, text: str) -> np.ndarray:
        numbers = self._token_numbers
        found = [numbers.setdefault(token, len(numbers)) for token in tokens_of(text)]
        return np.array(found, dtype=np.int64)

    def _read(self, key: int) -> int:
        """The place of a key that has none yet."""
        one = self._keys[key]
        question = folded(one.question)
        with self._lock:
            if key not in self._places:  # else another thread was sooner
                place = len(self._places)
                self._keep_tokens(place, self._numbered(question))
                self._keep_span(place, one)
                self._places[key] = place
            return self._places[key]

    def _keep_tokens(self, place: int, tokens: np.ndarray) -> None:
        start, end = int(self._starts[place]), int(self._starts[place]) + len(tokens)
        self._tokens = _long_enough(self._tokens, end)
        self._starts = _long_enough(self._starts, place + 2)
        self._tokens[start:end] = tokens
        self._starts[place + 1] = end

    def _keep_span(self, place: int, key: Key) -> None:
        span = key.path, key.start, key.end
        if span not in self._span_numbers:
            self._span_numbers[span] = len(self.spans)
            self.spans.append(span)
        self._span_of = _long_enough(self._span_of, place + 1)
        self._is_open = _long_enough(self._is_open, place + 1)
        self._span_of[place] = self._span_numbers[span]
        self._is_open[place] = key.is_open


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
    ends = np.flatnonzero(distinct[1:] != distinct[:-1]) + 1
    ends = np.concatenate([[0], ends, [len(pairs)]])
    return rows, ends[1:] - ends[:-1]


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


_KNOWN: WeakKeyDictionary[Index, ReadKeys] = WeakKeyDictionary()


def read_keys(index: Index) -> ReadKeys:
    """Those of this index; what is read is kept while the index is open."""
    if index not in _KNOWN:
        _KNOWN[index] = ReadKeys(index.keys)
    return _KNOWN[index]


def read_ahead(index: Index, *, n_most: int = 20_000) -> None:
    """Reads the keys before anybody asks, `n_most` of them: each takes a tenth of a ms."""
    read_keys(index).places(range(min(n_most, len(index.keys))))


@lru_cache(maxsize=32_768)
def folded(question: str) -> str:
    """A key's question as it is compared."""
    return fold(question, taiwan_wording=False).text
