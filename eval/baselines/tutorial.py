"""The pipeline of LangChain's tutorial "Build a RAG application".

Its own numbers: RecursiveCharacterTextSplitter with chunk_size 1000 and chunk_overlap 200, its
default separators (which know no Chinese punctuation), an in-memory store by cosine, and
similarity_search's default of four passages. Ours, not the tutorial's, is the embedding model, so
that what is compared is the pipeline. The store is a dot product here: InMemoryVectorStore
computes the same cosine, one text at a time.
"""

from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.baselines.dense import DensePassages
from eval.sources import Sources
from eval.temporary import AnyEmbedder

CHUNK_SIZE = 1000
CHUNK_OVERLAP = 200
TOP_K = 4


def langchain_tutorial(
    sources: Sources, embedder: AnyEmbedder, *, chunk_size: int = CHUNK_SIZE
) -> DensePassages:
    """The tutorial's system over these texts; overlap stays a fifth of `chunk_size`."""
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=chunk_size, chunk_overlap=chunk_size * CHUNK_OVERLAP // CHUNK_SIZE
    )
    name = f"langchain tutorial ({chunk_size})"
    return DensePassages(name, sources, embedder, splitter.split_text, top_k=TOP_K)
