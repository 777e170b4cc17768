"""Lists out of the outline: which one is meant, and what of it is given."""

from pathlib import Path

import pytest

from bot.answer import Bot
from bot.gate import Gate
from bot.listed import lineage
from bot.settings import Settings
from ingest.index import Index
from ingest.records import Document, Section
from tests.hashing import HashingEmbedder
from tests.indexing import run, write

TREE = [(-1, 0), (0, 1), (1, 2), (1, 2), (0, 1), (4, 2)]
"""(parent, level): the root; a list of two; a list of one."""


def outline() -> list[Section]:
    document = Document("d", "d.txt", "题", "甲乙丙丁", "hans", "")
    return [
        Section(document, index, parent, level, None, "", 0, 4, 0, 1)
        for index, (parent, level) in enumerate(TREE)
    ]


def indices(sections: list[Section]) -> list[int]:
    return [section.index for section in sections]


@pytest.mark.parametrize(
    ("index", "around"), [(0, [0, 1, 2, 3, 4, 5]), (1, [1, 2, 3, 0]), (3, [3, 1, 0]), (4, [4, 5, 0])]
)  # fmt: skip
def test_lineage_is_the_section_all_below_and_all_above(index: int, around: list[int]):
    assert indices(lineage(outline(), index)) == around


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("办公室工作要发挥哪三个作用", ["参谋和助手", "承上启下", "窗口和门面"]),
        ("办公室工作必须遵循哪三项原则？", ["保密", "准确", "迅速"]),
        ("办公室人员要从哪四个方面加强自身建设", ["学习", "吃苦", "奉献", "寂寞"]),
        ("办公室工作要处理好的三个关系是什么？", ["到位", "牵头", "认真细致"]),
        ("辦公室工作要遵循哪三項原則？", ["保密", "準確", "迅速"]),
    ],
)
def test_a_list_is_given_whole_numbered_and_in_order(bot: Bot, question: str, items: list[str]):
    numbered = [line for line in bot.ask(question).answer.splitlines() if line[:1].isdigit()]
    assert [line.split(".")[0] for line in numbered] == [str(n + 1) for n in range(len(items))]
    for line, item in zip(numbered, items, strict=True):
        assert item in line


def answer(office: Path, text: str, question: str) -> str:
    write(office, {"a.txt": text})
    run(office)
    settings = Settings(data=office)
    index = Index.open(settings.index_folder)
    gate = Gate({}, bias=30.0, threshold=0.5)
    return Bot(index, HashingEmbedder(), settings, gate=gate).ask(question).answer


LIST = "值班守则\n值班要记住三个要点：\n一、按时到岗。不得迟到。\n二、当面交接。要点清印章。\n三、下班锁门。\n"


def test_the_announcement_leads_and_short_glosses_follow_their_items(tmp_path: Path):
    assert answer(tmp_path, LIST, "值班的三个要点是哪三个？").splitlines() == [
        "值班要记住三个要点：[1]",
        "1. 按时到岗。不得迟到。[2]",
        "2. 当面交接。要点清印章。[3]",
        "3. 下班锁门。[4]",
    ]


def test_an_announcement_that_names_all_items_is_the_answer(tmp_path: Path):
    text = "值班守则\n值班有三要，即：一要准时，二要细心，三要锁门。\n会议室用完要关灯。\n"
    given = answer(tmp_path, text, "值班的三要是哪三要？")
    assert "一要准时，二要细心，三要锁门。" in given
    assert given.count("准时") == 1


def test_a_list_is_announced_without_what_ties_it_to_its_reason(tmp_path: Path):
    text = f"值班守则\n夜里常有人来。\n因此，{LIST.splitlines()[1]}\n" + "\n".join(
        LIST.splitlines()[2:]
    )
    given = answer(tmp_path, text + "\n", "值班的三个要点是哪三个？")
    assert given.startswith("值班要记住三个要点：")


def test_what_is_counted_by_a_word_is_the_sentence_that_says_it_so_often(bot: Bot):
    answer = bot.ask("办公室人员要成为领导的四个“好”什么？").answer
    assert answer.startswith("办公室人员只有以诚取信")
    assert answer.count("“好") == 4


def test_a_list_that_attached_questions_ask_for_as_a_whole_is_asked_for(bot: Bot):
    lines = bot.ask("干办公室这一行有三条必须守的规矩，一句话说是哪三条？").answer.splitlines()
    assert [line[:5] for line in lines[1:]] == ["1. 保密", "2. 准确", "3. 迅速"]


def test_a_number_no_list_has_brings_up_no_list_of_another_size(tmp_path: Path):
    given = answer(tmp_path, LIST, "晚会有哪九个节目？")
    assert "1. " not in given


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("上班前应该准备好哪几样东西？", "准备好常用资料和工具书"),  # what every item begins with
        (
            "做好沟通协调工作的前提、基础、关键、纽带和基本保证各是什么？",
            "准确把握沟通协调工作的核心",
        ),
        ("协调工作中应该注意的几个问题是什么？", "有苦不叫苦"),  # 注重 in the text
    ],
)
def test_a_list_is_found_by_its_items_and_by_a_long_run_of_its_heading(
    bot: Bot, question: str, said: str
):
    assert said in bot.ask(question).answer


def test_an_item_that_begins_with_its_setting_is_told_by_what_it_advises(bot: Bot):
    answer = bot.ask("左右之间的协调要注意哪几个方面？").answer
    assert "在实际工作中，" not in answer
    assert "联系、沟通、调解、协商" in answer


def test_which_and_how_many_are_read_in_cantonese_too(bot: Bot):
    assert "會議溝通協調" in bot.ask("工作溝通協調有邊幾樣？").answer


def test_an_item_that_the_question_names_whole_is_asked_for_and_not_its_list(bot: Bot):
    answer = bot.ask("发扬求真务实精神要做到哪五个“实”？").answer
    assert "做人要老实" in answer
    assert "爱岗敬业" not in answer
