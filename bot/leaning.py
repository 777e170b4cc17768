"""Whether a question leans on what was said before it, on which turns, and what it brings itself."""

import re
from dataclasses import replace

from bot.aspect import aspect_of
from bot.frame import content_of
from bot.question import Question
from bot.records import Turn

_LEANS = re.compile(
    r"^(?:那么?|还|另外|此外|除了|具体|为什么|为何|为啥|怎么|怎样|如何|这|它|他|其中|其|上面|上述|前面|刚才|"
    r"后面|后[一两二三四]|最后|倒数|末|下一|上一|前者|剩|再|然后|接下来|继续|举个?例|比如|哪|第[一二三四五六七八九十\d]|"
    r"原因|能不能|能举|可以|说说|详细|展开|有没有|有什么|不这样|不然|否则|但是?|可是|要是|如果|遇到|好的?[,，。]|哦|嗯|明白|谢谢)"
)
_REFERS = re.compile(
    r"它们?(?!部门)|他们|这个|这些|这种|这样|这话|这么|那个|那些|那样|那[条项点种样句段次]|此|上述|上面|前者|后者|刚才|你说的|您说的"
)
_MAX_LEANING = 18  # a longer question says itself what it is about, unless it refers back
_QUOTED = re.compile(r"[“\"「『‘']([^”\"」』’']{1,12})[”\"」』’']")
MAX_NAME = 8  # characters; a question with more words of its own names no item


def leans_on_history(question: Question) -> bool:
    """Whether the question can't be understood without what came before."""
    if not question.history:
        return False
    folded = question.folded.strip()
    if _REFERS.search(folded):
        return True
    return len(folded) <= _MAX_LEANING and (
        _LEANS.match(folded) is not None
        or folded.rstrip("?？").endswith("呢")
        or len(question.content) <= 2
    )


def leaned_on(question: Question, *, always: bool = False) -> tuple[Turn, ...]:
    """The turns that the question leans on, oldest first: back to one that stands alone."""
    history = question.history
    start = len(history)
    current = question
    while leans_on_history(current) or (always and current is question):
        asked = [i for i, turn in enumerate(history[:start]) if turn.role == "user"]
        if not asked:
            break
        start = asked[-1]
        current = Question(history[start].content, question.script, history[:start])
    return history[start:]


def with_context(question: Question, *, always: bool = False) -> Question:
    """The question together with those before it that it leans on, oldest first.

    `always` takes the question before it along though nothing in this one refers to it.
    """
    turns = leaned_on(question, always=always)
    asked = [turn.content for turn in turns if turn.role == "user"]
    return replace(question, context=" ".join(asked)) if asked else question


def names_a_topic(question: Question) -> bool:
    """Whether the question could be asked of anyone: more than a bare new subject (那会议呢)."""
    own = own_content(question)
    bare = question.folded.rstrip("?？ ").endswith("呢") and aspect_of(question.folded) is None
    return bool(own) and not (bare and len(own) <= MAX_NAME)


def own_words(question: Question) -> list[str]:
    """What the question itself names: what it quotes, else what it is about."""
    return _QUOTED.findall(question.folded) or own_content(question).split()


def own_content(question: Question) -> str:
    """What the question is about but for the aspect it asks for; empty where it brings nothing."""
    aspect = aspect_of(question.folded)
    text = _REFERS.sub(" ", question.read)
    return content_of(aspect.asks.sub(" ", text) if aspect else text)
