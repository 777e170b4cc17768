from pathlib import Path

import numpy as np
import pytest

from bot.answer import Bot
from bot.question import Question
from bot.retrieve import Retriever
from ingest.index import Index
from ingest.largest import largest
from tests.hashing import HashingEmbedder
from tests.indexing import run, write


def texts(retriever: Retriever, text: str, n: int = 30) -> list[str]:
    return [hit.passage.text for hit in retriever.retrieve(Question.of(text), n=n).hits]


@pytest.mark.parametrize("question", ["办公室主任的七字诀", "辦公室主任的七字訣"])
def test_the_passage_asked_for_comes_first_in_either_script(bot: Bot, question: str):
    assert "七字诀" in texts(bot.retriever, question)[0]


def test_hits_come_best_first_with_the_score_of_each_leg(bot: Bot):
    found = bot.retriever.retrieve(Question.of("怎样做好保密工作"), n=7)
    scores = [hit.score for hit in found.hits]
    assert len(scores) == len(found.rows) == 7
    assert scores == sorted(scores, reverse=True)
    assert set(found.hits[0].legs) == {"lexical", "dense", "sentence", "key"}
    np.testing.assert_allclose(np.linalg.norm(found.query_vector), 1, atol=1e-5)


def test_a_leg_that_is_left_out_is_off(bot: Bot):
    words_only = Retriever(bot.index, bot.retriever.embedder, weights={"lexical": 1.0})
    found = words_only.retrieve(Question.of("保密的原则"))
    lexical = [hit.legs["lexical"] for hit in found.hits]
    assert lexical == sorted(lexical, reverse=True)
    assert found.keyed == ()
    assert "key" not in bot.retriever.weights_without_keys


def test_an_office_of_two_passages_gives_two(tmp_path: Path):
    write(
        tmp_path,
        {"a.txt": "值班守则\n值班室每晚十点锁门。\n", "b.txt": "会务守则\n茶水由文员准备。\n"},
    )
    run(tmp_path)
    retriever = Retriever(Index.open(tmp_path / "index"), HashingEmbedder())
    assert "茶水" in texts(retriever, "茶水由谁准备")[0]
    assert len(texts(retriever, "茶水由谁准备")) == 2
    assert len(texts(retriever, "茶水由谁准备", n=1)) == 1


@pytest.mark.parametrize("n_scores", [0, 5, 100, 101, 13_001])
def test_the_largest_scores_are_those_that_sorting_finds(n_scores: int):
    scores = np.random.default_rng(1).integers(0, 3000, n_scores).astype(np.float32)
    found = scores[largest(scores, 100)]
    assert sorted(found) == sorted(scores)[-100:]
