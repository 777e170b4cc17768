"""The two options of a true/false item, in its script."""

from bot.quiz.records import Item


def truths(item: Item) -> tuple[str, str]:
    """正确 and 错误, in this order, as the key writes them."""
    traditional = item.key[0] in ("正確", "錯誤")
    return ("正確", "錯誤") if traditional else ("正确", "错误")
