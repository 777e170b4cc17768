import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.answer import Bot
from bot.fuse import min_max
from bot.question import Question
from bot.records import Hit
from bot.rerank import CrossEncoderReranker
from bot.retrieve import Retriever
from bot.settings import Settings
from ingest.errors import ModelNotFound
from ingest.index import Index
from tests.conftest import ROOT
from tests.hashing import HashingEmbedder
from tests.indexing import run, write

QUESTION = "茶水由谁准备"
OFFICE = {
    "a.txt": "值班守则\n值班室每晚十点锁门。\n",
    "b.txt": "会务守则\n茶水由文员准备。\n",
    "c.txt": "印章守则\n印章由专人保管。\n",
    "d.txt": "用車守則\n派車由車隊準備。\n",
}


def save_cross_encoder(folder: Path, *, n_scores: int = 1) -> str:
    """A CrossEncoder of two small layers, its weights by chance, its words the office's characters."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder.mkdir()
    characters = sorted({char for text in OFFICE.values() for char in text if not char.isspace()})
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=128,
        initializer_range=1.0,  # wide, so that scores differ
    )
    config.num_labels = n_scores
    torch.manual_seed(0)
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


def office(folder: Path) -> Retriever:
    write(folder, OFFICE)
    run(folder)
    return Retriever(Index.open(folder / "index"), HashingEmbedder())


class Backwards:
    """The last hit first."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        return list(reversed(hits))


@pytest.mark.slow  # sentence-transformers takes 6 s to import
class TestACrossEncoder:
    def test_orders_hits_by_its_scores_and_the_fused_ones(self, tmp_path: Path):
        from sentence_transformers import CrossEncoder

        folder = save_cross_encoder(tmp_path / "model")
        hits = office(tmp_path).retrieve(Question.of(QUESTION)).hits
        reranked = CrossEncoderReranker(folder).rerank(QUESTION, hits)

        texts = [
            f"{title}\n{title}\n{said}"
            for title, said in (("会务守则", "茶水由文员准备。"), ("用车守则", "派车由车队准备。"))
        ]
        tea, car = CrossEncoder(folder).predict([(QUESTION, text) for text in texts])
        read = {hit.passage.document.path: hit.legs["reranker"] for hit in reranked}
        assert read["texts/b.txt"] == pytest.approx(float(tea), abs=1e-5)
        assert read["texts/d.txt"] == pytest.approx(float(car), abs=1e-5)

        fused = min_max(np.array([hit.score for hit in hits]))
        again = min_max(np.array([read[hit.passage.document.path] for hit in hits]))
        means = {h.passage.document.path: m for h, m in zip(hits, (fused + again) / 2, strict=True)}
        order = [hit.passage.document.path for hit in reranked]
        assert order == sorted(means, key=lambda path: -means[path])
        assert order != [hit.passage.document.path for hit in hits]
        assert [hit.score for hit in reranked] == sorted(means.values(), reverse=True)

    def test_of_no_hits_makes_none(self, tmp_path: Path):
        assert CrossEncoderReranker(save_cross_encoder(tmp_path / "model")).rerank("茶", []) == []

    def test_that_gives_several_scores_is_refused(self, tmp_path: Path):
        folder = save_cross_encoder(tmp_path / "model", n_scores=3)
        with pytest.raises(ModelNotFound, match=r"gives 3 scores .* set `reranker` to"):
            CrossEncoderReranker(folder)

    def test_that_is_not_there_says_what_to_check(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        with pytest.raises(ModelNotFound, match=r"'no-such/model' can't be loaded; check the name"):
            CrossEncoderReranker("no-such/model")


def test_a_missing_folder_says_what_to_set():
    with pytest.raises(ModelNotFound, match='set `reranker` to a folder, or to "" for none'):
        CrossEncoderReranker("./no/such/folder")


def test_rows_and_sentences_go_with_the_hits_that_were_reranked(tmp_path: Path):
    plain = office(tmp_path)
    backwards = Retriever(plain.index, plain.embedder, reranker=Backwards())
    question = Question.of(QUESTION)
    found, turned = plain.retrieve(question), backwards.retrieve(question)
    assert turned.rows == found.rows[::-1]
    assert plain.index.passage_at(list(turned.rows)) == [hit.passage for hit in turned.hits]


def test_the_one_best_hit_may_come_from_below(tmp_path: Path):
    plain = office(tmp_path)
    backwards = Retriever(plain.index, plain.embedder, reranker=Backwards())
    last = plain.retrieve(Question.of(QUESTION)).hits[-1]
    assert [hit.passage for hit in backwards.retrieve(Question.of(QUESTION), n=1).hits] == [
        last.passage
    ]


def test_without_the_setting_there_is_none(bot: Bot):
    assert Settings().reranker == ""
    assert CrossEncoderReranker.open("") is None
    assert bot.retriever.reranker is None


def test_without_the_setting_nothing_is_imported(settings: Settings, bot: Bot):
    code = f"""
import sys
from bot.answer import Bot
from bot.settings import Settings
Bot.open(Settings(data={str(settings.data)!r})).ask("办公室主任的七字诀是什么")
print([m for m in ("torch", "transformers", "sentence_transformers") if m in sys.modules])
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "[]\n"
