"""Bots and peers under measurement, with a small embedder instead of the model."""

import json
from pathlib import Path

import numpy as np
import pytest

from bot.settings import Settings
from eval.__main__ import main
from eval.ablate import ablate
from eval.ablate import to_markdown as ablations_markdown
from eval.answers import of_dict
from eval.baselines.dense import DensePassages, locate
from eval.baselines.tutorial import langchain_tutorial
from eval.cases import Case
from eval.parity import parity
from eval.robustness import distractors, robustness, save, to_markdown
from eval.sources import Sources
from eval.systems import BotSystem
from eval.temporary import CachedEmbedder, TemporaryBots
from tests.eval import fakes
from tests.hashing import HashingEmbedder


@pytest.fixture(scope="module")
def bots() -> TemporaryBots:
    embedder = CachedEmbedder(HashingEmbedder())
    return TemporaryBots(embedder, Settings(), titles={"corpus/a.txt": "题目"})


@pytest.fixture(scope="module")
def texts() -> Sources:
    return fakes.sources()


@pytest.fixture(scope="module")
def some(texts: Sources) -> list[Case]:
    items = fakes.cases()
    return [*items[:6], *(c for c in items if c.kind in ("off-topic", "follow-up", "fact"))][:30]


def test_pieces_are_found_where_they_stand():
    assert locate("一二三。一二三。四", ["一二三", "一二三", "四"]) == [(0, 3), (4, 7), (8, 9)]
    assert locate("ababab", ["abab", "abab"]) == [(0, 4), (2, 6)]  # overlapping
    with pytest.raises(ValueError, match="not in the text"):
        locate("一二", ["三"])


def test_the_tutorial_cites_its_passages_verbatim(texts: Sources, some: list[Case]):
    system = langchain_tutorial(texts, HashingEmbedder())
    assert all(len(texts.quote(span) or "") <= 1000 for span in system.collection())
    answer = of_dict(system.answer(some[0]))
    assert len(answer.citations) == 4
    assert all(texts.quote(cited.span) == cited.quote for cited in answer.citations)
    assert answer.ranking == [cited.span for cited in answer.citations]
    assert not answer.refused


def test_the_nearest_passages_come_first(some: list[Case]):
    texts = Sources({"a.txt": "一一一一\n二二二二\n三三三三"})
    system = DensePassages("x", texts, HashingEmbedder(), lambda t: t.split("\n"), top_k=2)
    question = some[0].model_copy(update={"question": "二二二二"})
    assert system.answer(question)["passages"][0]["text"] == "二二二二"
    assert len(system.answer(question)["passages"]) == 2


def test_a_cached_embedder_embeds_a_text_once():
    inner = HashingEmbedder()
    cached = CachedEmbedder(inner)
    first = cached.embed_passages(["甲乙", "丙丁", "甲乙"])
    assert inner.n_embedded == 2
    assert np.array_equal(cached.embed_passages(["丙丁", "戊己"])[0], first[1])
    assert inner.n_embedded == 3
    assert cached.embed_passages([]).shape == (0, 64)


def test_a_temporary_bot_answers_from_the_texts_given(bots: TemporaryBots, some: list[Case]):
    with bots({"corpus/a.txt": "三项原则\n一、保密的原则。\n二、准确的原则。\n"}) as system:
        answer = of_dict(system.answer(some[0]))
        assert {span.path for span in answer.ranking or []} == {"corpus/a.txt"}
        assert system.collection()
        folder = system.bot.index.folder
    assert not folder.exists()


@pytest.mark.slow
def test_robustness_has_all_its_parts(
    bots: TemporaryBots, texts: Sources, some: list[Case], tmp_path: Path
):
    with bots(dict(texts.items())) as in_use:
        parts = robustness(bots, some[::2], dict(texts.items()), in_use=in_use)
    save(parts, tmp_path)
    assert list(parts) == [
        *("perturbations", "parity", "integration"),
        *("perturbations without questions attached", "parity without questions attached"),
        *("noise", "rejection", "counterfactual"),
    ]
    assert list(parts["noise"]) == ["0%", "20%", "40%", "60%", "80%"]
    assert json.loads((tmp_path / "robustness.json").read_text("utf-8"))["noise"]
    assert "## rejection" in to_markdown(parts)
    outcomes = parts["counterfactual"]["all"].values()
    assert sum(one["value"] for one in outcomes) == pytest.approx(1.0)


def test_distractors_make_up_their_share():
    texts = {"a": "字" * 10_000}
    for share in (0.2, 0.8):
        added = sum(map(len, distractors(texts, share).values()))
        assert added / (added + 10_000) == pytest.approx(share, abs=0.12)
    assert distractors(texts, 0.0) == {}


def test_each_leg_can_be_turned_off(bots: TemporaryBots, texts: Sources, some: list[Case]):
    done = ablate(
        bots, some, dict(texts.items()), only=["whole", "no BM25", "no OpenCC", "no gate"]
    )
    whole, no_opencc = done["whole"], done["no OpenCC"]
    assert [one.answer.ranking for one in whole.scored] != [
        one.answer.ranking for one in done["no BM25"].scored
    ]
    assert "hant-tw" in {one.answer.script for one in whole.scored}
    unquoted = [one for one in no_opencc.scored if "「" not in one.case.question]
    assert "hant-tw" not in {one.answer.script for one in unquoted}  # corners need no OpenCC
    assert not any(one.answer.refused for one in done["no gate"].scored)
    assert "| no BM25 |" in ablations_markdown(done)


def test_scripts_agree_or_do_not(texts: Sources):
    case = next(c for c in fakes.cases() if c.script == "hans" and c.answerable)

    class Fixed:
        name = "fixed"

        def answer(self, case: Case) -> dict:
            return {**fakes.oracle(texts)(case), "refused": case.script == "hant-hk"}

        def collection(self) -> None:
            return None

    found = parity(Fixed(), case)
    assert found is not None
    assert (found.same_passages, found.same_refusal, found.same_points) == (1.0, 0.0, 0.0)
    assert parity(Fixed(), case.model_copy(update={"script": "en"})) is None


def test_a_question_that_cannot_be_asked_counts_as_refused(bots: TemporaryBots, some: list[Case]):
    with bots({"corpus/a.txt": "一、保密的原则。"}) as system:
        long = some[0].model_copy(update={"question": "问" * 9999})
        assert isinstance(system, BotSystem)
        assert of_dict(system.answer(long)).refused


def test_the_command_scores_a_file(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.chdir(fakes.ROOT)
    texts = fakes.sources()
    lines = (json.dumps(fakes.oracle(texts)(c), ensure_ascii=False) for c in fakes.cases())
    (tmp_path / "answers.jsonl").write_text("\n".join(lines), encoding="utf-8")
    status = main(["score", str(tmp_path / "answers.jsonl"), "--out", str(tmp_path / "out")])
    shown = capsys.readouterr()
    assert "| key_point_recall | 1.000 |" in shown.out or "| key_point_recall | 0.99" in shown.out
    assert status == (1 if "gate:" in shown.err else 0)
    assert (tmp_path / "out/report.html").is_file()
    assert main(["compare", str(tmp_path / "out"), str(tmp_path / "out")]) == 0
    assert main(["score", str(tmp_path / "none.jsonl")]) == 1
    with pytest.raises(SystemExit) as error:
        main(["nonsense"])
    assert error.value.code == 2
