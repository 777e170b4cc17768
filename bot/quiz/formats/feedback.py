"""What a learner reads after an answer: the explanation, and where it stands in the texts."""

from bot.quiz.formats.words import Words
from bot.quiz.records import Item
from bot.records import Citation


def feedback(item: Item, words: Words) -> str:
    """The explanation; below it the source, unless the explanation names the text itself."""
    if names_its_text(item):
        return item.explanation
    return f"{item.explanation}\n{source(item, words)}".lstrip("\n")


def names_its_text(item: Item) -> bool:
    """Whether the explanation says itself which text it is from, or no title is known."""
    return item.citation.title in item.explanation


def source(item: Item, words: Words) -> str:
    """One line: 出处：《title》 heading › heading."""
    return f"{words['source']}：{place(item.citation)}"


def place(citation: Citation) -> str:
    """The text's title in its brackets, and the way of headings down to the passage."""
    title = citation.title.strip("《》").replace("《", "〈").replace("》", "〉")
    return " ".join((f"《{title}》", " › ".join(citation.heading))).rstrip()


def with_answers(item: Item, words: Words) -> str:
    """The key, numbered, before the feedback: for what no machine can mark."""
    label = words["points" if item.kind == "short" else "answer"]
    listed = "\n".join(f"{number}. {text}" for number, text in enumerate(item.key, start=1))
    return f"{label}：\n{listed}\n{feedback(item, words)}"
