"""What a person typed, understood: script, folded form, kind, number, what it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bot.records import Turn
from ingest.lexical import tokenize
from ingest.records import Script
from ingest.script import convert, detect, fold, uses_taiwan_wording

Kind = Literal["list", "definition", "how-to", "why", "compare", "fact"]

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "俩": 2}

# What a question says about itself rather than about its subject: greetings, sighs, politeness,
# question words. Folded (Simplified) forms; matched longest first.
_FRAME = re.compile(
    r"(?:您好|你好|大家好|哈喽|谢谢|多谢|感谢|拜托|麻烦|劳驾|不好意思|打扰一下|请问一下|请问|请教一下|请教|"
    r"想问一下|想问问|问一下|想知道|想了解|能不能|可不可以|可以|能否|是否|帮我|帮忙|告诉我|告诉|给我|"
    r"说一下|说说|讲一下|讲讲|讲|谈谈|列出|列举|列一下|介绍一下|介绍|解释一下|解释|概括|总结一下|"
    r"分别是什么|分别|是什么意思|什么意思|是什么|有什么|有哪些|有哪几|哪几|哪些|哪个|哪种|哪里|哪儿|"
    r"是啥|啥意思|啥|为什么|为何|为啥|怎么办|怎么做|怎么样|怎样|怎么|咋办|咋整|咋|如何|"
    r"什么|甚么|多少|几个|几种|几条|几项|几点|几|是指|指的是|指什么|指的|所谓|叫做|叫|"
    r"应该|应当|需要|必须|要|该|到底|究竟|具体|一下|文中|文章|文章里|材料|材料里|资料|书上|提到|说的|说|"
    r"认为|根据|按照|关于|对于|方面|我是新来的|新来的|新人|我|你|您|他们|咱们|我们|啊|呀|呢|吗|嘛|吧|哦|唉|哎|"
    r"的话|了|的|地|得|着|过|是|有|在|和|与|或|及|就|都|也|还|又|才|会|能|把|被|给|对|让|这|那|个|些|种|项|条|点|之间)"
)

_LIST = re.compile(
    r"哪些|哪几|有什么|几个|几种|几项|几条|几点|几方面|分别|列出|列举|包括|都有|有几|[一二两三四五六七八九十](?:个|种|项|条|点|大|方面|字|不|心|勤|关)"
)
_DEFINITION = re.compile(r"什么是|是什么意思|什么意思|是什么|指什么|指的是|是指|何谓|所谓|啥意思|是啥|什么叫|定义|含义")
_HOW_TO = re.compile(r"怎么|怎样|如何|咋|办法|方法|步骤|要注意|该做|应对|怎么办")
_WHY = re.compile(r"为什么|为何|为啥|原因|凭什么|理由|怎么会")
_COMPARE = re.compile(r"区别|不同|相同|异同|对比|比较|差别|共同点|一致|各自|各篇|几篇|这些文章|两篇")
_NUMBER = re.compile(r"([一二两三四五六七八九十]|\d{1,2})(?:个|种|项|条|点|大|方面|字|不|心|勤|关|作用|原则|关系)")
_ORDINAL = re.compile(r"第([一二三四五六七八九十]|\d{1,2})(?![次时章节条])")


@dataclass(frozen=True)
class Question:
    """A question with what can be read off it; `history` is the conversation before it.

    `context` holds the earlier questions that it leans on: searched with it, never answered.
    """

    text: str
    script: Script
    history: tuple[Turn, ...] = ()
    context: str = ""

    @classmethod
    def of(cls, text: str, *, script: str = "auto", history: Sequence[Turn] = ()) -> "Question":
        """The question in `text`, to be answered in `script`, or in its own where that is auto.

        Where the question's characters decide nothing (人事), the conversation's script does.
        """
        if script != "auto":
            return cls(text, script, tuple(history))  # pyright: ignore[reportArgumentType]
        found = detect(text)
        if found == "hans" and _is_undecided(text):
            earlier = [detect(turn.content) for turn in history if turn.role == "user"]
            found = earlier[-1] if earlier else found
        return cls(text, found, tuple(history))

    @cached_property
    def folded(self) -> str:
        """As it is searched: Simplified, half width, lower case, mainland wording."""
        return fold(self.text, taiwan_wording=uses_taiwan_wording(self.text)).text

    @property
    def searched(self) -> str:
        """The question with its context: what is embedded and looked up."""
        return f"{self.context} {self.text}" if self.context else self.text

    @cached_property
    def tokens(self) -> list[str]:
        """Search tokens of the whole question; of both wordings where they differ."""
        plain = fold(self.searched, taiwan_wording=False).text
        folded = fold(self.searched, taiwan_wording=uses_taiwan_wording(self.searched)).text
        tokens = tokenize(folded)
        if plain != folded:
            tokens += [token for token in tokenize(plain) if token not in set(tokens)]
        return tokens

    @cached_property
    def about(self) -> str:
        """The folded question without its frame: what it is about, in runs parted by spaces."""
        return _without_frame(self.folded)

    @cached_property
    def terms(self) -> list[str]:
        """Distinct content tokens, bigrams and words, of what the question is about."""
        if not self.context:
            return list(dict.fromkeys(tokenize(self.about)))
        context = fold(self.context, taiwan_wording=uses_taiwan_wording(self.context)).text
        return list(dict.fromkeys(tokenize(f"{_without_frame(context)} {self.about}")))

    @cached_property
    def kind(self) -> Kind:
        """What sort of answer it asks for; a fact where nothing says otherwise."""
        text = self.folded
        if _COMPARE.search(text):
            return "compare"
        if _WHY.search(text):
            return "why"
        if _LIST.search(text):
            return "list"
        if _HOW_TO.search(text):
            return "how-to"
        return "definition" if _DEFINITION.search(text) else "fact"

    @cached_property
    def number(self) -> int | None:
        """The size of the list it names (三个作用: 3), if any."""
        match = _NUMBER.search(self.folded)
        return _value(match.group(1)) if match else None

    @cached_property
    def ordinal(self) -> int | None:
        """The item it names (第二个: 2), if any."""
        match = _ORDINAL.search(self.folded)
        return _value(match.group(1)) if match else None


def _without_frame(folded: str) -> str:
    stripped = re.sub(r"[^\w]+", " ", _FRAME.sub(" ", folded)).strip()
    return stripped or re.sub(r"[^\w]+", " ", folded).strip()


def _is_undecided(text: str) -> bool:
    """Whether both scripts would write `text` alike."""
    return convert(text, "s2t") == text


def _value(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else _DIGITS[numeral]
