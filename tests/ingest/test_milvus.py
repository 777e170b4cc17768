"""Passages in Milvus: the same answers as from a folder; runs that may be repeated; faults."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answer import Bot
from bot.settings import Settings
from ingest.errors import IndexNotBuilt, StoreUnavailable
from ingest.index import Index
from ingest.milvus import Milvus
from ingest.milvus_index import MilvusIndex
from tests.hashing import HashingEmbedder
from tests.indexing import run, statuses, write

TEXTS = {
    "a.txt": "印章管理办法\n一、印章由专人保管。\n二、盖章前要登记，登记表每月归档。\n",
    "b.txt": "接待须知\n一、来访先登记。\n二、茶水由值班员准备。\n三、“贵客”由主任陪同。\n",
    "c.txt": "值班制度\n值班员接到电话要做记录，重要事项立即报告主任。\n",
}
ASKED = ("谁准备茶水？", "印章由谁保管？", "值班员接到电话怎么办？", "火星上有水吗？")

pytest.importorskip("milvus_lite")
pytestmark = pytest.mark.slow  # Milvus Lite reads jieba's dictionary: four seconds


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    write(folder, TEXTS)
    return folder


@pytest.fixture(scope="module")
def milvus(office: Path) -> Iterator[Milvus]:
    store = Milvus(str(office / "milvus.db"))
    yield store
    store.close()


def opened(office: Path, milvus: Milvus) -> MilvusIndex:
    return MilvusIndex.open_store(milvus, office / "index", model=HashingEmbedder().name)


def bots(office: Path, milvus: Milvus) -> tuple[Bot, Bot]:
    settings = Settings(data=office)
    indexes = (Index.open(office / "index"), opened(office, milvus))
    local, remote = (Bot(index, HashingEmbedder(), settings) for index in indexes)
    return local, remote


def test_one_store_from_the_first_document_to_the_last(office: Path, milvus: Milvus):
    with pytest.raises(IndexNotBuilt, match="xietiao ingest"):
        opened(office, milvus)
    run(office, milvus=milvus)
    _texts_are_the_same(office, milvus)
    _answers_are_the_same(office, milvus)
    _a_second_run_writes_nothing(office, milvus)
    _what_changed_is_written_over_and_what_is_gone_removed(office, milvus)


def _texts_are_the_same(office: Path, milvus: Milvus):
    local, remote = Index.open(office / "index"), opened(office, milvus)
    assert remote.n_passages == local.n_passages
    assert remote.documents() == local.documents()
    for document in local.documents():
        doc_id = document.doc_id
        assert remote.outline(doc_id) == local.outline(doc_id)
        assert remote.passages(doc_id) == local.passages(doc_id)
        assert remote.sentences(doc_id) == local.sentences(doc_id)
    assert remote.lexical.idf("登记") == pytest.approx(local.lexical.idf("登记"))


def _answers_are_the_same(office: Path, milvus: Milvus):
    local, remote = bots(office, milvus)
    for question in ASKED:
        expected, answer = local.ask(question), remote.ask(question)
        assert answer.answer == expected.answer
        assert answer.citations == expected.citations
        assert answer.confidence == pytest.approx(expected.confidence, abs=0.02)
    (wanted,) = [d.doc_id for d in local.index.documents() if d.path.endswith("a.txt")]
    for bot in (local, remote):
        hits = bot.ask("登记", documents=[wanted]).hits
        assert {hit.passage.document.doc_id for hit in hits} == {wanted}


def _a_second_run_writes_nothing(office: Path, milvus: Milvus):
    before = opened(office, milvus)
    run(office, milvus=milvus)
    time.sleep(2.1)  # readers look for something new every two seconds
    assert before.newer() is None


def _what_changed_is_written_over_and_what_is_gone_removed(office: Path, milvus: Milvus):
    before = opened(office, milvus)
    write(office, {"a.txt": "印章管理办法\n印章锁在保险柜里。\n"})
    (office / "texts/c.txt").unlink()
    report, _ = run(office, milvus=milvus)
    assert statuses(report) == {"a.txt": "updated", "b.txt": "unchanged", "c.txt": "removed"}
    time.sleep(2.1)
    after = before.newer()
    assert after is not None
    local = Index.open(office / "index")
    assert after.documents() == local.documents()
    assert (
        after.n_passages
        == local.n_passages
        == len(list(milvus.every("passages", "row >= 0", ["row"])))
    )
    assert not after.lexical.holds("电话")


def test_a_server_that_is_gone_is_one_sentence():
    began = time.monotonic()
    with pytest.raises(
        StoreUnavailable, match=r"127\.0\.0\.1:1 does not answer .*XIETIAO_MILVUS_URI"
    ):
        Milvus("http://127.0.0.1:1")
    assert time.monotonic() - began < 60


def test_a_server_that_comes_back_is_used_again(office: Path, milvus: Milvus):
    run(office, milvus=milvus)
    index = opened(office, milvus)
    client = milvus._client
    gone = Milvus.__new__(Milvus)
    gone.uri, gone._loaded = milvus.uri, set()
    gone._client = type(client)(uri=str(office / "other.db"))
    index._milvus = gone  # a server that knows nothing of our collections
    with pytest.raises(StoreUnavailable, match="does not answer"):
        index.documents()
    index._milvus = milvus
    assert index.documents()
