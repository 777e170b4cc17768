"""How a span of a source reads inside an answer, and the bot's own words."""

import pytest

from bot.pieces import Piece, within
from bot.wording import answer_text, decline, sentence_text, topic
from ingest.records import Document, Mask, Script


def piece(text: str, *, script: Script = "hans", masks: tuple[Mask, ...] = ()) -> Piece:
    document = Document("d", "d.txt", "题", text, script, "", masks=masks)
    return Piece(document, 0, len(text))


def reads(text: str, reader: Script = "hans", **source: object) -> str:
    return sentence_text(piece(text, **source), reader)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("办文要准,办事要稳;情况要实!", "办文要准，办事要稳；情况要实！"),
        ("三个作用:参谋,助手.", "三个作用：参谋，助手。"),
        ("“勤”,就是勤勉.", "“勤”，就是勤勉。"),
        ("走3.5公里，10:30到", "走3.5公里，10:30到。"),
        ("用Word,Excel写", "用Word,Excel写。"),
        ("见http://a.cn/b,c", "见http://a.cn/b,c。"),
    ],
)
def test_half_width_marks_between_han_become_full_width(source: str, sentence: str):
    assert reads(source) == sentence


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("也可以叫七字诀,即:", "也可以叫七字诀。"),
        ("有三个作用，分别是：", "有三个作用。"),
        ("要做到以下几点:", "要做到以下几点。"),
        ("要准、", "要准。"),
        ("当即", "当即。"),
    ],
)
def test_what_dangles_at_the_end_is_cut_off(source: str, sentence: str):
    assert reads(source) == sentence


@pytest.mark.parametrize("source", ["要准。", "行吗？", "好！", "他说：“要准。”", "等等……"])
def test_a_sentence_that_is_closed_stays(source: str):
    assert reads(source) == source


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("1、保密的原则\n\n办公室人员要保密。", "保密的原则：办公室人员要保密。"),
        ("“三关”\r\n\u3000\u3000要把好", "“三关”：要把好。"),
        ("要准。\n要稳。", "要准。要稳。"),
        ("要准，\n要稳。", "要准，要稳。"),
    ],
)
def test_a_heading_is_joined_to_its_text_by_a_colon(source: str, sentence: str):
    # After a mark that closes a sentence no colon is wanted.
    assert reads(source) == sentence


def test_noise_inside_a_span_is_not_shown():
    masks = (Mask(3, 10, "link"),)
    assert reads("要保守[广告] x 秘密。", masks=masks) == "要保守秘密。"


def test_a_sentence_is_rendered_for_its_reader():
    assert reads("处理好信息", "hant-tw") == "處理好資訊。"
    assert reads("處理好資訊", "hans", script="hant-tw") == "处理好资讯。"
    assert reads("裏面說", "hant-hk", script="hant-tw") == "裏面説。"
    assert reads("處理", "en", script="hant-tw") == "处理。"


def test_items_stand_on_lines_of_their_own_each_with_its_marker():
    text = "三个作用:参谋。助手。"
    document = Document("d", "d.txt", "题", text, "hans", "")
    pieces = [Piece(document, 0, 5), Piece(document, 5, 8, 1), Piece(document, 8, 11, 2)]
    assert answer_text(pieces, [1, 2, 3], "hans") == "三个作用：[1]\n1. 参谋。[2]\n2. 助手。[3]"


@pytest.mark.parametrize(
    ("text", "cut", "told"),
    [
        ("还要认识到:首先,要准。", 6, "还要认识到：[1]首先，要准。[2]"),
        ("还要认识到,首先,要准。", 6, "还要认识到：[1]首先，要准。[2]"),
        ("还要认识到:\n首先,要准。", 6, "还要认识到：[1]首先，要准。[2]"),
        ("要稳。首先,要准。", 3, "要稳。[1]首先，要准。[2]"),
        ("三点，即:准、稳、快:首先,要准。", 10, "三点，即：准、稳、快。[1]首先，要准。[2]"),
    ],
)
def test_what_announces_the_next_sentence_ends_in_its_only_colon(text: str, cut: int, told: str):
    document = Document("d", "d.txt", "题", text, "hans", "")
    pieces = [Piece(document, 0, cut), Piece(document, text.index("首"), len(text))]
    assert answer_text(pieces, [1, 2], "hans") == told


def test_sentences_run_on():
    pieces = [piece("要准。"), piece("要稳")]
    assert answer_text(pieces, [1, 2], "hans") == "要准。[1]要稳。[2]"


def test_an_english_reader_is_told_that_the_words_are_chinese():
    assert answer_text([piece("要准。")], [1], "en") == "The texts say (in Chinese):\n要准。[1]"


def test_every_piece_needs_its_marker():
    with pytest.raises(ValueError):
        answer_text([piece("要准。")], [], "hans")


@pytest.mark.parametrize(
    ("reader", "sentence"),
    [
        ("hans", "资料里没有讲到这个问题。相近的内容有：保密；准确。"),
        ("hant-tw", "資料裡沒有講到這個問題。相近的內容有：保密；准确。"),
        ("hant-hk", "資料裏沒有講到這個問題。相近的內容有：保密；准确。"),
    ],
)
def test_a_refusal_names_the_nearest_topics(reader: Script, sentence: str):
    topics = ["保密", "准确"]
    assert decline(reader, topics).startswith(sentence.split("相近")[0])
    assert decline("hans", topics) == "资料里没有讲到这个问题。相近的内容有：\n- 保密\n- 准确"


def test_a_refusal_without_topics_is_one_sentence():
    assert decline("hans", []) == "资料里没有讲到这个问题。"
    assert decline("en", []) == "The texts do not cover this question."


def test_english_sentences_are_parted_by_a_space():
    assert decline("en", ["保密"]) == (
        "The texts do not cover this question. The nearest topics they do cover:\n- 保密"
    )


def test_a_heading_as_a_topic_has_no_stop_and_the_readers_script():
    assert topic(" 保密的原则。", "hans", "hant-tw") == "保密的原則"
    assert topic("三個作用：", "hant-tw", "hans") == "三个作用"


def test_within_keeps_what_fits_and_always_one():
    pieces = [piece("一二三四五"), piece("六七八"), piece("九十")]
    assert within(pieces, 8) == pieces[:2]
    assert within(pieces, 1) == pieces[:1]
    assert within([], 5) == []
