"""A small real embedding for tests: hashed character bigrams, unit length. No model to load."""

import hashlib
from collections.abc import Sequence

import numpy as np


class HashingEmbedder:
    """Vectors that agree where texts share bigrams; counts the texts it was given."""

    def __init__(self, dims: int = 64) -> None:
        self.name = f"hashing/{dims}"
        self.dims = dims
        self.n_embedded = 0

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.n_embedded += len(texts)
        rows = [self._vector(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, self.dims)

    def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([self._vector(text) for text in texts], dtype=np.float32)

    def embed_query(self, text: str) -> np.ndarray:
        return self._vector(text)

    def _vector(self, text: str) -> np.ndarray:
        vector = np.zeros(self.dims, dtype=np.float32)
        vector[0] = 1e-3
        for i in range(len(text) - 1):
            digest = hashlib.blake2b(text[i : i + 2].encode("utf-8", "surrogatepass")).digest()
            vector[int.from_bytes(digest[:4], "little") % self.dims] += 1
        return vector / np.linalg.norm(vector)
