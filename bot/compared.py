"""What a comparison compares: one theme over several texts, or two things side by side."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.frame import TOO_GENERAL, content_of, is_frame
from bot.glossary import in_chinese
from bot.named_text import names_of_texts, without_names_of_texts
from ingest.script import has_han
from ingest.words import cut

_TEXT = r"(?:文章|资料|材料|文件|文本|文献|文档|作者|著作|范文|讲稿|文稿|论文|手册|来源)"
_ACROSS = re.compile(
    rf"(?:[各几多哪每诸]|[这那哪]几|[两三四五]|好几|不止一)篇(?!幅)|另(?:外)?一[篇份]|(?:[各几]|[这那哪]几|[哪这][两三四五])处|有的文章|(?:各|这几|几)家(?:的?(?:说|讲|观点|看法|意见|文章)|都说|怎么?说)|"
    rf"(?:各|这些|那些|不同的?|哪些|有些|每[篇份个]|[这那各]?几[份个种]|[各两三四五][份个种])(?:文章|资料|文本|文献|文档|作者|著作|论文|来源)|"
    rf"(?:这|那|哪|各|里)[几两三四五些]?份(?:{_TEXT}|里|都|怎|分别|各|对|有)|各份|"
    rf"{_TEXT}(?:里|中|之间|当中|里面)?(?:有哪些|都|分别|各自|各有|各怎|互相)|"
    rf"(?:综合|汇总|归纳|对照|结合|比较)(?:起来|一下)?(?:看|这|各|所有|全部|几)?.{{0,4}}{_TEXT}|合起来|合在一起|放在一起|一起看"
)
_CUE = re.compile(
    r"(?:有|是|的|之间)?(?:什么|何|哪些|啥|多大)?(?:样的)?的?(?:区别|异同|差别|差异|分别(?=在|是什么|$|[?？吗呢])|不同|不一样|共同|共通|相同|相似|相通|一样(?=[吗么嘛不,，。?？]|$)|对比|关联|差在)"
    r"|界[线限]|分寸|怎么?(?:区分|划分|分)|如何区分|区分|侧重点?(?=分|各|是|在)"
    r"|各(?:自|是|指|有|怎|说|讲|要|列|强调|代表|包括|做|用|引|管|系|主张|侧重)|分别|相比|比(?=[,，])|比较(?=[一起下]|$|[,，?？])|哪个更|哪一个更"
)
_WORDS = tomllib.loads(Path(__file__).with_name("compared.toml").read_text("utf-8"))
_FRAME = frozenset(_WORDS["frame"].split())
_LITTLE = frozenset(_WORDS["little"].split())
_NOBODY = frozenset(_WORDS["nobody"].split())
_AND = frozenset(("和", "与", "跟", "同", "及", "以及", "vs", "对", "还是", "同埋"))
_QUOTE = re.compile(r"[“\"「『‘'《]([^”\"」』’'》]{1,16})[”\"」』’'》]")
_OPEN, _SHUT = "“「『‘《(", "”」』’》)"
_CLAUSE = re.compile(r"[,，。;；?？!！:：]")
_WITHIN = re.compile(r"^(.{2,12}?)(?:里面|里头|当中|里|中)?(?:说|讲|提|谈)?(?:到|过)?的(.+)$")
_ROW = re.compile(rf"(?:{_QUOTE.pattern}[、和与跟同及]?){{3,}}")  # “甲”“乙”“丙”
_APPOSED = re.compile(
    r"[这那](?:[个种项件条类点句]|方面)?"
    r"(?:要求|说法|意思|比喻|本事|现象|问题|观点|话题|主题|道理|提法|做法|原则|毛病|情况|事情?|词|话)?"
)
_BOTH_OF = re.compile(  # 请示和报告这两种公文
    r"[这那]?(?:两|二|几|三|四)(?:[种个者边项类块样字]|方面).{0,3}$"
)
_JOINED = re.compile(r"[、和与跟及]|以及")
_LONGEST_NAME = 8  # of several in a row
_COUNT = re.compile(r"([两二三四五六])(?:篇|份|处|家|本)|(哪一?篇)")
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_MOST_SIDES = 4

_ENGLISH_ACROSS = re.compile(
    r"\b(?:(?:(?<!in )the|both|different|various|several|all|these|those|which|two|three|other"
    r"|across)\s+"
    r"(?:of\s+)?(?:the\s+)?(?:guidance\s+)?(?:texts|articles|documents|essays|authors|sources|papers|writers|guides)"
    r"|(?:each|every|which|another|the other)\s+"
    r"(?:text|article|document|essay|author|source|paper|writer|guide))\b"
)
_ENGLISH_SIDES = re.compile(
    r"\b(?:between|compare|contrast)\s+(?P<a>.+?)\s+(?:and|with|to|versus|vs\.?)\s+(?P<b>[^?.,;]+)"
    r"|\bhow\s+(?:does|do|is|are)\s+(?P<c>.+?)\s+(?:differ|different)\s+from\s+(?P<d>[^?.,;]+)"
)
_ENGLISH_CUE = re.compile(r"\b(?:differ\w*|compare\w*|comparison|contrast|versus|vs)\b")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared: `target` as typed, and the `scope` it is said to stand in."""

    target: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: `theme` over texts, or what `sides` say, of a theme if there is one.

    `quoted` is what of the theme stood in quotation marks. `titles` are those of the texts named,
    `n_texts` how many are spoken of, where the question says so.
    """

    theme: str
    quoted: str = ""
    sides: tuple[Side, ...] = ()
    titles: tuple[str, ...] = ()
    n_texts: int | None = None


def comparison_of(folded: str, read: str) -> Comparison | None:
    """What a folded question compares; None where it compares nothing.

    `read` is the question as understood: mended, or of an English one the Chinese of its words.
    """
    titles = names_of_texts(read)
    if len(titles) > 1:
        rest = without_names_of_texts(read)
        return Comparison(_theme(rest), _quoted(rest), titles=titles, n_texts=len(titles))
    across = _ACROSS.search(read) or _ENGLISH_ACROSS.search(folded)
    if across and not _other_text(read):
        chinese = read if has_han(read) else in_chinese(folded)
        return Comparison(_theme(chinese), _quoted(chinese), n_texts=_count(read))
    sides = _sides(folded, read)
    return Comparison(_common_theme(read, sides), sides=sides) if sides else None


def _theme(read: str) -> str:
    """The runs of words that speak neither of asking nor of comparing; all that was quoted."""
    rest = _APPOSED.sub(" ", _QUOTE.sub(" ", read))
    words = [" " if _is_said_of_texts(word) or word in _LITTLE else word for word in cut(rest)]
    runs = [*_QUOTE.findall(read), *"".join(words).split()]
    return " ".join(runs) or content_of(read)


def _quoted(read: str) -> str:
    return " ".join(_QUOTE.findall(read))


def _count(read: str) -> int | None:
    """How many texts the question speaks of, where it says so."""
    count = _COUNT.search(read)
    return _COUNTS.get(count.group(1), 1) if count else None


def _is_said_of_texts(word: str) -> bool:
    return is_frame(word) or word in _FRAME or word in TOO_GENERAL


def _other_text(read: str) -> bool:
    """Whether another text is named only to say where the other side stands."""
    return re.search(r"另(?:外)?一[篇份]", read) is not None


def _common_theme(read: str, sides: tuple[Side, ...]) -> str:
    """What all sides are asked about: the clauses in which none of them stands."""
    clauses = [c for c in _CLAUSE.split(read) if not any(s.target in c for s in sides)]
    return _theme("，".join(clauses)) if any(map(_says_something, clauses)) else ""


def _says_something(clause: str) -> bool:
    return any(not _is_said_of_texts(word) and word not in _LITTLE for word in cut(clause))


def _sides(folded: str, read: str) -> tuple[Side, ...]:
    english = _ENGLISH_SIDES.search(folded)
    if english is not None and _ENGLISH_CUE.search(folded):
        return _distinct([_side(in_chinese(text)) for text in english.groups() if text])
    row = _ROW.search(read)
    if row is not None and _CUE.search(read):
        return _distinct([[Side(name)] for name in _QUOTE.findall(row.group())])
    for part in _asking(read):
        several = _enumerated(part)
        if several:
            return _distinct([[Side(name)] for name in several])
        both = _parted(part)
        if both is not None:
            return _before_attributes(read, part) or _distinct([_side(text) for text in both])
    return ()


def _before_attributes(read: str, part: str) -> tuple[Side, ...]:
    """The sides of the clause before, where `part` joins what is asked of them.

    甲和乙，及格分数和补考时间有什么不同: 甲 and 乙. What is quoted is itself a side.
    """
    before = [clause for clause in _CLAUSE.split(read[: read.find(part)]) if clause.strip()]
    if not before or _QUOTE.search(part):
        return ()
    both = _parted(before[-1])
    return _distinct([_side(text) for text in both]) if both else ()


def _distinct(found: Sequence[Sequence[Side]]) -> tuple[Side, ...]:
    """All sides, if there are at least two different ones and none is empty."""
    sides = tuple(dict.fromkeys(side for each in found for side in each))
    return sides if all(found) and 1 < len(sides) <= _MOST_SIDES else ()


def _asking(read: str) -> list[str]:
    """The runs of text before each word that compares: its clause, else with those before it."""
    runs: list[str] = []
    for cue in _CUE.finditer(read):
        before = [m.end() for m in _CLAUSE.finditer(read, 0, cue.start())]
        runs += [read[start : cue.start()] for start in (*reversed(before[-2:]), 0)]
    return runs


def _enumerated(text: str) -> list[str]:
    """The names of a clause that joins three or four of them: 德、智、才."""
    clause = next((c for c in reversed(_CLAUSE.split(text)) if "、" in c), "")
    if not clause or _QUOTE.search(clause):
        return []
    named = _JOINED.split(_BOTH_OF.sub("", clause) or clause)
    names = [name if len(name) == 1 else _bare(name) for name in named]
    fit = 2 < len(names) <= _MOST_SIDES and all(0 < len(name) <= _LONGEST_NAME for name in names)
    return names if fit else []


def _parted(text: str) -> tuple[str, str] | None:
    """The text on both sides of its conjunction; one beside quotation marks first."""
    found: list[tuple[bool, int, int, int]] = []
    place, depth = 0, 0
    for word in cut(text):
        depth += sum(c in _OPEN for c in word) - sum(c in _SHUT for c in word)
        end = place + len(word)
        if word in _AND and depth <= 0 and place > 0 and end < len(text):
            beside = text[place - 1] in _SHUT or text[end] in _OPEN
            found.append((not beside, abs(place + end - len(text)), place, end))
        place = end
    if not found:
        return None
    _, _, start, end = min(found)
    left = [part for part in _CLAUSE.split(text[:start]) if part.strip()]
    right = [part for part in _CLAUSE.split(text[end:]) if part.strip()]
    return (left[-1], right[0]) if left and right else None


def _side(text: str) -> list[Side]:
    """A side, or those that it quotes one after the other; none where no content is left."""
    if "、" in _QUOTE.sub("", text):  # more than two are a list
        return []
    quoted = _QUOTE.findall(text)
    within = _WITHIN.match(text)
    if within is not None and _QUOTE.search(within.group(2)):
        return [Side(_QUOTE.findall(within.group(2))[-1], _bare(within.group(1)))]
    if within is not None and _QUOTE.search(within.group(1)) and re.search(r"[里中]", text):
        return [Side(_bare(within.group(2)), _bare(within.group(1)))]
    if quoted:
        return [Side(name) for name in quoted]
    target = _bare(text)
    return [Side(target)] if content_of(target) and target not in _NOBODY else []


def _bare(text: str) -> str:
    """Without quotation marks, and without words of asking at either end."""
    plain = re.sub(r"[“”\"「」『』‘’'《》\s]", "", text)
    words = list(cut(_BOTH_OF.sub("", plain) or plain))
    while words and _may_go(words[0]):
        words.pop(0)
    while words and _may_go(words[-1]):
        words.pop()
    return "".join(words)


def _may_go(word: str) -> bool:
    numbered = re.search(r"[一二两三四五六七八九十]", word) is not None
    return word in _FRAME or (is_frame(word) and not numbered)
