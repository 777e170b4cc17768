"""Answers of sentences: which ones, in which order, how many."""

import pytest

from bot.answer import Bot
from bot.evidence import Evidence
from bot.prose import prose_pieces
from bot.question import Question
from bot.records import Answer

QUESTIONS = ["什么是协调", "为什么办公室人员要保密", "怎样处理好与领导的关系", "怎样搞好督办"]


def places(answer: Answer) -> list[tuple[str, tuple[str, ...], int]]:
    return [(c.doc_id, c.heading, c.start) for c in answer.citations]


def test_a_definition_is_given_as_the_text_defines(bot: Bot):
    assert "所谓协调" in bot.ask("什么是协调").answer


def test_reasons_come_from_where_the_reasons_stand(bot: Bot):
    answer = bot.ask("为什么办公室人员要有保密意识")
    assert answer.citations[0].doc_id.startswith("001")
    assert "保密" in answer.answer


def test_advice_says_what_to_do(bot: Bot):
    assert "知道的不要乱说，不该知道的不要打听" in bot.ask("办公室人员怎样做到保密").answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_sentences_of_one_section_stand_together_in_their_order(bot: Bot, question: str):
    given = places(bot.ask(question))
    sections = [place[:2] for place in given]
    runs = [s for i, s in enumerate(sections) if i == 0 or sections[i - 1] != s]
    assert len(runs) == len(set(runs))
    for section in set(sections):
        starts = [start for *place, start in given if tuple(place) == section]
        assert starts == sorted(starts)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_of_sentences_is_short_and_repeats_nothing(bot: Bot, question: str):
    citations = bot.ask(question).citations
    assert 1 <= len(citations) <= 7  # six sentences, and one that another leans on
    assert len({(c.doc_id, c.start) for c in citations}) == len(citations)
    assert sum(c.end - c.start for c in citations[1:]) <= 400  # 360, and what another leans on


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_heading_alone_is_no_sentence(bot: Bot, question: str):
    for citation in bot.ask(question).citations:
        outline = bot.index.outline(citation.doc_id)
        headings = {(s.heading_start, s.heading_end) for s in outline if s.end > s.heading_end + 1}
        assert (citation.start, citation.end) not in headings


def test_each_text_that_defines_a_thing_says_its_own(bot: Bot):
    answer = bot.ask("什么是协调").answer
    assert "所谓协调，就是" in answer and "协调可以理解为" in answer


def test_what_stands_under_the_name_asked_for_goes_before_what_shares_its_words(bot: Bot):
    answer = bot.ask("什么是事务沟通协调")
    assert answer.citations[0].heading[-1] == "事務溝通協調"


def test_a_quoted_word_is_defined_by_its_own_sentence(bot: Bot):
    assert "敢，就是敢于负责" in bot.ask("“敢”字诀是什么意思").answer


@pytest.mark.parametrize("talked_of", ["小错可能降低", "責任意識是", "会在不知不觉中出错"])
def test_of_what_several_texts_say_that_is_meant_which_was_talked_of(bot: Bot, talked_of: str):
    retriever, question = bot.retriever, Question.of("出了差错后果严重吗")
    evidence = Evidence(question, retriever.retrieve(question), bot.index)
    last = next(s.sentence for s in evidence.sentences if talked_of in s.sentence.text)
    assert prose_pieces(evidence.after(last))[0].document.path == last.document.path
