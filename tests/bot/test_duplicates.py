from pathlib import Path

from bot.answer import Bot
from bot.gate import Gate
from bot.settings import Settings
from ingest.index import Index
from tests.hashing import HashingEmbedder
from tests.indexing import run, write

RULE = (
    "值班人员交接时要当面清点印章和钥匙，逐项登记，双方签字后方可离开岗位，"
    "遇到紧急情况先报告带班领导再处理。"
)


def bot_over(office: Path) -> Bot:
    gate = Gate({}, bias=30.0, threshold=0.5)
    return Bot(Index.open(office / "index"), HashingEmbedder(), Settings(data=office), gate=gate)


def test_near_duplicates_are_cited_once_with_the_other_named(tmp_path: Path):
    write(
        tmp_path,
        {"a.txt": f"值班守则\n{RULE}\n", "b.txt": f"轉發\n{RULE}\n", "c.txt": "茶水自理。"},
    )
    run(tmp_path)
    answer = bot_over(tmp_path).ask("值班人员交接时要清点什么？")
    twins = {"texts/a.txt", "texts/b.txt"}
    (citation,) = answer.citations
    assert {citation.path, *citation.also} == twins
    assert len(citation.also) == 1
    assert len(twins & {hit.passage.document.path for hit in answer.hits}) == 1


def test_what_stands_once_has_no_other(tmp_path: Path):
    write(tmp_path, {"a.txt": f"值班守则\n{RULE}\n", "c.txt": "茶水由值班人员自理。"})
    run(tmp_path)
    answer = bot_over(tmp_path).ask("值班人员交接时要清点什么？")
    assert answer.citations
    assert all(citation.also == () for citation in answer.citations)
