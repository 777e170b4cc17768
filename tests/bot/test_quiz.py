"""Papers from the five texts: enough sound items, every key in its quote, the same seed the same."""

import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bot.quiz import KINDS, BadPaper, Choices, Paper, make_paper, replace_item
from bot.quiz.bank import bank
from bot.quiz.demands import warned
from bot.quiz.lints import findings, paper_findings
from bot.quiz.material import Material
from bot.quiz.series import series_of
from bot.quiz.support import key_is_supported, letters
from ingest.errors import UnknownDocument
from ingest.index import Index
from ingest.script import fold_same_length, is_traditional
from tests.indexing import run, write

THREE_KINDS = "001_a0cfcf83972ad1e2"


@pytest.fixture(scope="module")
def paper(corpus_index: Index) -> Paper:
    return make_paper(corpus_index, Choices(n=120, seed=5))


def test_120_different_items_of_every_kind_pass_every_lint(paper: Paper):
    assert len({item.id for item in paper.items}) == 120
    assert set(Counter(item.kind for item in paper.items)) == set(KINDS)
    assert not paper.notes
    assert [(item.stem, found) for item in paper.items if (found := findings(item))] == []
    assert paper_findings(paper.items) == []


def test_a_quarter_is_true_or_false_while_there_is_anything_else(corpus_index: Index):
    for seed in (1, 2, 3):
        items = make_paper(corpus_index, Choices(n=40, seed=seed)).items
        assert sum(item.kind == "true-false" for item in items) <= 10


def test_no_situation_offers_two_ways_that_the_texts_warn_of(corpus_index: Index):
    material = Material(corpus_index, "hans")
    bad = {
        material.voice.words(source.document, action.start, action.end)
        for source in material.sources
        for _, action in warned(source)
    }
    items = [d.item for d in bank(corpus_index, "hans") if "情境题" in d.item.stem]
    assert len(items) >= 4
    assert [i.stem for i in items if len(bad.intersection(i.options) - set(i.key)) > 1] == []


def test_every_key_is_supported_by_its_quote_and_the_quote_is_the_sources_own(
    corpus_index: Index, paper: Paper
):
    for item in paper.items:
        cited = item.citation
        text = corpus_index.document(cited.doc_id).text
        assert text[cited.start : cited.end] == cited.quote
        assert key_is_supported(item), item.stem


def test_every_announced_list_can_be_asked_about_whole_and_in_order(corpus_index: Index):
    asked = {
        tuple(map(letters, draft.item.key))
        for draft in bank(corpus_index, "hans")
        if draft.item.kind in ("short", "ordering")
    }
    n_lists = 0
    for document in corpus_index.documents():
        outline, plain = corpus_index.outline(document.doc_id), fold_same_length(document.text)
        for series in series_of(outline, plain):
            if series.is_announced:
                n_lists += 1
                assert tuple(letters(plain[slice(*span)]) for span in series.names) in asked
    assert n_lists >= 15


def test_the_seven_words_are_asked_for_in_order(corpus_index: Index):
    chosen = Choices(n=200, kinds=("short",), sections=("七字经",))
    items = make_paper(corpus_index, chosen).items
    assert ("敏", "谋", "快", "敢", "勤", "实", "宽") in {item.key for item in items}


def test_the_same_seed_gives_the_same_paper_and_another_seed_another(corpus_index: Index):
    first, again, other = (make_paper(corpus_index, Choices(n=20, seed=s)).items for s in (3, 3, 4))
    assert first == again
    assert [item.id for item in first] != [item.id for item in other]


def test_an_item_keeps_its_id_whatever_the_seed_and_the_script(corpus_index: Index):
    def ids(script: str, seed: int) -> dict[str, tuple[str, int]]:
        chosen = Choices(n=1000, script=script, seed=seed, kinds=("short",))  # type: ignore[arg-type]
        items = make_paper(corpus_index, chosen).items
        return {item.id: (item.kind, item.citation.start) for item in items}

    here, there = ids("hans", 1), ids("hant-tw", 2)
    assert here == {**here, **{id_: there[id_] for id_ in here.keys() & there.keys()}}
    assert len(here.keys() & there.keys()) > 5


def test_200_items_are_asked_for_in_under_10_s_and_what_is_missing_is_said(corpus_index: Index):
    bank.cache_clear()
    began = time.process_time()
    paper = make_paper(corpus_index, Choices(n=200))
    assert time.process_time() - began < 10
    assert 120 <= len(paper.items) < 200
    assert paper.notes == (
        f"资料中只能出{len(paper.items)}道互不提示的合格题，比要的200道少；没有用不合格的题凑数。",
    )
    assert paper_findings(paper.items) == []


@pytest.mark.parametrize("script", ["hant-tw", "hant-hk"])
def test_a_paper_speaks_the_readers_script_and_quotes_the_sources_own(
    corpus_index: Index, script: str
):
    items = make_paper(corpus_index, Choices(n=30, script=script)).items  # type: ignore[arg-type]
    assert [(item.stem, found) for item in items if (found := findings(item))] == []
    assert is_traditional("".join(item.stem + item.explanation for item in items))
    assert any(not is_traditional(item.citation.quote) for item in items)


def test_kinds_difficulties_documents_and_sections_are_as_chosen(corpus_index: Index):
    chosen = Choices(n=5, kinds=("single",), difficulties=("medium",), docs=("001",))
    for item in make_paper(corpus_index, chosen).items:
        assert (item.kind, item.difficulty) == ("single", "medium")
        assert item.citation.doc_id == THREE_KINDS
    for item in make_paper(corpus_index, Choices(n=5, sections=("三項原則",))).items:
        assert any("三项原则" in heading for heading in item.heading)


def test_coverage_counts_items_by_section_and_shows_which_are_never_asked(corpus_index: Index):
    paper = make_paper(corpus_index, Choices(n=10, docs=("001",)))
    rows = paper.coverage
    assert {row.doc_id for row in rows} == {THREE_KINDS}
    assert rows[0].n_items == 10
    assert sum(row.n_items for row in rows if row.level == 1) <= 10
    assert any(row.n_items == 0 for row in rows)


def test_an_item_is_replaced_by_another_of_its_kind_that_was_not_seen(
    corpus_index: Index, paper: Paper
):
    short = make_paper(corpus_index, Choices(n=10, kinds=("single",)))
    old = short.items[2]
    once = replace_item(corpus_index, short, 2)
    twice = replace_item(corpus_index, once, 2)
    assert once.items[2].kind == old.kind
    assert len({old.id, once.items[2].id, twice.items[2].id}) == 3
    assert once.items[:2] == short.items[:2]
    assert once.items[3:] == short.items[3:]
    assert paper_findings(twice.items) == []


def test_items_of_an_earlier_round_do_not_come_back(corpus_index: Index):
    first = make_paper(corpus_index, Choices(n=30))
    asked = frozenset(item.id for item in first.items)
    second = make_paper(corpus_index, replace(first.choices, without=asked))
    assert not asked & {item.id for item in second.items}


def test_choices_that_do_not_exist_are_refused_in_a_sentence(corpus_index: Index):
    with pytest.raises(BadPaper, match="1 to 1000 items, not 0"):
        Choices(n=0)
    with pytest.raises(BadPaper, match="unknown type 'essay'"):
        Choices(kinds=("essay",))  # type: ignore[arg-type]
    with pytest.raises(UnknownDocument, match="xietiao show"):
        make_paper(corpus_index, Choices(docs=("nowhere",)))


OFFICE = """值班守则

一、值班室要做到三个及时

1、及时登记。来访人员一律填写登记簿，值班员应当核对证件，不得代填。
2、及时报告。遇到停水停电等突发情况，值班员要立即报告带班领导，不得擅自处理。
3、及时交接。交班时要当面清点钥匙和印章，交接双方应当在簿上签名。
"""


def test_other_texts_give_items_too(tmp_path: Path):
    write(tmp_path, {"duty.txt": OFFICE})
    run(tmp_path)
    paper = make_paper(Index.open(tmp_path / "index"), Choices(n=50))
    keys = {item.kind: item.key for item in paper.items}
    assert ("及时登记", "及时报告", "及时交接") in {
        draft.item.key for draft in bank(Index.open(tmp_path / "index"), "hans")
    }
    assert "true-false" in keys
    assert paper_findings(paper.items) == []


def test_a_text_without_lists_or_demands_gives_no_items_and_says_so(tmp_path: Path):
    write(tmp_path, {"a.txt": "天气很好。\n"})
    run(tmp_path)
    paper = make_paper(Index.open(tmp_path / "index"), Choices(n=5))
    assert paper.items == ()
    assert "出不了合格的题" in paper.notes[0]
