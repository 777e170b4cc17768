"""Follow-ups from question to answer, over the corpus and over a small office of its own."""

import pytest

from bot.answer import Bot
from bot.records import Answer, Turn
from bot.settings import Settings
from bot.wording import decline
from ingest.index import Index
from tests.bot.checking import assert_holds
from tests.hashing import HashingEmbedder
from tests.indexing import run, write

THREE = "办公室工作要发挥哪三个作用"
SAID = (
    "1. 领导的参谋和助手作用。[1]\n2. 承上启下和协调工作的作用。[2]\n3. 单位的窗口和门面作用。[3]"
)
SEVEN = "办公室主任的七字诀是哪七个字？"


def after(*turns: str) -> list[Turn]:
    return [Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(turns)]


@pytest.mark.parametrize(("ordinal", "item"), [("一", "参谋"), ("二", "承上启下"), ("三", "窗口")])
def test_the_item_named_is_given_in_full(bot: Bot, ordinal: str, item: str):
    answer = bot.ask(f"那第{ordinal}个呢？", after(THREE, SAID))
    assert item in answer.citations[0].quote
    assert len(answer.citations) > 1
    assert_holds(answer)


def test_an_item_is_found_several_turns_later(bot: Bot):
    history = after(
        THREE,
        SAID,
        "第一个具体怎么做？",
        "要熟悉文件精神。",
        "第二个呢？",
        "起着平衡各方关系的作用。",
    )
    assert "窗口" in bot.ask("那第三个呢？", history).answer


def test_a_list_that_was_told_wrongly_is_not_told_on(bot: Bot):
    wrong = "三项原则是：公平的原则、公正的原则、公开的原则。"
    answer = bot.ask("第二项具体要求是什么？", after("办公室工作有哪三项原则？", wrong))
    assert "办文要准" in answer.answer and "公正" not in answer.answer


@pytest.mark.parametrize(
    ("question", "asked", "said", "lacks"),
    [("那第八个呢？", SEVEN, "敏、谋、快、敢、勤、实、宽", "只有七"),
     ("那其三呢？", "要处理哪四种关系？", "其一，上级各方关系；其二，班子成员之间关系；其四，部门之间关系。", "看不到"),
     ("還有別的嗎？", "辦公室工作有哪三項原則？", "保密的原則、準確的原則、迅速的原則。", "只有三項"),
     ("进入角色具体怎么做？", "要把握好哪三个过程？", "协调服务工作的三个过程：有所准备、进入角色、集中精力。", "看不到"),
     ("那“不骄傲”呢？", "“三不”是哪三不？", "不近视、不粗心、不冲动。", "没有提到"),
     ("那“安全意识”呢？", "五个强化是哪五个？", "本领意识、大局意识、责任意识、服务意识、廉洁意识。", "没有提到")],
)  # fmt: skip
def test_what_is_not_in_the_list_is_said_not_to_be(
    bot: Bot, question: str, asked: str, said: str, lacks: str
):
    answer = bot.ask(question, after(asked, said))
    assert answer.refused and lacks in answer.answer
    assert_holds(answer)


def test_an_item_is_found_by_the_word_of_its_heading(bot: Bot):
    answer = bot.ask("那“才”呢？", after("素质建设首先抓什么？", "首先要在德、智、才上下功夫。"))
    assert "谋划的能力" in answer.answer


@pytest.mark.parametrize(
    ("question", "told"), [("服务那个，具体是要怎么做？", "强化服务意识"), ("换成廉洁那条呢", "强化廉洁意识"), ("头一个讲什么", "强化本领意识")]
)  # fmt: skip
def test_an_item_is_found_by_what_tells_it_from_the_others(bot: Bot, question: str, told: str):
    said = "强化本领、大局、责任、服务、廉洁五种意识。"
    answer = bot.ask(question, after("五个强化是什么", said))
    assert told in answer.answer.partition("。")[0]


def test_an_item_is_told_as_to_what_is_asked_of_it(bot: Bot):
    asked, said = "工作沟通协调有哪几项", "公文沟通协调、会议沟通协调、事务沟通协调。"
    answer = bot.ask("第二项呢，各部门政策不一致怎么解决", after(asked, said))
    assert "召集矛盾各方" in answer.answer


def test_an_item_named_is_asked_for_its_own_items(bot: Bot):
    answer = bot.ask(
        "那“敏”的第三点呢？", after("七字诀里“宽”是什么", "心胸宽广，对人对事宽宏大量。")
    )
    assert "敏感的嗅觉" in answer.answer and "迅速" not in answer.answer


@pytest.mark.parametrize("question", ["电话这块具体要弄成什么样？", "中间那条展开讲讲"])
def test_an_item_is_told_from_the_others_by_a_word_or_its_place(bot: Bot, question: str):
    said = "一是一支笔、一张纸；二是常用电话、各种名单；三是常用资料和工具书。"
    answer = bot.ask(question, after("到单位要特别准备好哪些东西", said))
    assert "电话号码表" in answer.answer and "笔" not in answer.citations[0].quote


def test_what_is_quoted_in_parts_is_there_where_all_parts_are(bot: Bot):
    five = "强化本领意识、强化大局意识、强化责任意识、强化服务意识、强化廉洁意识。"
    answer = bot.ask("服务意识那个说要“多比、少比”，比些什么？", after("五个强化是哪五个？", five))
    assert "多比吃苦奉献，少比阔气享乐" in answer.answer


def test_the_reason_is_what_stands_before_the_conclusion(bot: Bot):
    said = "办公室主任多半时候充当“五官科科长”，起着“万向接”的作用。"
    answer = bot.ask("为什么说他像“万向接”？", after("班子里谁来互通情况", said))
    assert answer.answer.startswith("领导班子成员相互默契")
    assert "因此" not in answer.answer


def test_the_rest_of_a_list_is_what_was_not_said(bot: Bot):
    answer = bot.ask("还有别的吗？", after(THREE, "领导的参谋和助手作用。[1]"))
    assert "承上启下" in answer.answer and "窗口" in answer.answer
    assert "参谋" not in answer.answer


def test_why_goes_on_in_the_section_of_the_last_answer(bot: Bot):
    answer = bot.ask("为什么？", after("办公室工作的第一项原则是什么", "保密的原则。[1]"))
    assert answer.citations
    assert all("保密的原则" in citation.heading for citation in answer.citations)


@pytest.mark.parametrize(
    ("named", "asked", "said", "told"),
    [
        ("作风呢", "思想要怎样求实", "思想要求实，不搞“假、大、空”。", "作风要务实"),
        ("那缓的事呢？", "急的事怎么记", "急的事可以先要点式的记下。", "缓的事，也可先记下"),
        ("那缓的事呢？", "急的事怎么记", "急的事先记下；缓的事，也可先记下，以防遗忘。", "缓的事"),
    ],
)
def test_a_thing_merely_named_is_what_the_same_part_says_of_it(
    bot: Bot, named: str, asked: str, said: str, told: str
):
    answer = bot.ask(named, after(asked, said))
    assert answer.answer.startswith(told)
    assert len(answer.citations) == 1


def test_a_new_topic_is_answered_as_a_new_question(bot: Bot):
    answer = bot.ask("那办公室主任的七字诀是什么？", after(THREE, SAID))
    assert "敏、谋、快、敢、勤、实、宽" in answer.answer


def test_nothing_follows_from_what_was_declined(bot: Bot):
    said = decline("hans", ["保密的原则"])
    assert bot.ask("为什么？", after("今天的天气怎么样？", said)).refused
    assert "承上启下" in bot.ask("第二个呢？", after(THREE, SAID, "几点下班？", said)).answer


RULES = """用电规定
一、日常
1. 不得私拉电线，违者通报。
2. 电动自行车的电池不得带入楼内充电，原因是起火后几分钟浓烟就会封住楼梯间。
3. 下班前关闭空调电源，由最后离开的人负责。
二、处理
违反用电规定的，第一次书面提醒，第二次全楼通报，第三次扣发安全奖。
三、出车
出车前做好“三查”：查机油、查轮胎、查灯光。
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    folder = tmp_path_factory.mktemp("office")
    write(folder, {"rules.txt": RULES, "tea.txt": "茶水须知\n茶具用完当天就洗，只用清水。\n"})
    run(folder)
    return Bot(Index.open(folder / "index"), HashingEmbedder(), Settings(data=folder))


@pytest.mark.parametrize(
    ("question", "asked", "said", "told"),
    [("为什么？", "电动自行车的电池能带进楼里充电吗？", "电池不得带入楼内充电。", "浓烟"),
     ("Why?", "电动自行车的电池能带进楼里充电吗？", "电池不得带入楼内充电。", "浓烟"),
     ("那归谁负责？", "下班前要关什么？", "下班前关闭空调电源。", "最后离开的人"),
     ("第三次呢？", "违反用电规定怎么处理？", "第一次书面提醒，第二次全楼通报。", "扣发安全奖"),
     ("第二样查什么？", "出车前的“三查”是哪三查？", "机油、轮胎和灯光。", "查轮胎")],
)  # fmt: skip
def test_more_is_told_of_what_was_talked_of(
    office: Bot, question: str, asked: str, said: str, told: str
):
    assert told in office.ask(question, after(asked, said)).answer


@pytest.mark.parametrize(
    ("question", "lacks"), [("那第四次呢？", "没有提到“第四次”"), ("要罚多少钱？", "没有讲到")]
)
def test_what_the_section_does_not_tell_is_declined(office: Bot, question: str, lacks: str):
    said = "第一次书面提醒，第二次全楼通报，第三次扣发安全奖。"
    answer: Answer = office.ask(question, after("违反用电规定怎么处理？", said))
    assert answer.refused and lacks in answer.answer
