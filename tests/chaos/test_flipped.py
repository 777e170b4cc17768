"""A byte of the index flips: it is refused with a sentence, or every answer is right."""

import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.errors import XietiaoError
from ingest.index import Index
from ingest.lexical import tokenize
from tests.hashing import HashingEmbedder
from tests.indexing import run, write

N_FLIPS = 1000
TEXTS = {
    "seals.txt": "用印守则\n一、公章由机要室保管。\n二、用印须经主任签字。\n三、登记保存三年。\n",
    "duty.txt": "值班守则\n（一）值班室每晚十点锁门。\n（二）茶水由文员准备。\n",
}
EMBEDDER = HashingEmbedder()
QUERIES = ("公章由谁保管", "值班室几点锁门", "登记保存多久")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = tmp_path_factory.mktemp("office")
    write(office, TEXTS)
    run(office)
    return office / "index"


def told(index: Index) -> dict[str, Any]:
    """All that an answer is made of."""
    documents = {document.doc_id: document for document in index.documents()}
    queries = [index.centred_query(EMBEDDER.embed_query(text)) for text in QUERIES]
    rows = np.arange(index.n_passages)
    return {
        "documents": documents,
        "outlines": {doc_id: index.outline(doc_id) for doc_id in documents},
        "passages": index.passage_at(list(range(index.n_passages))),
        "nearest": [index.nearest(query, 3)[0].tolist() for query in queries],
        "cosines": [index.passage_cosines(query, rows).tolist() for query in queries],
        "sentences": [index.best_sentence_cosines(query, rows).tolist() for query in queries],
        "words": [index.lexical.scores(tokenize(text)).tolist() for text in QUERIES],
    }


def files_of(folder: Path) -> list[Path]:
    work = ("work.sqlite", "ingest.lock")
    return sorted(f for f in folder.rglob("*") if f.is_file() and not f.name.startswith(work))


@pytest.mark.slow
def test_a_flipped_bit_is_refused_or_does_no_harm(built: Path, tmp_path: Path):
    right = told(Index.open(built))
    folder = tmp_path / "index"
    shutil.copytree(built, folder)
    files, choose, refused = files_of(folder), random.Random(7), 0
    for _ in range(N_FLIPS):
        file = choose.choice(files)
        whole = file.read_bytes()
        at, bit = choose.randrange(len(whole)), 1 << choose.randrange(8)
        file.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        try:
            assert told(Index.open(folder)) == right, (file.name, at, bit)
        except XietiaoError as error:
            refused += 1
            assert "xietiao ingest" in str(error) or "XIETIAO" in str(error), str(error)
        finally:
            file.write_bytes(whole)
    assert refused > 0.9 * N_FLIPS


@pytest.mark.parametrize("keep", [0.0, 0.5, 0.9])
def test_a_file_cut_short_is_refused(built: Path, tmp_path: Path, keep: float):
    folder = tmp_path / "index"
    shutil.copytree(built, folder)
    for file in files_of(folder):
        whole = file.read_bytes()
        file.write_bytes(whole[: int(len(whole) * keep)])
        with pytest.raises(XietiaoError, match="xietiao ingest"):
            Index.open(folder)
        file.write_bytes(whole)
