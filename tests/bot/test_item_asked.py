import pytest

from bot.answer import Bot
from ingest.script import simplify


def test_an_item_that_the_list_has_not_is_told_so(bot: Bot):
    answer = bot.ask("七字诀里的第八个字是什么？")
    assert answer.refused and not answer.citations
    assert "只有七个" in answer.answer


def test_an_item_may_be_counted_by_what_all_of_them_are(bot: Bot):
    answer = bot.ask("四勤里的第二勤是什么？")
    assert "腿勤" in answer.answer
    assert "口勤" not in answer.answer


def test_an_item_that_the_text_hides_is_told_so(bot: Bot):
    for question in ("四种关系里的第三种关系是什么？", "帖子里四种关系的其三说了什么？"):
        answer = bot.ask(question)
        assert answer.refused
        assert "第三种" in answer.answer and "看不到" in answer.answer


@pytest.mark.parametrize(
    ("question", "told"), [("“其三”那一段要求办公室人员怎么做", "看不到"), ("其三讲了什么", "看不到"), ("其四那部分讲的是什么", "其四，要有妥善处理")]
)  # fmt: skip
def test_an_item_may_be_called_by_its_number_alone(bot: Bot, question: str, told: str):
    assert told in bot.ask(question).answer


def test_an_item_that_the_text_names_but_hides_is_told_so(bot: Bot):
    answer = bot.ask("协调服务工作的三个过程，“进入角色”这个过程要怎么做？")
    assert answer.refused and "“进入角色”这一个在收到的文本里看不到" in answer.answer


def test_an_item_is_found_by_the_first_of_its_heading(bot: Bot):
    answer = bot.ask("协调服务工作的三个过程里，“有所准备”要做什么？")
    assert "3. 准备好常用资料和工具书" in answer.answer


def test_a_name_that_no_item_has_is_told_so(bot: Bot):
    assert "没有提到“眼勤”" in bot.ask("“四勤”里的眼勤是什么意思？").answer


def test_an_item_is_given_by_its_place(bot: Bot):
    answer = bot.ask("七字诀的第三个字怎么解释？")
    assert answer.citations[0].quote.startswith("快,")


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("“五个强化”第三到第五个", ["责任意识", "服务意识", "廉洁意识"]),
        ("七字诀的最后两个是什么", ["实", "宽"]),
        ("“四勤”的第二和第三个是什么", ["腿勤", "口勤"]),
    ],
)
def test_several_items_are_given_by_their_places(bot: Bot, question: str, given: list[str]):
    lines = [line for line in bot.ask(question).answer.split("\n") if line[:1].isdigit()]
    assert len(lines) == len(given)
    assert all(name in line for name, line in zip(given, lines, strict=True))


def test_an_item_is_given_by_its_name(bot: Bot):
    answer = bot.ask("七字訣裡「謀」的含義是什麼？")
    assert answer.citations[0].quote.startswith("谋,就是要能吃透上情")


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("七字诀里的敢是什么意思？", "敢,就是敢于负责"),
        ("七字诀的勤字要求什么？", "勤,就是要勤勉"),
        ("四勤里的口勤是什么？", "口勤"),
    ],
)
def test_an_item_need_not_be_quoted(bot: Bot, question: str, start: str):
    answer = bot.ask(question)
    assert simplify(answer.citations[0].quote).startswith(start)
    assert not any("腦勤" in citation.quote for citation in answer.citations)
