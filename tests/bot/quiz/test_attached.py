"""Short answers to the questions that editors attached to the texts."""

import json
from pathlib import Path

from bot.quiz import Choices, make_paper
from bot.quiz.attached import attached
from bot.quiz.lints import findings
from bot.quiz.material import Material
from bot.quiz.support import letters
from ingest.index import Index
from tests.bot.quiz.shelf import COUNT, DUTY, material

_CARS = "把夜里到的货车引到三号月台"
_RULE = "盘点人员应当对短少的箱子当场复点，在差异表上签字"
_HALT = "盘点人员必须先停止收发，把散件按批号码放在黄线以内"
_HANDOVER = "交接箱子时班长要先核对封条，再登记批次，随后锁上铁门"
_TEXTS = {"a": DUTY, "b": COUNT, "c": f"仓库交接守则\n\n{_HANDOVER}。\n"}


def _asked(folder: Path, *pairs: tuple[str, str]) -> dict[str, str]:
    """Stem -> key of the items made of three texts with these questions and the words that answer."""
    folder.joinpath("texts").mkdir()
    lines = [_line(question, quote) for question, quote in pairs]
    folder.joinpath("texts", "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    drafts = attached(material(folder, **_TEXTS))
    return {draft.item.stem: draft.item.key[0] for draft in drafts}


def _line(question: str, quote: str) -> str:
    file, text = next((f"{name}.txt", text) for name, text in _TEXTS.items() if quote in text)
    start = text.index(quote)
    end = start + len(quote)
    return json.dumps(
        {"file": file, "start": start, "end": end, "quote": quote[:12], "question": question}
    )


def test_a_question_of_the_texts_own_words_is_asked_of_its_text(tmp_path: Path):
    assert _asked(tmp_path, ("箱子短少时要在什么上签字？", _RULE)) == {
        "根据《仓库盘点守则》，箱子短少时要在什么上签字？": _RULE
    }


def test_of_the_questions_on_a_span_the_one_with_most_of_its_words_is_asked(tmp_path: Path):
    stems = _asked(tmp_path, ("盘点人员先要做什么？", _HALT), ("散件和批号有什么关系？", _HALT),
                   ("盘点人员怎样码放散件？", _HALT))  # fmt: skip
    assert list(stems) == ["根据《仓库盘点守则》，盘点人员怎样码放散件？"]


def test_talk_slips_counts_and_choices_are_no_stems(tmp_path: Path):
    assert not _asked(
        tmp_path,
        ("我在箱子短少时要在什么上签字？", _RULE),
        ("箱子短少时要在什么上迁字？", _RULE),
        ("箱子短少时要在什么上签两个字？", _RULE),
        ("箱子短少时要不要在什么上签字？", _RULE),
    )


def test_what_does_not_give_the_reason_asked_for_is_no_key(tmp_path: Path):
    assert not _asked(tmp_path, ("箱子短少为什么要签字？", _RULE))


def test_a_span_that_leans_on_what_stands_before_it_is_no_key(tmp_path: Path):
    assert not _asked(tmp_path, ("夜里到的货车怎样引到月台？", _CARS[4:]))


def test_a_way_of_which_the_sentence_tells_more_is_no_key(tmp_path: Path):
    question = "班长交接箱子时要如何？"
    half = _HANDOVER[: _HANDOVER.index("，随后")]
    assert list(_asked(tmp_path, (question, half), (question, _HANDOVER)).values()) == [_HANDOVER]


def test_a_key_of_one_character_is_not_asked_for(tmp_path: Path):
    assert not _asked(tmp_path, ("必须先停止收什么？", _HALT))


def test_what_another_sentence_may_answer_too_is_not_asked(tmp_path: Path):
    assert not _asked(tmp_path, ("盘点人员应当遵守什么？", _RULE))


def test_without_attached_questions_nothing_is_asked(tmp_path: Path):
    assert list(attached(material(tmp_path, a=DUTY, b=COUNT))) == []


def test_on_the_five_texts_each_is_sound_and_rests_on_its_own_words(corpus_index: Index):
    items = [draft.item for draft in attached(Material(corpus_index, "hans"))]
    assert len(items) > 80
    for item in items:
        assert findings(item) == []
        assert letters(item.key[0]) in letters(item.citation.quote)
        assert letters(item.citation.title) in letters(item.stem)


def test_a_paper_asks_no_sentence_twice_however_many_questions_it_has(corpus_index: Index):
    items = make_paper(corpus_index, Choices(n=60, kinds=("short",))).items
    places = sorted((i.citation.doc_id, i.citation.start, i.citation.end) for i in items)
    lone = [p for p, i in zip(places, items, strict=True) if len(i.key) == 1]
    assert len(lone) == len(set(lone))
