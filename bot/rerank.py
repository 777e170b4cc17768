"""Hits read again, each together with the question, by a cross-encoder: slower, optional."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from bot.fuse import min_max
from bot.records import Hit
from ingest.build import shown_text
from ingest.errors import ModelNotFound
from ingest.pretrained import load_pretrained
from ingest.script import simplify

N_RERANKED = 30
"""Hits that are read again; the answer is made of the first ten."""


class Reranker(Protocol):
    """What puts hits into another order."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same hits, best first, with scores that say so."""
        ...


class CrossEncoderReranker:
    """Any CrossEncoder of sentence-transformers that gives a pair of texts one score."""

    def __init__(self, model: str) -> None:
        """Loads the model.

        Raises:
            ModelNotFound: there is no such model, or it gives several scores.
        """
        self.name = model
        self._model = _load(model)
        self._lock = threading.Lock()  # a tokenizer read by two threads fails: "Already borrowed"

    @classmethod
    def open(cls, model: str) -> "CrossEncoderReranker | None":
        """The reranker of that name or folder; None of an empty one.

        Raises:
            ModelNotFound: saying what to do.
        """
        return cls(model) if model else None

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits by the mean of both scores, each min-max normalised, 0 to 1; ties as they came.

        Half is the fused score's, since a cross-encoder knows nothing of keys or of other passages.
        """
        if not hits:
            return []
        read = self._scores(question, hits)
        scores = (min_max(np.array([hit.score for hit in hits])) + min_max(read)) / 2
        return [
            replace(
                hits[i], score=float(scores[i]), legs=hits[i].legs | {"reranker": float(read[i])}
            )
            for i in np.argsort(-scores, kind="stable")
        ]

    def _scores(self, question: str, hits: Sequence[Hit]) -> np.ndarray:
        """`(n,)`, higher is better; both texts in Simplified, which most such models know best."""
        asked = simplify(question)
        pairs = [(asked, simplify(shown_text(hit.passage))) for hit in hits]
        with self._lock:
            return np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float64)


def _load(model: str) -> Any:
    loaded = load_pretrained(
        _cross_encoder, model, what="reranker", setting="reranker", instead='to "" for none'
    )
    if loaded.num_labels != 1:
        raise ModelNotFound(
            f"the reranker {model!r} gives {loaded.num_labels} scores for a pair of texts; "
            'set `reranker` to a CrossEncoder that gives one, or to "" for none'
        )
    return loaded


def _cross_encoder(model: str, **options: Any) -> Any:
    from sentence_transformers import CrossEncoder

    return CrossEncoder(model, **options)
