import math
from pathlib import Path

import bm25s  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
import pytest

from ingest.lexical import Lexical, tokenize

TEXTS = ["值班室每晚十点锁门", "茶水由文员准备", "印章由值班室保管", ""]


@pytest.fixture
def lexical() -> Lexical:
    return Lexical.build([tokenize(text) for text in TEXTS])


def test_tokens_are_words_words_within_words_and_bigrams():
    tokens = tokenize("办公室")
    assert {"办公", "公室", "办公室"} <= set(tokens)


@pytest.mark.parametrize(
    ("folded", "tokens"),
    [
        ("", []),
        ("，。!?", []),
        ("oa", ["oa"]),
        ("3.5% 10:30", ["3.5", "10", "30"]),
        ("v2.0版", ["v2.0", "版"]),
    ],
)
def test_marks_are_no_tokens_and_numbers_are_whole(folded: str, tokens: list[str]):
    assert tokenize(folded) == tokens


def test_bigrams_do_not_reach_across_a_mark():
    assert "章茶" not in tokenize("印章，茶水")


def test_the_row_that_holds_the_words_scores_highest(lexical: Lexical):
    scores = lexical.scores(tokenize("印章"))
    assert scores.shape == (4,)
    assert scores.argmax() == 2
    assert scores[1] == scores[3] == 0


def test_unknown_tokens_score_nothing(lexical: Lexical):
    assert lexical.scores(["没有"]).tolist() == [0.0] * 4
    assert lexical.scores([]).tolist() == [0.0] * 4
    known = lexical.scores(["印章"])
    np.testing.assert_array_equal(lexical.scores(["印章", "没有"]), known)


def test_a_score_is_idf_times_saturated_frequency():
    # Lucene's BM25, k1 1.5, b 0.75: idf * f / (f + k1 * (1 - b + b * length / mean length))
    lexical = Lexical.build([["a", "a", "b"], ["b"]])
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 / (2 + 1.5 * (1 - 0.75 + 0.75 * 3 / 2))
    np.testing.assert_allclose(lexical.scores(["a"]), [expected, 0], rtol=1e-5)


def test_columns_are_those_that_bm25s_makes_to_the_last_bit():
    random = np.random.default_rng(0)
    rows = [[f"t{min(t, 500)}" for t in random.zipf(1.3, n)] for n in random.integers(0, 60, 9000)]
    own, its = Lexical.build(rows), bm25s.BM25()
    ids: dict[str, int] = {}
    numbered = [[ids.setdefault(token, len(ids)) for token in row] for row in rows]
    its.index((numbered, ids), create_empty_token=False, show_progress=False)
    starts, held, scores = (np.asarray(its.scores[k]) for k in ("indptr", "indices", "data"))
    for token, column in ids.items():
        expected = np.zeros(len(rows), dtype=np.float32)
        place = slice(int(starts[column]), int(starts[column + 1]))
        expected[held[place]] = scores[place]
        np.testing.assert_array_equal(own.scores([token]), expected)


def test_idf_is_of_the_rows_that_hold_the_token(lexical: Lexical):
    # 值班: 2 of 4 rows; 印章: 1 of 4; 没有: none
    assert lexical.idf("值班") == pytest.approx(math.log(1 + (4 - 2 + 0.5) / (2 + 0.5)))
    assert lexical.idf("印章") == pytest.approx(math.log(1 + (4 - 1 + 0.5) / (1 + 0.5)))
    assert lexical.idf("没有") == lexical.unseen_idf == pytest.approx(math.log(1 + 4.5 / 0.5))
    assert lexical.idf("值班") < lexical.idf("印章") < lexical.unseen_idf


def test_what_it_holds(lexical: Lexical):
    assert lexical.holds("印章") and not lexical.holds("没有")
    assert "茶水" in set(lexical.vocabulary())


@pytest.mark.parametrize("many", [1, 50_000])
def test_a_saved_index_scores_alike(
    lexical: Lexical, tmp_path: Path, many: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ingest.lexical._MANY", many)
    lexical.save(tmp_path / "bm25")
    loaded = Lexical.load(tmp_path / "bm25", n_rows=4)
    query = tokenize("值班室的印章")
    np.testing.assert_array_equal(loaded.scores(query), lexical.scores(query))
    assert loaded.idf("值班") == lexical.idf("值班")
    assert not any(file.suffix in (".pkl", ".pickle") for file in tmp_path.rglob("*"))


@pytest.mark.parametrize("rows", [[], [[]], [[], []]])
def test_texts_without_a_token_are_an_index_too(rows: list[list[str]], tmp_path: Path):
    lexical = Lexical.build(rows)
    lexical.save(tmp_path / "bm25")
    for index in (lexical, Lexical.load(tmp_path / "bm25", n_rows=len(rows))):
        assert index.scores(["印章"]).tolist() == [0.0] * len(rows)
        assert index.idf("印章") == index.unseen_idf
        assert not index.holds("印章")
        assert list(index.vocabulary()) == []
