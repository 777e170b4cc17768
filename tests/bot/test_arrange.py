"""In which order sentences are said: over one small text, its sentences as the pieces."""

from collections.abc import Callable

import pytest

from bot.answer import Bot
from bot.arrange import arranged
from bot.evidence import Evidence
from bot.pieces import Piece
from bot.question import Question
from bot.retrieve import NOTHING
from bot.settings import Settings
from ingest.index import Index
from tests.hashing import HashingEmbedder
from tests.indexing import run, write

TEXT = """值班须知
一、急事
值班员平时要多巡视，多留心楼里的情况，发现漏水漏电要记下来。遇到急事，值班员不能代替领导签字。但可以先断电，再向领导汇报。老主任说过，宁可多跑一趟，不可少看一眼。这样大家才放心。
二、交班
交班时两人都要在场，把当天的事逐条说清楚，写进值班本里，再一起签上名字，少一个人都不能算数，也不能由别人代签，更不能事后再补，违者按值班纪律处理。另外，提前交班要两人都同意，可以打电话说。出了事算谁的呢？这就要看值班本里怎么写。钥匙丢了怎么办呢？
"""
Say = Callable[..., list[str]]


@pytest.fixture(scope="module")
def say(tmp_path_factory: pytest.TempPathFactory) -> Say:
    folder = tmp_path_factory.mktemp("arrange")
    write(folder, {"1.txt": TEXT})
    run(folder)
    bot = Bot(Index.open(folder / "index"), HashingEmbedder(), Settings(data=folder))
    (document,) = bot.index.documents()
    sentences = [s for s in bot.index.sentences(document.doc_id) if s.end - s.start > 6]

    def said(question: str, n: int = 99) -> list[str]:
        evidence = Evidence(Question.of(question), NOTHING, bot.index)
        pieces = [Piece(s.document, s.start, s.end) for s in sentences[:n]]
        return [
            ("\n" if piece.opens else "") + document.text[piece.start : piece.end].strip()
            for piece in arranged(evidence, pieces)
        ]

    return said


def test_whether_one_may_is_said_first_with_what_leans_on_it(say: Say):
    told = say("值班员可以代替领导签字吗？", 5)
    assert told[0] == "遇到急事，值班员不能代替领导签字。" and told[1].startswith("但可以先断电")
    assert told[2].startswith("值班员平时")


def test_who_said_a_thing_is_all_that_is_said(say: Say):
    told = say("“宁可多跑一趟，不可少看一眼”是谁说的？", 5)
    assert told == ["老主任说过，宁可多跑一趟，不可少看一眼。", "这样大家才放心。"]


def test_other_questions_keep_the_texts_order(say: Say):
    assert say("急事怎么处理？", 2)[0].startswith("值班员平时")
    assert say("什么时候可以代替领导签字吗", 2)[0].startswith("值班员平时")


def test_the_word_that_joins_it_to_others_is_left_out(say: Say):
    assert say("可以提前交班吗？")[0].startswith("提前交班要")


def test_a_question_is_said_only_before_what_takes_it_up(say: Say):
    told = say("值班要做什么")
    asks = [i for i, sentence in enumerate(told) if sentence.endswith("？")]
    assert [told[i + 1] for i in asks] == ["这就要看值班本里怎么写。"]


def test_a_question_ends_no_answer(say: Say):
    assert not any("怎么办呢" in sentence for sentence in say("值班要做什么"))


def test_a_long_answer_begins_a_line_with_each_part(say: Say):
    told = say("值班要做什么")
    assert [sentence[:3] for sentence in told if sentence.startswith("\n")] == ["\n交班"]
    assert not any(sentence.startswith("\n") for sentence in say("值班要做什么", 3))
