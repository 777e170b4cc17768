"""Other people's texts: what must hold with no change of code or weights.

The encyclopaedia's questions are only scored: a failure shows figures, never a question.
"""

import re

import pytest

from bot.settings import Settings
from eval.cases import load_cases
from eval.other import DATASETS, LEGS, SETS, Other, measure, to_markdown
from eval.sources import Sources
from eval.temporary import CachedEmbedder, TemporaryBots
from ingest.embed import Embedder
from tests.hashing import HashingEmbedder


@pytest.fixture(scope="module")
def encyclopaedia(embedder: Embedder, settings: Settings) -> Other:
    return measure(TemporaryBots(CachedEmbedder(embedder), settings), "encyclopaedia")


def value(one: Other, name: str) -> float:
    figure = one.figure(name)
    assert figure is not None
    return figure.value


def test_the_sets_are_whole_and_their_quotes_verbatim():
    sizes = {}
    for name in SETS:
        sources = Sources.of_files([DATASETS / name], cwd=DATASETS)
        lines = sum(len(re.findall(r"^.*\S", text, re.M)) for _, text in sources.items())
        sizes[name] = len(sources), lines, len(load_cases(DATASETS / f"{name}.jsonl", sources))
    assert sizes["encyclopaedia"] == (50, 50 * (1 + 4), 200)  # a title and four paragraphs
    assert sizes["handbook"][::2] == (24, 180)


@pytest.mark.slow
def test_fusing_loses_nothing_that_one_leg_had(encyclopaedia: Other):
    alone = {leg: figure.value for leg, figure in encyclopaedia.legs.items() if figure is not None}
    assert set(alone) == set(LEGS)
    assert value(encyclopaedia, "evidence_recall@1") >= max(alone.values()) - 1e-9


@pytest.mark.slow
def test_every_quote_is_the_source_verbatim(encyclopaedia: Other):
    assert value(encyclopaedia, "quote_integrity") == 1.0


@pytest.mark.slow
def test_the_confidence_tells_what_the_texts_answer(encyclopaedia: Other):
    assert value(encyclopaedia, "auroc") >= 0.95


def test_the_table_has_a_row_for_each_leg_and_a_dash_for_what_is_undefined():
    bots = TemporaryBots(CachedEmbedder(HashingEmbedder()), Settings())
    handbook = measure(bots, "handbook", limit=3)
    rows = to_markdown({"handbook": handbook}).splitlines()
    assert rows[0] == "| | handbook |"
    assert sum(row.startswith("| recall@1, ") for row in rows) == 1 + len(LEGS)
    assert "| unanswerable questions refused | – |" in rows  # the first three are answerable
    assert any("handbook: 3 questions" in row for row in rows)


def test_a_leg_alone_ranks_otherwise_than_another():
    bots = TemporaryBots(CachedEmbedder(HashingEmbedder()), Settings())
    legs = measure(bots, "handbook", limit=40).legs
    assert len({figure.value for figure in legs.values() if figure is not None}) > 1
