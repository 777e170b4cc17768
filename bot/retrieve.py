"""Question -> hits: BM25 and dense candidates, each passage with its best sentence, fused."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from bot.compound import solid
from bot.fuse import fuse_scores
from bot.keyed import Keyed, KeyedSpan, nearest_keys, score_by_row
from bot.named_text import named_documents
from bot.question import Question
from bot.records import Hit
from bot.rerank import N_RERANKED, Reranker
from ingest.index import Index
from ingest.lexical import share_unseen
from ingest.script import simplify

_N_CANDIDATES = 100  # of each leg; evidence that neither leg has in its first hundred is lost
_NAMED = 1.0  # for the passages of a text that the question names
_MAX_NAMED = 300
_WEIGHTS = {"lexical": 0.4, "dense": 0.2, "sentence": 0.4, "key": 1.5}
"""Fitted on the dev questions. What the keys say counts by its root, not normalised within the
question: where no key is near, they say nothing."""
_WITHOUT_WORDS = 5.0  # more for the keys where none of the question's words stand in the texts


class QueryEmbedder(Protocol):
    """What retrieval needs of an embedding model."""

    def embed_query(self, text: str) -> np.ndarray:
        """`(dims,)` float32, unit length."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """All that a question's search brought up: fused hits, best first, and the query vector.

    `keys` is what the questions attached to the texts say, and `topicality` how near the question
    lies to the corpus as a whole: `Index.topicality`.
    """

    hits: tuple[Hit, ...]
    rows: tuple[int, ...]
    query_vector: np.ndarray
    keys: Keyed = field(default_factory=Keyed)
    topicality: tuple[float, float] = (0.0, 0.0)

    @property
    def keyed(self) -> tuple[KeyedSpan, ...]:
        """The spans that the nearest questions are attached to, best first."""
        return self.keys.spans


NOTHING = Found((), (), np.empty(0, dtype=np.float32))
"""What a message that asks nothing finds."""


def _by_hit(legs: Mapping[str, np.ndarray], order: np.ndarray) -> list[dict[str, float]]:
    """For each hit in order its score by each leg."""
    scores = zip(*(leg[order].tolist() for leg in legs.values()), strict=True)
    return [dict(zip(legs, own, strict=True)) for own in scores]


class Retriever:
    """Hybrid search over one index. One query embedding per question."""

    def __init__(
        self,
        index: Index,
        embedder: QueryEmbedder,
        *,
        weights: Mapping[str, float] | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """`weights` of the legs lexical, dense, sentence, key; a leg left out is turned off."""
        self.index = index
        self.reranker = reranker
        self.embedder = embedder
        self.weights = dict(weights or _WEIGHTS)

    @property
    def weights_without_keys(self) -> dict[str, float]:
        """The weights with the questions as keys turned off."""
        return {name: weight for name, weight in self.weights.items() if name != "key"}

    def retrieve(
        self, question: Question, *, n: int = 30, without_keys: Set[int] = frozenset()
    ) -> Found:
        """The `n` best passages for the question; fewer in a small index.

        `without_keys` are the places of keys that are to count as not being there.
        """
        vector = self.embedder.embed_query(simplify(question.searched))
        query = self.index.centred_query(vector)
        among, paths = self._chosen(question)
        has_keys = "key" in self.weights
        keyed = (
            nearest_keys(self.index, question, query, without=without_keys) if has_keys else Keyed()
        )
        spans = tuple(span for span in keyed.spans if not paths or span.path in paths)
        by_row = score_by_row(spans)
        named = self._rows_of_named(question) if among is None else np.empty(0, dtype=np.int64)
        rows, words = self.index.candidates(query, question.tokens, _N_CANDIDATES, among=among)
        rows = np.union1d(rows, [*by_row, *named.tolist()]).astype(np.int64)
        topicality = self.index.topicality(vector)
        if not len(rows):
            return Found((), (), query, topicality=topicality)
        legs = {
            "lexical": words.of(rows),
            "dense": self.index.passage_cosines(query, rows),
            "sentence": self.index.best_sentence_cosines(query, rows),
        }
        fused = fuse_scores(
            legs, {name: self.weights[name] for name in legs if name in self.weights}
        )
        if by_row:
            legs["key"] = np.array([by_row.get(row, 0.0) for row in rows.tolist()], np.float32)
            terms = solid(question.terms, question.about, self.index.lexical)
            missing = share_unseen(terms, self.index.lexical)
            weight = self.weights["key"] + _WITHOUT_WORDS * missing
            fused = fused + weight * np.sqrt(legs["key"])
        if len(named):
            fused = fused + _NAMED * np.isin(rows, named)
        order = self._without_repeats(rows, np.lexsort((rows, -fused)), self._n_read(n))
        found = rows[order].tolist()
        hits = self._hits(found, fused[order].tolist(), _by_hit(legs, order))
        if self.reranker is not None:
            row_of = dict(zip((hit.passage.passage_id for hit in hits), found, strict=True))
            hits = self.reranker.rerank(question.searched, hits)[:n]
            found = [row_of[hit.passage.passage_id] for hit in hits]
        return Found(tuple(hits), tuple(found), query, replace(keyed, spans=spans), topicality)

    def _hits(
        self, rows: Sequence[int], scores: Sequence[float], legs: Sequence[dict[str, float]]
    ) -> list[Hit]:
        passages = self.index.passage_at(rows)
        return list(map(Hit, passages, scores, legs))

    def _n_read(self, n: int) -> int:
        """How many hits it takes to give `n`: a reranker may bring any of its own up."""
        return n if self.reranker is None else max(n, N_RERANKED)

    def _without_repeats(self, rows: np.ndarray, order: np.ndarray, n: int) -> np.ndarray:
        """The first `n` of `order`, of near duplicates only the best; the others are 另见."""
        kept: list[int] = []
        repeats: set[int] = set()
        for i, row in zip(order.tolist(), rows[order].tolist(), strict=True):
            if row not in repeats:
                kept.append(i)
                repeats.update(self.index.duplicate_rows(row))
            if len(kept) == n:
                break
        return np.array(kept, dtype=np.int64)

    def _chosen(self, question: Question) -> tuple[np.ndarray | None, frozenset[str]]:
        """Rows and paths of the documents that the question may be answered from; None for all.

        Raises:
            UnknownDocument: one of them is not in the index.
        """
        if not question.documents:
            return None, frozenset()
        documents = [self.index.document(doc_id) for doc_id in question.documents]
        rows = [row for document in documents for row in self.index.rows_of(document)]
        return np.array(sorted(rows), dtype=np.int64), frozenset(d.path for d in documents)

    def _rows_of_named(self, question: Question) -> np.ndarray:
        """Rows of the texts that the question names, ascending; of a long text its first ones."""
        documents = named_documents(question.read, self.index)
        rows = [row for document in documents for row in self.index.rows_of(document)]
        return np.array(sorted(rows)[:_MAX_NAMED], dtype=np.int64)
