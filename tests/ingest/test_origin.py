"""What a text may be called by."""

from pathlib import Path

from ingest.index import Index
from ingest.lexical import tokenize
from ingest.origin import names_searched, origins
from tests.indexing import run, write


def test_a_text_may_be_called_by_its_author_and_its_site(tmp_path: Path):
    texts = {
        "seal.txt": "印章管理办法\n\n印章由专人保管，用印要登记。(文/陈明远)\n",
        "cars.txt": "车辆使用规定\n\n公务用车须提前一天申请。\n",
    }
    write(tmp_path, texts)
    run(tmp_path)
    index = Index.open(tmp_path / "index")
    (document,) = index.titled(tokenize("陈明远"))
    assert document.title == "印章管理办法"
    assert "陈明远" in "".join(origins(document)) and "陈明远" in names_searched(document)
