"""The pipeline of Haystack's tutorial "Creating a Hybrid Retrieval Pipeline".

Its own numbers: DocumentSplitter by "word" with split_length 512 and split_overlap 32 (the
component's defaults are "word", 200 and 0), an in-memory store with its default BM25L and dot
product, ten passages of each retriever (their default), ten in the end (the default of the
tutorial's ranker). A "word" is what stands between two spaces, in the splitter, and a run of
letters in BM25: neither knows Chinese, so a text without spaces is one passage, and a clause
between two punctuation marks is one term.

Ours, not the tutorial's: the embedding model, so that what is compared is the pipeline; and in
place of the ranker, a cross-encoder to download, the joiner fuses by reciprocal rank instead of
concatenating, which leaves no order.
"""

import os
import time
from dataclasses import replace
from typing import Any

# Read once, when haystack is first imported, so nobody may import it before this module does:
# it would tell a server which pipelines run.
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"

from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore

from eval.baselines.contract import answer_of_passages
from eval.cases import Case
from eval.sources import Sources
from eval.spans import Span
from eval.temporary import AnyEmbedder

SPLIT_LENGTH = 512
SPLIT_OVERLAP = 32
TOP_K = 10


def haystack_hybrid(
    sources: Sources, embedder: AnyEmbedder, *, split_length: int = SPLIT_LENGTH
) -> "HaystackHybrid":
    """The tutorial's system over these texts; overlap stays a sixteenth of `split_length`."""
    splitter = DocumentSplitter(
        split_by="word",
        split_length=split_length,
        split_overlap=split_length * SPLIT_OVERLAP // SPLIT_LENGTH,
    )
    return HaystackHybrid(f"haystack hybrid ({split_length})", sources, embedder, splitter)


@component
class PassageEmbedder:
    """Haystack's document embedder, with our embedding model."""

    def __init__(self, embedder: AnyEmbedder) -> None:
        self._embedder = embedder

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """The documents with their embeddings."""
        vectors = self._embedder.embed_passages([document.content or "" for document in documents])
        pairs = zip(documents, vectors, strict=True)
        return {"documents": [replace(one, embedding=vector.tolist()) for one, vector in pairs]}


@component
class QueryEmbedder:
    """Haystack's text embedder, with our embedding model."""

    def __init__(self, embedder: AnyEmbedder) -> None:
        self._embedder = embedder

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, list[float]]:
        """The query's embedding."""
        return {"embedding": self._embedder.embed_query(text).tolist()}


class HaystackHybrid:
    """A system: split, embed, BM25 and cosine, fused by reciprocal rank."""

    def __init__(
        self, name: str, sources: Sources, embedder: AnyEmbedder, splitter: DocumentSplitter
    ) -> None:
        """Splits and embeds every text; no script is folded, no noise masked."""
        self.name = name
        self._sources = sources
        store = InMemoryDocumentStore()
        _indexing(store, embedder, splitter).run(
            {
                "splitter": {
                    "documents": [
                        Document(content=text, meta={"path": path})
                        for path, text in sources.items()
                    ]
                }
            }
        )
        self._spans = [_span(passage, sources) for passage in store.filter_documents()]
        self._retrieval = _retrieval(store, embedder)

    def collection(self) -> list[Span]:
        """Every passage."""
        return list(self._spans)

    def answer(self, case: Case) -> dict[str, Any]:
        """The best passages, each cited; history is not used, as in the tutorial."""
        began = time.perf_counter()
        done = self._retrieval.run(
            {"query_embedder": {"text": case.question}, "bm25": {"query": case.question}},
            include_outputs_from={"dense"},
        )
        retrieve_ms = 1000 * (time.perf_counter() - began)
        found: list[Document] = done["joiner"]["documents"]
        nearest: list[Document] = done["dense"]["documents"]
        return answer_of_passages(
            case,
            [(_span(passage, self._sources), passage.score or 0.0) for passage in found],
            self._sources,
            answerer=self.name,
            best_cosine=max((passage.score or 0.0 for passage in nearest), default=0.0),
            retrieve_ms=retrieve_ms,
        )


def _indexing(
    store: InMemoryDocumentStore, embedder: AnyEmbedder, splitter: DocumentSplitter
) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("splitter", splitter)
    pipeline.add_component("embedder", PassageEmbedder(embedder))
    pipeline.add_component("writer", DocumentWriter(store))
    pipeline.connect("splitter", "embedder")
    pipeline.connect("embedder", "writer")
    return pipeline


def _retrieval(store: InMemoryDocumentStore, embedder: AnyEmbedder) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("query_embedder", QueryEmbedder(embedder))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("bm25", InMemoryBM25Retriever(store))
    pipeline.add_component("joiner", DocumentJoiner("reciprocal_rank_fusion", top_k=TOP_K))
    pipeline.connect("query_embedder", "dense")
    pipeline.connect("bm25", "joiner")
    pipeline.connect("dense", "joiner")
    return pipeline


def _span(passage: Document, sources: Sources) -> Span:
    """Where the splitter says the passage stands.

    Raises:
        ValueError: other words stand there.
    """
    start: int = passage.meta["split_idx_start"]
    content = passage.content or ""
    span = Span(passage.meta["path"], start, start + len(content))
    if sources.quote(span) != content:
        raise ValueError(f"not in {span.path} at {start}: {content[:40]!r}")
    return span
