"""A question that leans on the conversation: 那第二个呢？ 具体怎么做？ 它 为什么？

Resolved from the conversation's own structure: the question before it, and the list that question
asks for. Nothing of an earlier answer is taken as true; only the texts are.
"""

import re
from dataclasses import replace

from bot.question import Question
from bot.records import Turn
from ingest.script import fold_same_length

_LEANS = re.compile(
    r"^(?:那么?|还有|另外|此外|除了|具体|为什么|为何|为啥|怎么|怎样|如何|这|它|他|其中|其|上面|上述|前面|刚才|"
    r"后面|再|然后|接下来|继续|举个?例|比如|哪|第[一二三四五六七八九十\d]|最后|原因|能不能|可以|说说|详细|展开)"
)
_REFERS = re.compile(r"它们?|他们|这个|这些|这种|这样|那个|那些|那样|此|上述|上面|前者|后者|刚才|你说的|您说的")
_MAX_LEANING = 14  # a longer question says itself what it is about, unless it refers back


def leans_on_history(question: Question) -> bool:
    """Whether the question can't be understood without what came before."""
    if not question.history:
        return False
    folded = question.folded.strip()
    if _REFERS.search(folded):
        return True
    return len(folded) <= _MAX_LEANING and (
        _LEANS.match(folded) is not None or len(question.about) <= 2
    )


def with_context(question: Question) -> Question:
    """The question together with those before it that it leans on, newest first."""
    earlier: list[str] = []
    history = list(question.history)
    current = question
    while history and leans_on_history(current):
        asked = [i for i, turn in enumerate(history) if turn.role == "user"]
        if not asked:
            break
        turn, history = history[asked[-1]], history[: asked[-1]]
        earlier.append(turn.content)
        current = Question(turn.content, question.script, tuple(history))
    return replace(question, context=" ".join(reversed(earlier))) if earlier else question


def named_item(question: Question) -> str | None:
    """What the last answer said at the number the question names, if it was a numbered list."""
    if question.ordinal is None:
        return None
    for turn in reversed(question.history):
        if turn.role == "assistant":
            return _numbered(turn, question.ordinal)
    return None


def _numbered(turn: Turn, ordinal: int) -> str | None:
    """The line or clause numbered `ordinal` in an answer."""
    folded = fold_same_length(turn.content)
    numeral = "零一二三四五六七八九十"[ordinal] if ordinal <= 10 else str(ordinal)
    marks = rf"(?:{ordinal}|{numeral}|第{numeral}|其{numeral}|{numeral}是)"
    match = re.search(
        rf"(?:^|[\s;。:,(（]){marks}[.、,:)）是 ]\s*([^\n;。]{{2,80}})", folded, flags=re.MULTILINE
    )
    return turn.content[match.start(1) : match.end(1)] if match else None
