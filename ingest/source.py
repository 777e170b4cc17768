"""What a generation is written from: the work database, or whatever answers as it does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np

from ingest.keys import Key


class Source(Protocol):
    """Documents taken apart, with their vectors, in the order of search: by path, then start."""

    def count(self, table: str) -> int:
        """Rows of documents, passages, sentences or keys."""
        ...

    def stamps(self) -> dict[str, str]:
        """Path -> stamp of every document."""
        ...

    def names(self) -> Iterator[str]:
        """What every document may be called by, as it is searched."""
        ...

    def keys(self) -> list[Key]:
        """Every key."""
        ...

    def searched(self) -> Iterator[str]:
        """What BM25 reads of every passage."""
        ...

    def vectors(self, table: str, dims: int) -> Iterator[np.ndarray]:
        """`(n, dims)` float32 blocks of the passages', sentences' or keys' vectors."""
        ...

    def signatures(self) -> np.ndarray:
        """`(n_passages, N_HASHES)` uint32."""
        ...

    def passages_per_document(self) -> dict[str, int]:
        """Path -> how many passages; documents without one are left out."""
        ...

    def sentences_per_passage(self) -> np.ndarray:
        """`(n_passages,)` int64."""
        ...

    def write_snapshot(self, file: Path) -> None:
        """Writes everything but vectors to a new database."""
        ...
