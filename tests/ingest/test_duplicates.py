import random
from pathlib import Path

import numpy as np
import pytest

from benchmarks.documents import documents
from ingest.duplicates import N_HASHES, clusters, signature, signature_of_union
from ingest.index import Index
from ingest.records import Passage
from tests.indexing import run, snapshot, write

NOTICE = (
    "值班人员应当提前十分钟到岗，向上一班问清未办完的事项，逐条记入值班日志。"
    "接到紧急电话，先问清时间、地点和事由，再报告带班领导，并按领导的意见办理。"
)
MINUTES = "会议纪要由秘书科起草，经主持人审定后印发，原件存档，任何人不得擅自更改其中的结论。"


def shingles(text: str) -> set[str]:
    return {text[i : i + 5] for i in range(len(text) - 4)}


def jaccard(a: str, b: str) -> float:
    return len(shingles(a) & shingles(b)) / len(shingles(a) | shingles(b))


def changed(text: str, n: int, seed: int) -> str:
    """`text` with `n` characters replaced."""
    chars = list(text)
    for place in random.Random(seed).sample(range(len(text)), n):
        chars[place] = chr(0x4E00 + place)
    return "".join(chars)


def words(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


PROSE = words("".join(documents(8)))


@pytest.mark.parametrize("n", [1, 3, 8, 20])
def test_signatures_estimate_jaccard(n: int) -> None:
    a, b = PROSE[:400], changed(PROSE[:400], n, seed=n)
    estimate = float((signature(a) == signature(b)).mean())
    assert abs(estimate - jaccard(a, b)) < 0.1  # three standard errors at .5


def test_marks_and_line_breaks_count_for_nothing() -> None:
    assert (signature("当天登记，次日归还。\n") == signature("当天 登记次日归还")).all()


def test_signatures_are_the_same_on_every_machine() -> None:
    assert signature("办公室要把好关口")[:3].tolist() == EXPECTED


EXPECTED = [3005197313, 117636337, 87556836]


@pytest.mark.parametrize("text", ["", "。", "会", "值班表", "😀😀"])
def test_texts_shorter_than_a_shingle_equal_only_themselves(text: str) -> None:
    rows = np.array([signature(text), signature(text), signature("会议纪要")])
    assert clusters(rows).tolist() == [0, 0, 2]


def test_the_union_of_signatures_is_that_of_all_shingles() -> None:
    a, b = signature(PROSE[:200]), signature(PROSE[196:500])
    union = signature_of_union(np.array([a, b, b]), np.array([0, 2]))
    assert (union == [signature(PROSE[:500]), b]).all()


def test_pairs_well_over_the_threshold_are_found_and_those_under_it_are_not() -> None:
    found = {True: 0, False: 0}
    for seed in range(100):
        text = PROSE[seed * 3 : seed * 3 + 300]
        near, far = changed(text, 4, seed), changed(text, 30, seed)
        assert jaccard(text, near) > 0.85
        assert jaccard(text, far) < 0.6
        joined = clusters(np.array([signature(text), signature(near), signature(far)]))
        found[True] += joined[1] == 0
        found[False] += joined[2] != 2
    assert found[True] >= 97
    assert found[False] == 0


def test_variants_of_one_form_are_one_cluster_whatever_their_order() -> None:
    rows = np.array([signature(changed(PROSE[:400], 3, seed)) for seed in range(300)])
    others = np.array([signature(PROSE[400 + i : 700 + i]) for i in range(0, 3000, 300)])
    both = np.concatenate([others, rows])[np.random.default_rng(1).permutation(310)]
    sizes = np.unique(clusters(both), return_counts=True)[1]
    assert sorted(sizes.tolist()) == [1] * 10 + [300]


def test_no_rows_make_no_clusters() -> None:
    assert clusters(np.empty((0, N_HASHES), np.uint32)).tolist() == []


def test_generated_office_prose_holds_no_duplicates() -> None:
    rows = np.array([signature(words(text)) for text in documents(300)])
    assert (clusters(rows) == np.arange(300)).all()


@pytest.fixture
def office(tmp_path: Path) -> Path:
    # b: a's notice in Traditional characters in other company;
    # c: nothing of either; d: all of c, but for a mark.
    taiwan = "值班人員應當提前十分鐘到崗，向上一班問清未辦完的事項，逐條記入值班日誌。接到緊急電話，先問清時間、地點和事由，再報告帶班領導，並按領導的意見辦理。"
    write(
        tmp_path,
        {
            "a.txt": f"值班须知\n一、到岗\n{NOTICE}\n二、车辆\n派车先填单，回车要登记里程和油耗，由车队长每周核对一次。\n",
            "b.txt": f"交接規定\n一、鑰匙\n鑰匙由保衛科統一保管，借用要簽字，當天還回，丟失的立即報告並換鎖。\n二、到崗\n{taiwan}\n",
            "c.txt": f"纪要管理\n{MINUTES}\n",
            "d.txt": f"纪要管理\n{MINUTES[:-1]}！\n",
        },
    )
    return tmp_path


def name(passage: Passage) -> str:
    return Path(passage.document.path).name


def test_near_duplicates_name_their_other_sources(office: Path) -> None:
    report, _ = run(office)
    index = Index.open(office / "index")
    passages = index.passage_at(range(index.n_passages))
    others = {
        (name(p), p.start): [name(o) for o in index.duplicates(row)]
        for row, p in enumerate(passages)
    }
    with_others = {name: found for (name, _), found in others.items() if found}
    assert with_others == {
        "a.txt": ["b.txt"],
        "b.txt": ["a.txt"],
        "c.txt": ["d.txt"],
        "d.txt": ["c.txt"],
    }
    assert (
        "緊急"
        in index.duplicates(next(i for i, p in enumerate(passages) if "紧急" in p.text))[0].text
    )
    wholes = [[Path(d.path).name for d in cluster] for cluster in index.duplicate_documents()]
    assert wholes == [["c.txt", "d.txt"]]
    assert report.to_dict()["duplicate_documents"] == (("texts/c.txt", "texts/d.txt"),)


def test_a_run_that_changes_nothing_names_them_too(office: Path) -> None:
    first, _ = run(office)
    second, _ = run(office)
    assert second.duplicate_documents == first.duplicate_documents != ()


def test_duplicates_come_and_go_with_their_documents(office: Path) -> None:
    run(office)
    (office / "texts/d.txt").unlink()
    write(office, {"e.txt": f"另一个题目\n{NOTICE}\n"})
    report, _ = run(office)
    assert report.duplicate_documents == ()
    index = Index.open(office / "index")
    row = next(i for i in range(index.n_passages) if NOTICE in index.passage_at([i])[0].text)
    assert [name(p) for p in index.duplicates(row)] == ["b.txt", "e.txt"]
    run(office, data="anew")
    assert snapshot(office / "index") == snapshot(office / "anew")


def test_what_one_document_repeats_is_no_duplicate(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": f"一、甲班\n{NOTICE}\n二、乙班\n{NOTICE}\n", "b.txt": MINUTES})
    run(tmp_path)
    index = Index.open(tmp_path / "index")
    assert [index.duplicates(row) for row in range(index.n_passages)] == [[]] * index.n_passages
