"""Whether an item is whole: an edit by hand may have left a key that is none of the options."""

from bot.quiz.records import Item

_TRUTHS = ("正确", "错误", "正確", "錯誤")


def fault(item: Item) -> str:
    """What is wrong with the item, as the rest of a sentence; "" where a paper can hold it."""
    if not item.stem.strip():
        return "has no question"
    if not item.key or not all(text.strip() for text in item.key):
        return "has no answer"
    if item.kind == "true-false":
        return "" if item.key[0] in _TRUTHS else "is neither true nor false"
    if item.kind in ("blank", "short"):
        return ""
    if len(set(item.options)) < len(item.options):
        return "has the same option twice"
    if not set(item.key) <= set(item.options):
        return "has an answer that is none of its options"
    if item.kind == "matching" and len(item.prompts) != len(item.key):
        return "has not one answer for each prompt"
    return ""
