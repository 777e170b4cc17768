"""Whether a question leans on what was said before, on which turns, and what it brings itself."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.aspect import aspect_of
from bot.frame import content_of
from bot.question import QUOTED, Question
from bot.records import Turn
from bot.remark import is_reply
from bot.wording import DECLINE, NO_SUCH_TEXT, NO_TALK, ORDERED
from ingest.script import fold_same_length, simplify

_LEANS = re.compile(
    r"^(?:那么?|还|另外|此外|除了|具体|为什么|为何|为啥|怎么|怎样|如何|这|它|他|其中|其|上面|上述|前面|刚才|"
    r"后面|后[一两二三四]|最后|倒数|末|下一|上一|前者|剩|再|然后|接下来|继续|举个?例|比如|哪|第[一二三四五六七八九十\d]|"
    r"原因|能不能|能举|能再|能详|多说|总结|概括|归纳|梳理|真的|确定|你确定|可以|说说|详细|展开|有没有|有什么|不这样|不然|否则|但是?|可是|要是|如果|遇到|好的?[,，。]|哦|嗯|明白|谢谢)"
)
_NTH_OF_THEM = re.compile(
    r"^(?:那么?|好,?)?(?:倒数)?(?:[第头]|最后)(?:[一二两三四五六七八九十]{1,2}|\d{1,2})?[个种项条点样句招]"
)
_REFERS = re.compile(
    r"它们?(?!部门)|他们|[这那](?:一|几)?[个些种样条点项句次话步层里儿关块招段]|[这那]么(?:做|办|要求|说|规定)|如此|此(?!外|后|前|次)|上述|上面|"
    r"(?<![以提事])前者|后者|刚才|刚刚|你说的|您说的"
)
_FILLER = re.compile(
    r"(?:倒数)?[第其头](?:[一二三四五六七八九十]{1,2}|\d{1,2})(?:[个种项条点样类步句]|方面)?|换成|换作|改成|轮到|接下来|然后|接着|之后|下一步|继续|往下|总结|概括|归纳|梳理|一定|非得|非要|务必|真的?|其实|究竟|到底|说到底|有必要|必要|必须|就|得|换句话说|简单(?:来|地)?说|通常|一般|平时|实际|"
    r"上?面?(?:说|讲|提)到?的?"
)
_OPENING = re.compile(
    r"(?:(?:好的?|哦+|噢|嗯+|啊|行|ok|明白|明白了|知道了|了解了?|懂了|收到|清楚了?|谢谢你?|多谢|感谢|唔该晒?|唔该|对了|原来如此|原来这样|"
    r"是这样啊?|这样啊|顺便(?:问|说)?一?下?|另外|此外|还有|对了|再问(?:一|个|你)?[下个句]?)[,，。.!！;；~～、\s]+)+"
)
_TURNS = re.compile(
    r"(?:先|那?就)?(?:不|别)(?:再)?(?:聊|说|谈|讲|问|管)(?:这|那)(?:个|些|事)?(?:了)?[,，。.;；]|(?:说|讲)点(?:别的|其他)[,，。]|"
    r"(?:我?想?)?(?:换|转|改)个?(?:话题|问题)(?:问问?)?[,，。:：]?|(?:再)?问(?:你)?(?:一?个)?(?:别的|另外的?)(?:事|问题)?[,，。:：]?|"
    r"(?:另外|再)问(?:一?个|一?下)(?:别的)?(?:问题)?[,，。:：]"
)
_DECLINES = tuple(
    said for kind in (DECLINE, ORDERED, NO_TALK, NO_SUCH_TEXT) for said in kind.values()
)
_MAX_LEANING = 18  # a longer question says itself what it is about, unless it refers back
_MAX_REFERRING = 10  # of its own; with more it says what it is about, whatever its 那几样 are
MAX_NAME = 8  # characters; a question with more words of its own names no item

_ENGLISH = [
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        (r"\bfor example\b|\b(?:an |any )?examples?\b", "举例"),
        (r"\b(?:the )?first\b(?: one)?", "第一个"),
        (r"\b(?:the )?second\b(?: one)?", "第二个"),
        (r"\b(?:the )?third\b(?: one)?", "第三个"),
        (r"\b(?:the )?fourth\b(?: one)?", "第四个"),
        (r"\b(?:the )?fifth\b(?: one)?", "第五个"),
        (r"\b(?:the )?sixth\b(?: one)?", "第六个"),
        (r"\b(?:the )?seventh\b(?: one)?", "第七个"),
        (r"\b(?:the )?eighth\b(?: one)?", "第八个"),
        (r"\b(?:the )?last\b(?: one)?", "最后一个"),
        (r"\b(?:the )?next\b(?: one)?", "下一个"),
        (r"\b(?:the )?former\b", "前者"),
        (r"\b(?:the )?latter\b", "后者"),
        (
            r"\b(?:any(?:thing)? (?:else|more|others?)|the (?:others?|rest)|what else|more)\b",
            "还有别的吗",
        ),
        (r"\bwhy\b.*", "为什么"),
        (r"\bwho (?:said|says|wrote)\b.*", "谁说的"),
        (r"\bwhat does (?:it|that|this) mean\b", "什么意思"),
        (r"\bhow (?:exactly|so|do (?:i|we|you) do (?:it|that|this))\b|^how\b", "怎么做"),
        (r"\b(?:what|how) about\b|^and\b", "那"),
        (r"\b(?:it|this|that|they|them|these|those)\b", "它"),
    )
]


def spoken(question: Question) -> str:
    """The folded question, mended; of an English one, its words of reference in Chinese."""
    read = question.read
    if question.script == "en":
        for pattern, chinese in _ENGLISH:
            read = pattern.sub(chinese, read)
    return read


def as_asked(question: Question) -> Question:
    """The question without thanks and other openings, after what was answered before it.

    Where it turns to another topic it comes after nothing.
    """
    if not question.history:
        return question
    folded = fold_same_length(question.text).lower()
    start = _end_of(_OPENING, folded, 0)
    end = _end_of(_TURNS, folded, start)
    history = () if end > start else answered(question.history)
    return replace(question, text=question.text[end:].strip() or question.text, history=history)


def asks_nothing(question: Question) -> bool:
    """Whether it is a courtesy, or leans on a conversation in which nothing was answered."""
    if not question.history:
        return False
    if _OPENING.fullmatch(f"{question.folded.strip()},"):
        return True
    return (
        not answered(question.history) and leans_on_history(question) and not own_content(question)
    )


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


def refers_back(question: Question) -> bool:
    """Whether a pronoun of it stands for something said before."""
    return _REFERS.search(spoken(question)) is not None


def leans_on_history(question: Question) -> bool:
    """Whether the question can't be understood without what came before."""
    if not question.history or _TURNS.search(question.folded):
        return False
    folded = spoken(question).strip()
    if _NTH_OF_THEM.match(folded):
        return True
    if _REFERS.search(folded):
        return len(own_content(question)) <= _MAX_REFERRING
    return len(folded) <= _MAX_LEANING and (
        _LEANS.match(folded) is not None
        or folded.rstrip("?？").endswith("呢")
        or len(question.content) <= 2
    )


def picks_up(question: Question) -> bool:
    """Whether a short question takes up a word of the last answer (进入角色具体怎么做)."""
    said = [turn.content for turn in question.history if turn.role == "assistant"]
    own = own_content(question)
    return bool(said) and 2 <= len(own) <= MAX_NAME and own in fold_same_length(said[-1])


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
    bare = spoken(question).rstrip("?？ ").endswith("呢") and aspect_of(spoken(question)) is None
    return bool(own) and not (bare and len(own) <= MAX_NAME)


def own_words(question: Question) -> list[str]:
    """What the question itself names: what it quotes, else what it is about."""
    return QUOTED.findall(spoken(question)) or own_content(question).split()


def own_content(question: Question) -> str:
    """What the question is about but for the aspect it asks for; empty where it brings nothing."""
    aspect = aspect_of(spoken(question))
    text = spoken(question)
    text = aspect.asks.sub(" ", text) if aspect else text
    return content_of(_FILLER.sub(" ", _REFERS.sub(" ", text)))


def answered(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The conversation without what was declined: what a no offers instead was not talked of."""
    kept: list[Turn] = []
    for turn in history:
        if turn.role == "user" or not _is_decline(turn):
            kept.append(turn)
        elif kept and kept[-1].role == "user":
            kept.pop()
    return tuple(kept)


def _is_decline(turn: Turn) -> bool:
    return simplify(turn.content).startswith(_DECLINES) or is_reply(turn.content)
