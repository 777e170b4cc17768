"""Texts to unit vectors.

The bundled model runs in ONNX Runtime, any other one in sentence_transformers, which is imported
late: it takes 6.5 s.
"""

import copy
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.bundled import MAX_TOKENS, ONNX_FILE, PROMPTS, RECIPE, unpack_bundled_model
from ingest.onnx_module import OnnxSession
from ingest.pretrained import load_pretrained

BUNDLED = "bundled"

Floats = NDArray[np.float32]

# What of a processor decides how fast a precision is.
_NOTED_FLAGS = ("amx_bf16", "amx_int8", "avx512_bf16", "avx512_vnni", "avx_vnni", "asimddp")

# Measured with passages of 200 characters and questions of 20, 1 thread, on a processor with
# AVX512-VNNI and AVX512-BF16 but no AMX, in characters/s and ms a query:
#   ONNX Runtime int8     5,300 one text at a time, 4,800 in batches of 8;  7 ms
#   ONNX Runtime float32  2,600; 2,500; 14 ms
#   PyTorch bfloat16      3,100; 3,400; 28 ms
#   PyTorch float32       1,700; 2,000; 36 ms
# With AMX, bfloat16 in batches beats int8 (10,800 to 6,000), but its imports take 6.5 s, which
# 90,000 characters just earn back; its vectors differ with their batch (by .0015); and then an
# index is another one on every kind of processor.
_WHY_INT8 = (
    "int8 is the fastest precision without AMX, and with AMX for texts of up to 90,000 characters; "
    "one precision for passages and queries makes the same index on every machine of a kind"
)


class Backend(Protocol):
    """What computes vectors; a server of embeddings could be another one.

    `name` says all that decides the vectors: two backends of one name give the same.
    """

    name: str
    dims: int
    max_tokens: int

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """`(n, dims)` float32, unit rows, in the texts' order; texts are never none."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """The same for queries."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage, prompt and specials included, before the cut."""
        ...

    def describe(self) -> dict[str, str]:
        """What runs and why, for a person."""
        ...


@dataclass(frozen=True, slots=True)
class Embedder:
    """Texts to unit vectors, so that a dot product is the cosine.

    A text has one vector, bit for bit, alone or among others: an index brought up to date equals
    one built anew. Texts longer than `max_tokens` are cut.
    """

    backend: Backend

    @classmethod
    def open(cls, model: str, folder: Path, *, workers: int | None = None) -> "Embedder":
        """The embedder of a model, ready to use.

        Args:
            model: "bundled", a folder, or the name of a sentence-transformers model.
            folder: where the bundled model is, or is unpacked to (10 s, once).
            workers: threads that share the passages; the cores this process may use unless given.

        Raises:
            ModelNotFound: there is no such model; the message says what to do.
        """
        workers = workers or _available_cores()
        if model == BUNDLED:
            return cls(_BundledBackend(unpack_bundled_model(folder), workers))
        return cls(_SentenceTransformersBackend(model, workers))

    @property
    def name(self) -> str:
        """All that decides the vectors; an index keeps it to know whether they are its own."""
        return self.backend.name

    @property
    def dims(self) -> int:
        """The length of a vector."""
        return self.backend.dims

    @property
    def max_tokens(self) -> int:
        """Where a text is cut, its prompt and specials included."""
        return self.backend.max_tokens

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """`(n, dims)` float32, unit rows."""
        return self.backend.embed_passages(texts) if texts else self._none()

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """`(n, dims)` float32, unit rows."""
        return self.backend.embed_queries(texts) if texts else self._none()

    def embed_query(self, text: str) -> Floats:
        """`(dims,)` float32 of unit length."""
        return self.embed_queries([text])[0]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage, prompt and specials included, before the cut."""
        return self.backend.count_tokens(texts)

    def describe(self) -> dict[str, str]:
        """What runs and why, for a person to read: model, backend, precisions, processor."""
        return {"model": self.name, **self.backend.describe(), "processor": _processor()}

    def _none(self) -> Floats:
        return np.empty((0, self.dims), np.float32)


class _BundledBackend:
    """The bundled model, int8, one text at a time on one thread, `workers` of them at once."""

    name = f"multilingual-e5-small/int8/{RECIPE}"
    max_tokens = MAX_TOKENS

    def __init__(self, folder: Path, workers: int) -> None:
        self._session = OnnxSession(folder / ONNX_FILE, folder / "tokenizer.json", MAX_TOKENS)
        self._workers = workers
        self.dims = self._session.dims

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        return self._embed([PROMPTS["passage"] + text for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        return self._embed([PROMPTS["query"] + text for text in texts])

    def _embed(self, texts: Sequence[str]) -> Floats:
        return np.stack(_map_in_threads(self._session.encode, texts, self._workers))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(self._session.token_ids(PROMPTS["passage"] + text)) for text in texts]

    def describe(self) -> dict[str, str]:
        return {
            "backend": "ONNX Runtime, one thread a text",
            "passages": "int8",
            "queries": "int8",
            "why": _WHY_INT8,
        }


class _SentenceTransformersBackend:
    """Any sentence-transformers model, with its own prompts and precision."""

    def __init__(self, model: str, workers: int) -> None:
        self._model = _load_sentence_transformer(model)
        _name_document_prompt(self._model.prompts)
        self._workers = workers
        self.name = model
        self.dims = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 0) or 2**31
        # A first text settles how the tokenizer cuts and pads. Doing so while another thread reads
        # fails ("Already borrowed"); for the same reason counting has a tokenizer of its own.
        self.embed_queries([""])
        self._counting = copy.deepcopy(self._model.tokenizer)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        return self._embed(self._model.encode_document, texts)

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        return self._embed(self._model.encode_query, texts)

    def _embed(self, encode: Callable[..., Any], texts: Sequence[str]) -> Floats:
        # One text a call, since padding changes the low bits; batches of 8 are 20 % faster at most.
        def encode_one(text: str) -> Floats:
            return encode(text, normalize_embeddings=True, show_progress_bar=False)

        return np.stack(_map_in_threads(encode_one, texts, self._workers)).astype(np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        prompt: str = self._model.prompts.get("document") or ""
        return [len(self._counting(prompt + t, truncation=False)["input_ids"]) for t in texts]

    def describe(self) -> dict[str, str]:
        precision = str(self._model.dtype).removeprefix("torch.")
        return {
            "backend": "sentence-transformers, one thread a text",
            "passages": precision,
            "queries": precision,
            "why": "the model in the settings brings its own precision",
        }


def _name_document_prompt(prompts: dict[str, str | None]) -> None:
    """Let `encode_document` find a prompt "passage": its own, empty "document" comes first."""
    if not prompts.get("document"):
        prompts["document"] = prompts.get("passage") or prompts.get("corpus")


def _load_sentence_transformer(model: str) -> Any:
    """A SentenceTransformer by name or folder."""
    return load_pretrained(
        _sentence_transformer,
        model,
        what="embedding model",
        setting="model",
        instead="to `bundled`",
    )


def _sentence_transformer(model: str, **options: Any) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(model, **options)


def _map_in_threads(
    embed: Callable[[str], Floats], texts: Sequence[str], workers: int
) -> list[Floats]:
    """The vector of each text in order; libraries release the interpreter while they compute."""
    if workers == 1 or len(texts) == 1:
        return [embed(text) for text in texts]
    with ThreadPoolExecutor(workers, thread_name_prefix="embed") as pool:
        return list(pool.map(embed, texts))


def _available_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    """What the processor has of the features that matter, where the system says it."""
    try:
        words = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    except OSError:
        return "unknown"
    return " ".join(flag for flag in _NOTED_FLAGS if flag in words) or "none of note"
