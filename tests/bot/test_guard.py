import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.alignment import Said
from bot.guard import Guard
from bot.pieces import Piece
from bot.reading import read
from bot.wording import sentence_text
from ingest.embed import Embedder
from ingest.index import Index
from ingest.split import heading_path

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("retellings.toml").read_text("utf-8")
)["case"]


def said(case: dict[str, Any]) -> list[Said]:
    return [Said(text, tuple(case["headings"])) for text in case["evidence"]]


def pairs(kind: str) -> list[Any]:
    return [pytest.param(said(case), text, id=text) for case in CASES for text in case[kind]]


@pytest.fixture(scope="module")
def guard() -> Guard:
    """Without the embedding, which only ever says no: what words alone let pass, lies would."""
    return Guard()


@pytest.mark.parametrize(("evidence", "lie"), pairs("lies"))
def test_no_lie_passes(guard: Guard, evidence: list[Said], lie: str):
    verdict = guard.check(lie, evidence)
    assert not verdict.supported
    assert verdict.reason


def test_most_true_retellings_pass(embedder: Embedder):
    guard = Guard(embedder.embed_query)
    true = [(said(case), text) for case in CASES for text in case["true"]]
    kept = [text for evidence, text in true if guard.check(text, evidence).supported]
    assert len(true) >= 90
    assert len(kept) >= 0.7 * len(true), sorted({text for _, text in true} - set(kept))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["evidence"][0][:12])
def test_the_evidence_itself_passes(guard: Guard, case: dict[str, Any]):
    for i, evidence in enumerate(said(case)):
        verdict = guard.check(evidence.text, said(case))
        assert verdict.supported, verdict.reason
        assert verdict.rests_on == (i,)


def test_a_claim_of_two_sentences_rests_on_both(guard: Guard):
    evidence = [Said("文件由秘书起草。"), Said("会议由主任主持。"), Said("印章由专人保管。")]
    verdict = guard.check("文件由秘书起草，印章由专人保管。", evidence)
    assert verdict.rests_on == (0, 2)


def test_scripts_and_widths_make_no_difference(guard: Guard):
    evidence = [Said("会议室须提前2天预订,(特殊情况除外)。")]
    assert guard.check("會議室須提前２天預訂，（特殊情況除外）。", evidence).supported


def test_a_heading_names_what_the_sentence_is_about(guard: Guard):
    evidence = [Said("就是反应敏捷。", ("办公室主任要念好七字经", "敏"))]
    assert guard.check("敏就是反应敏捷。", evidence).supported
    assert not guard.check("谋就是反应敏捷。", evidence).supported
    assert not guard.check("办公室主任要念好七字经。", evidence).supported, (
        "a heading is no evidence"
    )


@pytest.mark.parametrize(
    "claim", ["", "。", "是的。", "以上就是回答。", "The office.", "😀😀", "的的的的的", "123"]
)
def test_what_says_nothing_is_not_supported(guard: Guard, claim: str):
    assert not guard.check(claim, [Said("办公室要做好协调。")]).supported


def test_nothing_is_supported_by_nothing(guard: Guard):
    assert not guard.check("办公室要做好协调。", []).supported


def test_a_question_supports_no_statement(guard: Guard):
    evidence = [Said("难道办公室就是打杂的吗？"), Said("办公室可以代替领导决策？")]
    assert not guard.check("办公室就是打杂的。", evidence).supported
    assert not guard.check("办公室可以代替领导决策。", evidence).supported


def test_one_claim_after_another_takes_no_time(guard: Guard):
    """Words that come again and again open many ways; the search gives up on them."""
    evidence = [Said("领导要领导领导，" * 12 + "领导不能领导。")]
    assert not guard.check("领导领导领导领导领导领导领导领导人民。", evidence).supported
    assert guard.check("领导不能领导。", evidence) is not None


TRANSLATIONS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("translations.toml").read_text("utf-8")
)["case"]


def translations(kind: str) -> list[Any]:
    return [
        pytest.param([Said(said) for said in case["evidence"]], text, id=text)
        for case in TRANSLATIONS
        for text in case[kind]
    ]


@pytest.mark.parametrize(("evidence", "lie"), translations("lies"))
def test_no_english_lie_passes(guard: Guard, evidence: list[Said], lie: str):
    assert not guard.check_english(lie, evidence).supported


def test_most_plain_translations_pass(embedder: Embedder):
    guard = Guard(embedder.embed_query)
    true = [(case["evidence"], text) for case in TRANSLATIONS for text in case["true"]]
    kept = [t for said, t in true if guard.check_english(t, [Said(s) for s in said]).supported]
    assert len(kept) >= 0.7 * len(true), sorted({text for _, text in true} - set(kept))


@pytest.fixture(scope="module")
def sentences(corpus_index: Index) -> list[Said]:
    """Every tenth sentence of the five texts under its headings, in Simplified."""
    found: list[Said] = []
    for document in corpus_index.documents():
        outline = corpus_index.outline(document.doc_id)
        for sentence in corpus_index.sentences(document.doc_id)[::10]:
            text = sentence_text(Piece(document, sentence.start, sentence.end), "hans")
            found.append(Said(text, heading_path(outline, sentence.section)))
    return [said for said in found if len(said.text) > 12]


def test_every_sentence_of_the_texts_supports_itself(guard: Guard, sentences: list[Said]):
    assert len(sentences) > 30
    assert [s.text for s in sentences if not guard.check(s.text, [s]).supported] == []


@pytest.mark.parametrize(
    ("kinds", "instead"),
    [
        (("neg", "forbid"), ""),
        (("neg", "forbid"), "应"),
        (("must",), "不得"),
        (("must",), "可以"),
        (("may",), "必须"),
        (("number",), "十七"),
    ],
)
def test_no_sentence_supports_itself_with_one_word_turned(
    guard: Guard, sentences: list[Said], kinds: tuple[str, ...], instead: str
):
    turned = [
        (said, folded[: word.start] + instead + folded[word.end :])
        for said in sentences
        for folded, words in [(read(said.text).text, read(said.text).words)]
        for word in words
        if word.kind in kinds and word.text != "会"  # 会: 办会 is no permission
    ]
    assert turned
    assert [text for said, text in turned if guard.check(text, [said]).supported] == []
