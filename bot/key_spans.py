"""The spans that an index's keys are attached to, as numbers: told apart without their paths."""

import threading
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from bot.key_words import folded
from ingest.index import Index
from ingest.keys import Key

Place = tuple[str, int, int]
"""Path, start and end of a span."""


class KeySpans:
    """A number for each span, in the order of their being met; each key is read once.

    Paths compared key by key took a quarter of a millisecond of each question.
    """

    def __init__(self) -> None:
        """Has met none."""
        self.places: list[Place] = []
        """Number -> span."""
        self._numbers: dict[Place, int] = {}
        self._of_key: dict[int, int] = {}
        self._is_open: list[bool] = []
        self._questions: dict[int, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def of(self, keys: Sequence[int], among: Sequence[Key]) -> np.ndarray:
        """`(n,)` numbers of the spans of these keys, which are positions in `among`."""
        known = self._of_key
        for key in keys:
            if key not in known:
                known[key] = self._numbered(among[key])
        return np.array([known[key] for key in keys], dtype=np.int64)

    def are_open(self, spans: np.ndarray) -> np.ndarray:
        """`(n,)` bool: whether these are no spans, since their questions are open ones."""
        is_open = self._is_open
        return np.array([is_open[span] for span in spans.tolist()], dtype=bool)

    def texts(self, spans: np.ndarray) -> np.ndarray:
        """`(n,)` the paths of the texts that they are spans of."""
        return np.array([self.places[span][0] for span in spans.tolist()])

    def questions(self, span: int, index: Index, key: int) -> tuple[str, ...]:
        """All questions attached to a span, folded; `key` is one of its keys."""
        if span not in self._questions:
            self._questions[span] = tuple(map(folded, index.questions_of(key)))
        return self._questions[span]

    def _numbered(self, key: Key) -> int:
        place = key.path, key.start, key.end
        with self._lock:  # two threads must not give one number twice
            if place not in self._numbers:
                self.places.append(place)
                self._is_open.append(key.is_open)
                self._numbers[place] = len(self._numbers)
            return self._numbers[place]


_KNOWN: WeakKeyDictionary[Index, KeySpans] = WeakKeyDictionary()


def key_spans(index: Index) -> KeySpans:
    """The one of this index; what it has read is kept while the index is open."""
    if index not in _KNOWN:
        _KNOWN[index] = KeySpans()
    return _KNOWN[index]
