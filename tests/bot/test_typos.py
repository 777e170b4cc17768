import pytest

from bot.typos import mend_typos
from ingest.index import Index
from ingest.lexical import Lexical, tokenize

OFFICE = Lexical.build(
    [
        tokenize(t)
        for t in ("保密的原则", "领导之间的关系", "督办要落实", "办公室的协调", "各位的目的")
    ]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("保秘的原则", "保密的原则"),
        ("领道之间的关系", "领导之间的关系"),
        ("怎样促进落石", "怎样促进落实"),
        ("伴公室管什么", "办公室管什么"),  # three characters, cut as 伴 and 公室
        ("办公是主任", "办公室主任"),  # 是 joins words, but 办公是 is by far the rarer
        ("怎么做好协条", "怎么做好协调"),  # 调 alone sounds otherwise
        ("论文的木的", "论文的目的"),
    ],
)
def test_a_pair_that_sounds_like_a_word_of_the_texts_is_read_as_it(typed: str, meant: str):
    assert mend_typos(typed, OFFICE) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "保密的原则",  # right already
        "抱米",  # both characters wrong: another word, not a slip
        "那个位子",  # 个位 is not so rare that 各位 must be meant
        "办公时间",
        "财务报销",  # sounds like nothing there
        "abc 12",
        "",
    ],
)
def test_anything_else_stays(typed: str):
    assert mend_typos(typed, OFFICE) == typed


def test_the_length_stays_so_that_offsets_do():
    assert len(mend_typos("领道和保秘", OFFICE)) == len("领道和保秘")


def test_an_empty_index_mends_nothing():
    assert mend_typos("保秘的原则", Lexical.build([])) == "保秘的原则"


def test_the_corpus_holds_the_words_that_its_readers_misspell(corpus_index: Index):
    assert mend_typos("勾通协调的艺术", corpus_index.lexical) == "沟通协调的艺术"
