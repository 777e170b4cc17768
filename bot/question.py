"""What a person typed, understood: script, folded form, kind, number, what it is about."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from bot.records import Turn
from ingest.lexical import tokenize
from ingest.records import Script
from ingest.script import convert, detect, fold, uses_taiwan_wording
from ingest.words import cut

Kind = Literal["list", "definition", "how-to", "why", "compare", "fact"]

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "俩": 2}

_WORDS = tomllib.loads(Path(__file__).with_name("question_words.toml").read_text("utf-8"))
_FRAME = frozenset(_WORDS["frame"].split())
_CANTONESE: dict[str, str] = _WORDS["cantonese"]
_CANTONESE_WORDS = re.compile("|".join(sorted(_CANTONESE, key=len, reverse=True)))
_MEASURED = re.compile(r"[一二两三四五六七八九十几]+[个种项条点类样件句步]?")

_LIST = re.compile(
    r"哪些|哪几|有什么|几个|几种|几项|几条|几点|几方面|分别|列出|列举|包括|都有|有几|[一二两三四五六七八九十](?:个|种|项|条|点|大|方面|字|不|心|勤|关)"
)
_DEFINITION = re.compile(r"什么是|是什么意思|什么意思|是什么|指什么|指的是|是指|何谓|所谓|啥意思|是啥|什么叫|定义|含义")
_HOW_TO = re.compile(r"怎么|怎样|如何|咋|办法|方法|步骤|要注意|该做|应对|怎么办")
_WHY = re.compile(r"为什么|为何|为啥|原因|凭什么|理由|怎么会")
_COMPARE = re.compile(r"区别|异同|对比|差别|共同点|各篇|几篇|这些文章|两篇|不同文章|几份|两份|各份")
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

    @property
    def searched(self) -> str:
        """The question with its context: what is embedded and looked up."""
        return f"{self.context} {self.text}" if self.context else self.text

    @cached_property
    def folded(self) -> str:
        """As it is searched: Simplified, half width, lower case."""
        return _folded(self.text, self.script)

    @cached_property
    def tokens(self) -> list[str]:
        """Search tokens of the question with its context; of both wordings where they differ."""
        tokens = tokenize(_folded(self.searched, self.script))
        if uses_taiwan_wording(self.searched):
            known = set(tokens)
            worded = tokenize(fold(self.searched, taiwan_wording=True).text)
            tokens += [token for token in worded if token not in known]
        return tokens

    @cached_property
    def about(self) -> str:
        """The folded question without its frame: what it is about, in runs parted by spaces."""
        return without_frame(self.folded)

    @cached_property
    def terms(self) -> list[str]:
        """Distinct content tokens, bigrams and words, of what the question is about."""
        context = without_frame(_folded(self.context, self.script)) if self.context else ""
        return list(dict.fromkeys(tokenize(f"{context} {self.about}")))

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


def _folded(text: str, script: Script) -> str:
    folded = fold(text, taiwan_wording=False).text
    if script == "hant-hk":
        return _CANTONESE_WORDS.sub(lambda word: _CANTONESE[word.group()], folded)
    return folded


def without_frame(folded: str) -> str:
    """A folded question's runs of words that are not frame; all of it where nothing else is left."""
    words = ["" if _is_frame(word) else word for word in cut(folded)]
    runs = re.sub(r"\s+", " ", "".join(word or " " for word in words)).strip()
    return runs or re.sub(r"[^\w]+", " ", folded).strip()


def _is_frame(word: str) -> bool:
    return (
        word in _FRAME
        or not any(char.isalnum() for char in word)
        or _MEASURED.fullmatch(word) is not None
    )


def _is_undecided(text: str) -> bool:
    """Whether both scripts would write `text` alike."""
    return convert(text, "s2t") == text


def _value(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else _DIGITS[numeral]
