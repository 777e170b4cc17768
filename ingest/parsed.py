"""What is made of a document before it is embedded."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ingest.records import Document, Passage, Section, Sentence


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document taken apart, ready to be embedded and stored."""

    document: Document
    sections: Sequence[Section]
    passages: Sequence[Passage]
    sentences: Sequence[Sentence]
    searched: Sequence[str]
    """For each passage, its folded text with its headings: what BM25 reads."""
    signatures: np.ndarray = field(repr=False)
    """`(n_passages, N_HASHES)` uint32 MinHash of each passage."""
