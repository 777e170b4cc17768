import json
import time
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mend import InvalidMendRules, default_rules, load_rules, mend, words_of
from ingest.parse import is_damaged
from ingest.script import convert, fold

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus"
LABELS = (HERE / "damage.jsonl").read_text(encoding="utf-8")
ROWS = [json.loads(line) for line in LABELS.splitlines()]
CLEAN = [row["clean"] for row in ROWS]

# What damage is made of, beside ordinary words, so that hypothesis meets it often.
PIECES = (
    "深人 己经 力、公室 办会室 领汇入场 许多任务作 世介面临 —些 -项 2o18年 亻也们 显着 什幺 "
    "、 ' 。 工作 领导 收入 人民 的 一 😀 a1"
)
pieces = st.sampled_from([*PIECES.split(), "\n", " "])
texts = st.one_of(st.lists(pieces, max_size=12).map("".join), st.text(max_size=40))


def folded(text: str, *, taiwan_wording: bool = False) -> str:
    return fold(text, taiwan_wording=taiwan_wording).text


def sites(before: str, after: str) -> set[tuple[int, int, str]]:
    """The spans of `before` that differ in `after`, and what stands there then."""
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return {(i, j, after[k:n]) for tag, i, j, k, n in opcodes if tag != "equal"}


def stood_so(source: str, start: int, end: int, after: str) -> bool:
    """Whether the source itself has `after`: the fold makes 显着 of 显著, and mend 显著 again."""
    return convert(source, "t2s")[start:end] == after


def counts(rows: Iterable[dict[str, str]]) -> tuple[int, int, int]:
    """Damaged places, those mended as labelled, and other changes."""
    wanted = hit = false = 0
    for row in rows:
        text = folded(row["damaged"], taiwan_wording=row["fold"] == "tw2sp")
        want, got = sites(text, folded(row["clean"])), sites(text, mend(text).text)
        wanted, hit = wanted + len(want), hit + len(want & got)
        false += sum(not stood_so(row["damaged"], *site) for site in got - want)
    return wanted, hit, false


@pytest.mark.parametrize(
    ("split", "recall", "precision"), [("dev", 0.74, 0.98), ("test", 0.68, 0.93)]
)
def test_damage_is_mended(split, recall, precision):
    wanted, hit, false = counts(row for row in ROWS if row["split"] == split)
    assert wanted >= 70
    assert hit / wanted >= recall
    assert hit / (hit + false) >= precision


def test_the_set_is_large_enough():
    damaged = [row for row in ROWS if row["damaged"] != row["clean"]]
    assert len(damaged) >= 120
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert not any(
        row["damaged"] in path.read_text("utf-8") for path in CORPUS.glob("*.txt") for row in ROWS
    )


def test_the_damage_in_the_five_texts_is_mended_and_nothing_else():
    made: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(CORPUS.glob("*.txt")):
        text = folded(path.read_text(encoding="utf-8"))
        repairs = mend(text, known=words_of(text)).repairs
        made[path.name[:3]] = [(r.before, r.after) for r in repairs]
    assert made == {
        "000": [],
        "001": [],
        "002": [("人", "入"), ("会", "公"), ("力、", "办"), ("人", "入"), ("人", "入")]
        + [("力、", "办")] * 2,
        "003": [],
        "004": [("汇出", "导出"), ("份", "分")],  # 份内 is as good as 分内, and found as one
    }


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("要深人基层", "要深入基层"),
        ("力、公室的工作", "办公室的工作"),
        ("辦會室系統", "办公室系统"),
        ("多視角地爲領匯出謀劃策", "多视角地为领导出谋划策"),
        ("協調好乾部之間的關係", "协调好干部之间的关系"),  # OpenCC's own doing
        ("國記憶體在的問題", "国内存在的问题"),
    ],
)
def test_damage_becomes_words(source, read):
    assert mend(folded(source)).text == read


def test_what_the_fold_does_across_a_boundary_is_undone():
    assert mend(folded("許多工作亂作一鍋粥", taiwan_wording=True)).text == "许多工作乱作一锅粥"


def test_a_known_word_decides():
    text = "请保管好公草。"
    assert mend(text).text == text
    assert mend(text, known=frozenset({"公章"})).text == "请保管好公章。"


def test_clean_text_stays():
    # Measured on 10 million characters of laws, news, essays and an encyclopedia, too many to
    # keep here: one false repair in 59,000. These sentences are chosen to be hard.
    made = [(text, repair) for text in CLEAN for repair in mend(folded(text)).repairs]
    false = [
        (text, repair)
        for text, repair in made
        if not stood_so(text, repair.start, repair.end, repair.after)
    ]
    assert len(CLEAN) >= 200
    assert len(false) <= 2, false


def test_repairs_say_what_was_done():
    text = "请深人基层,到力、公室报到。"
    mended = mend(text)
    assert [(r.start, r.end, r.before, r.after, r.rule) for r in mended.repairs] == [
        (2, 3, "人", "入", "look-alike"),
        (7, 9, "力、", "办", "stray-stop"),
    ]
    assert all(default_rules().threshold <= r.confidence <= 1 for r in mended.repairs)
    assert list(mended.origins) == [*range(8), *range(9, len(text) + 1)]


def test_the_map_composes_with_that_of_the_fold():
    source = "許多任務作到力、公室"
    first = fold(source, taiwan_wording=True)
    mended = mend(first.text)
    start = mended.text.index("公室")
    assert source[first.origins[mended.origins[start]] :] == "公室"


@given(texts)
def test_the_map_is_monotone_and_total(text):
    mended = mend(text)
    assert len(mended.origins) == len(mended.text) + 1
    assert all(a <= b for a, b in pairwise(mended.origins))
    assert mended.origins[-1] == len(text)


@given(texts)
def test_mending_twice_changes_nothing(text):
    once = mend(text)
    assert mend(once.text).repairs == ()


@given(texts)
def test_the_repairs_are_the_difference(text):
    mended = mend(text)
    rebuilt, done = "", 0
    for repair in mended.repairs:
        assert done <= repair.start <= repair.end
        assert text[repair.start : repair.end] == repair.before
        rebuilt += text[done : repair.start] + repair.after
        done = repair.end
    assert rebuilt + text[done:] == mended.text


def test_fast_enough_for_ingest():
    text = folded("\n".join(CLEAN)) * 20
    mend(text)
    began = time.process_time()
    mend(text)
    assert len(text.encode()) / (time.process_time() - began) > 0.5e6  # 2.5e6 on an idle core


@pytest.mark.parametrize(
    "entry",
    [
        'kind = "guess"',
        'kind = "pattern"\npattern = "("',
        'kind = "strings"\nreplace = ["=一"]',
        'cost = "a"',
    ],
)
def test_a_bad_rules_file_is_named(tmp_path, entry):
    path = tmp_path / "rules.toml"
    head = "threshold = 0.9\nknown_bonus = 1.0\nmin_frequency = 1\nrare = 1\n"
    path.write_text(f'{head}[[rule]]\nname = "x"\n{entry}\n', encoding="utf-8")
    with pytest.raises(InvalidMendRules, match=r"rules\.toml"):
        load_rules(path)


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("干部要主動深人實際，調研分析。", True),
        ("干部要主动深入实际，调研分析。", False),
        ("", False),
    ],
)
def test_a_sentence_is_damaged_where_mending_changes_it(text: str, damaged: bool):
    assert is_damaged(text) is damaged
