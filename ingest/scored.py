"""BM25 of passages for some words: the best of them, and those of given rows."""

from typing import Protocol

import numpy as np

from ingest.largest import best_first

_FEW = 4  # where less than one row in four holds a word, the others need no looking at


class WordScores(Protocol):
    """Scores by row, higher is better; 0 where a passage holds none of the words."""

    def best(self, n: int, among: np.ndarray | None = None) -> np.ndarray:
        """Rows of the `n` largest above 0, best first; of those `among`."""
        ...

    def of(self, rows: np.ndarray) -> np.ndarray:
        """`(len(rows),)` float32."""
        ...


class EveryScore:
    """The scores of all rows from 0 on, in memory."""

    def __init__(self, scores: np.ndarray) -> None:
        """`scores` is `(n_rows,)`."""
        self._scores = scores

    def best(self, n: int, among: np.ndarray | None = None) -> np.ndarray:
        """Rows of the `n` largest above 0, best first; equal ones in the order of search."""
        scores = self._scores if among is None else self._scores[among]
        held = np.flatnonzero(scores) if np.count_nonzero(scores) < len(scores) // _FEW else None
        places = best_first(scores, n) if held is None else held[best_first(scores[held], n)]
        places = places[scores[places] > 0]
        return places if among is None else among[places]

    def of(self, rows: np.ndarray) -> np.ndarray:
        """`(len(rows),)` float32."""
        return self._scores[rows]
