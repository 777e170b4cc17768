import pytest

from bot.answer import Bot
from bot.named_text import named_documents, names_of_texts
from bot.question import Question
from bot.understand import understood


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("“三个三”那篇文章说,怎样当好助手?", "三个三"),
        ("处理四种关系那篇讲了什么?", "四种关系"),
        ("《办公室人员协调服务工作浅谈》怎么说?", "浅谈"),
        ("赵文平那篇怎么说?", "浅谈"),
        ("舒展写的四种关系是哪四种?", "四种关系"),
        ("审计局那篇讲了什么?", "溝通協調"),  # no title says it, and only this text does
    ],
)
def test_a_text_is_named_by_its_title(bot: Bot, question: str, title: str):
    (document,) = named_documents(question, bot.index)
    assert title in document.title


@pytest.mark.parametrize("question", ["这几篇文章怎么说?", "《保密法》第几条?", "怎样保密?"])
def test_no_text_is_named(bot: Bot, question: str):
    assert named_documents(question, bot.index) == []


def test_a_named_text_is_looked_through_first(bot: Bot):
    answer = bot.ask("“三个三”那篇结尾说要处理好哪四对关系？")
    assert answer.citations[0].path.startswith("corpus/001")


def test_two_texts_may_be_named_at_once(bot: Bot):
    assert names_of_texts("论文和学问君的文章说法一样吗?") == ("论文", "学问君")
    paths = [d.path for d in named_documents("论文和学问君的文章说法一样吗?", bot.index)]
    assert [path[7:10] for path in paths] == ["002", "004"]


def test_what_a_text_is_called_is_not_what_is_asked(bot: Bot):
    question = understood(Question.of("赵文平那篇怎么解释协调?"), bot.index)
    assert question.about == "解释 协调" or question.about == "协调"
    assert not bot.ask("赵文平那篇怎么解释协调?").refused


def test_a_name_that_no_text_has_stays_in_the_question(bot: Bot):
    assert "祁跃辉" in understood(Question.of("祁跃辉那篇怎么解释协调?"), bot.index).about
