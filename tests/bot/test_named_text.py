import pytest

from bot.answer import Bot
from bot.named_text import named_documents


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("“三个三”那篇文章说,怎样当好助手?", "三个三"),
        ("处理四种关系那篇讲了什么?", "四种关系"),
        ("《办公室人员协调服务工作浅谈》怎么说?", "浅谈"),
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
