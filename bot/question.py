"""What a person typed, understood: script, folded form, kind, number, what it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, get_args

from bot.compared import Comparison, comparison_of
from bot.courtesy import without_courtesies
from bot.frame import content_of, to_mandarin, without_frame
from bot.glossary import in_chinese
from bot.named_text import without_names_of_texts
from bot.records import Turn
from bot.typos import mend_typos
from ingest.lexical import Lexical, tokenize
from ingest.outline.numbering import parse_numeral
from ingest.records import Script
from ingest.script import detect, fold, has_han, is_undecided, uses_taiwan_wording

Kind = Literal["list", "definition", "how-to", "why", "compare", "fact"]

_LIST = re.compile(
    r"哪些|哪几|哪[一二两三四五六七八九十]|几个|几种|几项|几条|几点|几方面|几样|几句|几类|分别|列出|列举|包括|都有|有几"
    r"|些什么|各(?:是|指)(?:什么|啥)"
)
_COUNTED = re.compile(r"[一二两三四五六七八九十](?:个|种|项|条|点|大|方面|字|不|心|勤|关)")
_DEFINITION = re.compile(
    r"什么是|是什么意思|什么意思|是什么|指什么|指的是|是指|何谓|所谓|啥意思|是啥|什么叫|定义|含义"
)
_MEANING = re.compile(  # of one thing in quotes, whatever list it is in
    r"[“\"「『‘'][^”\"」』’']{1,8}[”\"」』’']字?(?:的)?(?:是什么意思|什么意思|含义|指什么|怎么解释|怎么理解|指的是|的定义)"
)
QUOTED = re.compile(r"[“\"「『‘']([^”\"」』’']{1,12})[”\"」』’']")
"""A short thing in quotes, in any script's marks."""
_HOW_TO = re.compile(r"怎么|怎样|如何|咋|办法|方法|步骤|要注意|该做|应对|怎么办")
_WHY = re.compile(r"为什么|为何|为啥|原因|凭什么|理由|怎么会")
_COMPARE = re.compile(r"区别|异同|对比|差别|共同点|各篇|几篇|这些文章|两篇|不同文章|几份|两份|各份")
_NUMBER = re.compile(
    r"(?<!第)([一二两三四五六七八九十]|\d{1,2})(?:个|种|项|条|点|大|方面|字|不|心|勤|关|作用|原则|关系)"
)
_WHICH = re.compile(r"哪([二两三四五六七八九十]|\d{1,2})(?![\d年月日号])")
_COUNTED_THING = re.compile(
    r"(?<!第)(?:[一二两三四五六七八九十]|\d{1,2})(?:个|种|项|条|点|大)(?![问方])[㐀-鿿]{2}"
)
_COUNTED_WORD = re.compile(
    r"(?<!第)([二两三四五六七八九十])[个种句处条项点样]?[“\"「『‘']([^”\"」』’'、,]{1,8})[”\"」』’'](?!字诀)"
)
_TEXT_NAMED = re.compile(
    r"^(?:请问|请教)?,?(?:在|按照?|根?据)?[^,。;:?!]{2,30}?(?:那|这|该|嗰|呢)一?(?:篇|份)"
    r"(?:文章|论文|材料|资料)?(?:里面?|中|入面)?(?:说到?|讲到?|提到|写到?|谈到?|认为|要求)?[,:]?"
)
_MIN_REST = 5  # characters that a question has beside the text it names
_ORDINAL = re.compile(
    r"[第其](十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,2})(?![\d次时章节条])"
)


_SCRIPTS: dict[str, Script] = {script: script for script in get_args(Script)}


_CANTONESE = re.compile(
    r"[嘅咩啲嚟喺咁冇嗰𠮶佢哋咗嘢搵睇畀噉乜啱]|唔[使好系係知得想会會识識该該跟同可]"
    r"|(?<![重地观觀优優缺])[点點][样樣](?!本)|(?<![要重地观觀])[点點]解(?![决決释釋答读讀析说說])"
    r"|(?<![身旁周路这這那一])[边邊][三两兩四几幾个個啲度]"
)


@dataclass(frozen=True)
class Question:
    """A question with what can be read off it; `history` is the conversation before it.

    `context` holds the earlier questions that it leans on: searched with it, never answered.
    `mended` is the folded question with its misspellings mended, where it has any; of an English
    question its office words in Chinese. `documents` are the ids of those to be searched, none for
    all; `named` is what it calls texts of the corpus by, which is not what it is about.
    """

    text: str
    script: Script
    history: tuple[Turn, ...] = ()
    context: str = ""
    mended: str = ""
    documents: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def with_typos_mended(self, lexical: Lexical) -> "Question":
        """The question read with the corpus's own words where it sounds like them."""
        if self.script == "en":
            return replace(self, mended=in_chinese(self.folded))
        mended = mend_typos(self._worded(lexical), lexical)
        return self if mended == self.folded else replace(self, mended=mended)

    def _worded(self, lexical: Lexical) -> str:
        """The folded question in the mainland's words, where more of these are in the corpus."""
        if not self.script.startswith("hant"):
            return self.folded
        worded = fold(without_courtesies(self.text), taiwan_wording=True).text
        worded = to_mandarin(worded) if _is_cantonese(worded, self.script) else worded
        fewer = _n_unheld(worded, lexical) < _n_unheld(self.folded, lexical)
        return worded if fewer else self.folded

    @classmethod
    def of(cls, text: str, *, script: str = "auto", history: Sequence[Turn] = ()) -> "Question":
        """The question in `text`, to be answered in `script`, or in its own where that is auto.

        Where the question's characters decide nothing (人事), the conversation's script does.
        """
        if script != "auto":
            return cls(text, _SCRIPTS[script], tuple(history))
        found = detect(text)
        if found == "hans" and history and is_undecided(text):
            earlier: list[Script] = [
                detect(turn.content) for turn in history if turn.role == "user"
            ]
            found = earlier[-1] if earlier else found
        return cls(text, found, tuple(history))

    @cached_property
    def is_foreign(self) -> bool:
        """Whether it is English without a Chinese term."""
        return self.script == "en" and not has_han(self.text)

    @cached_property
    def searched(self) -> str:
        """The question, mended, with its context: what is embedded and looked up."""
        across = self.comparison is not None and not self.comparison.sides
        if self.comparison is not None and across and self.script != "en":
            return f"{self.context} {self.comparison.theme}".strip() or self.text
        is_cantonese = _is_cantonese(self.text, self.script)
        text = self.folded if is_cantonese else without_courtesies(self.text)
        asked = f"{text} {self.mended}" if self.script == "en" else self.mended or text
        return f"{self.context} {asked}" if self.context else asked

    @cached_property
    def folded(self) -> str:
        """As it is searched: without courtesies, Simplified, half width, lower case."""
        return _folded(without_courtesies(self.text), self.script)

    @cached_property
    def said(self) -> str:
        """As it is folded, with its courtesies: what kind of message it is."""
        return _folded(self.text, self.script)

    @cached_property
    def tokens(self) -> list[str]:
        """Search tokens of the question with its context; of both wordings where they differ."""
        tokens = tokenize(_folded(self.searched, self.script))
        if self.mended:
            tokens += tokenize(self.folded)
        if uses_taiwan_wording(self.searched):
            known = set(tokens)
            worded = tokenize(fold(self.searched, taiwan_wording=True).text)
            tokens += [token for token in worded if token not in known]
        return tokens

    @cached_property
    def about(self) -> str:
        """The folded question without its frame: what it is about, in runs parted by spaces."""
        if self.comparison is not None and self.comparison.titles:
            return self.comparison.theme
        unnamed = content_of(self._unnamed) if self.named else ""
        return unnamed or without_frame(self.read)

    @cached_property
    def _unnamed(self) -> str:
        """As it is read, without the texts that it names."""
        return without_names_of_texts(self.read)

    @cached_property
    def comparison(self) -> Comparison | None:
        """What it compares: several texts, or two things; None where it compares nothing."""
        return comparison_of(self.folded, self.read)

    @cached_property
    def content(self) -> str:
        """What the question is about, empty where it is frame only (具体怎么做)."""
        return content_of(self.mended or self.folded)

    @cached_property
    def terms(self) -> list[str]:
        """Distinct content tokens, bigrams and words, of what the question is about."""
        context = without_frame(_folded(self.context, self.script)) if self.context else ""
        return list(dict.fromkeys(tokenize(f"{context} {self.about}")))

    @property
    def read(self) -> str:
        """The folded question as it is understood: mended, or in Chinese."""
        return self.mended or self.folded

    @cached_property
    def asked(self) -> str:
        """As it is read, without the text it names at its head (“三个三”那篇说，…)."""
        rest = _TEXT_NAMED.sub("", self.read)
        return rest if len(rest) >= _MIN_REST else self.read

    @cached_property
    def kind(self) -> Kind:
        """What sort of answer it asks for; a fact where nothing says otherwise."""
        text = self.asked
        if self.comparison is not None or _COMPARE.search(text):
            return "compare"
        if _WHY.search(text):
            return "why"
        if _LIST.search(text) and not _MEANING.search(text):
            return "list"
        if _HOW_TO.search(text):
            return "how-to"
        if _COUNTED.search(text) and not _MEANING.search(text):
            return "list"
        return "definition" if _DEFINITION.search(text) else "fact"

    @property
    def asks_for_list(self) -> bool:
        """Whether it asks for the items of an enumeration."""
        return self.kind == "list" or self.number is not None

    @cached_property
    def number(self) -> int | None:
        """The size of the list it asks for or names (哪四对关系: 4; 三个作用: 3), if any."""
        match = _WHICH.search(self.asked) or _NUMBER.search(self.asked)
        return parse_numeral(match.group(1)) if match else None

    @cached_property
    def counted(self) -> str:
        """The things it counts, as a heading may say it (四种关系, 三项原则); may be empty."""
        match = _COUNTED_THING.search(self.asked.replace("哪", ""))
        return match.group() if match else ""

    @cached_property
    def counted_word(self) -> tuple[int, tuple[str, ...]]:
        """The short word in quotes that it counts, in its parts (四个“好”; 三个“多…少…”: 多, 少).

        0 and none where it counts no such word.
        """
        match = _COUNTED_WORD.search(self.asked)
        parts = tuple(filter(None, re.split(r"[.…x×]+", match.group(2)))) if match else ()
        number = parse_numeral(match.group(1)) if match else None
        return (number, parts) if number and parts else (0, ())

    @cached_property
    def ordinals(self) -> list[int]:
        """The items it names (第三、第四种: 3, 4)."""
        return [n for n in map(parse_numeral, _ORDINAL.findall(self.folded)) if n is not None]


def _folded(text: str, script: Script) -> str:
    folded = fold(text, taiwan_wording=False).text
    return to_mandarin(folded) if _is_cantonese(folded, script) else folded


def _is_cantonese(text: str, script: Script) -> bool:
    return script == "hant-hk" or _CANTONESE.search(text) is not None


def _n_unheld(folded: str, lexical: Lexical) -> int:
    """How many tokens of what is asked stand nowhere in the corpus."""
    return sum(not lexical.holds(token) for token in set(tokenize(without_frame(folded))))
