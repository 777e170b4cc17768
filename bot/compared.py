"""What a comparison compares: one theme over several texts, or two things side by side."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from bot.frame import content_of, is_frame
from bot.glossary import in_chinese
from ingest.words import cut

_TEXT = r"(?:文章|资料|材料|文件|文本|文献|文档|作者|著作|范文|讲稿|文稿|论文|手册|来源)"
_ACROSS = re.compile(
    rf"(?:[各几多哪每诸]|[这那哪]几|[两三四五]|好几|不止一)篇(?!幅)|另(?:外)?一[篇份]|(?:各|这几|几)家(?:的?(?:说|讲|观点|看法|意见|文章)|都说|怎么?说)|"
    rf"(?:各|这些|那些|不同的?|哪些|有些|每[篇份个]|[这那各]?几[份个种]|[各两三四五][份个种])(?:文章|资料|文本|文献|文档|作者|著作|论文|来源)|"
    rf"(?:这|那|哪|各|里)[几两三四五些]?份(?:{_TEXT}|里|都|怎|分别|各|对|有)|各份|"
    rf"{_TEXT}(?:里|中|之间|当中|里面)?(?:有哪些|都|分别|各自|各有|各怎|互相)|"
    rf"(?:综合|汇总|归纳|对照|结合|比较)(?:起来|一下)?(?:看|这|各|所有|全部|几)?.{{0,4}}{_TEXT}|合起来|合在一起|放在一起|一起看"
)
_CUE = re.compile(
    r"(?:有|是|的|之间)?(?:什么|何|哪些|啥|多大)?(?:样的)?的?(?:区别|异同|差别|差异|分别(?=在|是什么|$|[?？吗呢])|不同|不一样|共同|共通|相同|相似|相通|一样|对比|关联)"
    r"|各(?:自|是|指|有|怎|说|讲|要|强调|代表|包括|做|用)|分别|相比|比(?=[,，])|比较(?=[一起下]|$|[,，?？])|哪个更|哪一个更"
)
_WORDS = tomllib.loads(Path(__file__).with_name("compared.toml").read_text("utf-8"))
_FRAME = frozenset(_WORDS["frame"].split())
_LITTLE = frozenset(_WORDS["little"].split())
_NOBODY = frozenset(_WORDS["nobody"].split())
_AND = frozenset(("和", "与", "跟", "同", "及", "以及", "vs", "对", "还是", "同埋"))
_QUOTE = re.compile(r"[“\"「『‘'《]([^”\"」』’'》]{1,16})[”\"」』’'》]")
_OPEN, _SHUT = "“「『‘《(", "”」』’》)"
_CLAUSE = re.compile(r"[,，。;；?？!！:：]")
_WITHIN = re.compile(r"^(.{2,12}?)(?:里面|里头|当中|里|中)?的(.+)$")

_ENGLISH_ACROSS = re.compile(
    r"\b(?:(?:the|both|different|various|several|all|these|those|which|two|three|other|across)\s+"
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
    """One of two things compared: `target` as typed, and the `scope` it is said to stand in."""

    target: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: `theme` in runs of content, and two `sides`, or none where it is texts."""

    theme: str
    sides: tuple[Side, ...] = ()


def comparison_of(folded: str, read: str) -> Comparison | None:
    """What a folded question compares; None where it compares nothing.

    `read` is the question as understood: mended, or of an English one the Chinese of its words.
    """
    across = _ACROSS.search(read) or _ENGLISH_ACROSS.search(folded)
    sides = () if across and not _other_text(read) else _sides(folded, read)
    if not across and len(sides) != 2:
        return None
    return Comparison(_theme(read, sides), sides)


def is_compared(word: str) -> bool:
    """Whether a word speaks of comparing, or of texts, and not of their subject."""
    return word in _FRAME


def content_compared(folded: str) -> str:
    """The runs of words of a question that speak neither of asking nor of comparing."""
    quoted = "".join(_QUOTE.findall(folded))
    words = [w if _is_content(w, quoted) else " " for w in cut(folded)]
    kept = re.sub(r"\s+", " ", "".join(words)).strip()
    return kept or content_of(folded)


def _is_content(word: str, quoted: str) -> bool:
    """Whether a word is of the subject; a single character of little meaning where it is quoted."""
    if is_frame(word) or is_compared(word):
        return False
    return word not in _LITTLE or word in quoted


def _other_text(read: str) -> bool:
    """Whether another text is named only to say where the other side stands."""
    return re.search(r"另(?:外)?一[篇份]", read) is not None


def _theme(read: str, sides: tuple[Side, ...]) -> str:
    """What both sides are asked about: the clauses in which neither of them stands."""
    if not sides:
        return content_compared(read)
    clauses = [c for c in _CLAUSE.split(read) if not any(s.target in c for s in sides)]
    return content_of(" ".join(w for c in clauses for w in cut(c) if not is_compared(w)))


def _sides(folded: str, read: str) -> tuple[Side, ...]:
    english = _ENGLISH_SIDES.search(folded)
    if english is not None and _ENGLISH_CUE.search(folded):
        return _both(*(in_chinese(text) for text in english.groups() if text))
    for part in _asking(read):
        both = _parted(part)
        if both is not None:
            return _both(*both)
    return ()


def _both(*texts: str) -> tuple[Side, ...]:
    if any("、" in _QUOTE.sub("", text) for text in texts):  # more than two are a list
        return ()
    sides = tuple(side for text in texts if (side := _side(text)) is not None)
    return sides if len(sides) == 2 and sides[0].target != sides[1].target else ()


def _asking(read: str) -> list[str]:
    """The runs of text before each word that compares: its clause, else with the one before."""
    runs: list[str] = []
    for cue in _CUE.finditer(read):
        before = [m.end() for m in _CLAUSE.finditer(read, 0, cue.start())]
        for start in (*reversed(before[-2:]), 0):
            runs.append(read[start : cue.start()])
    return runs


def _parted(text: str) -> tuple[str, str] | None:
    """The text on both sides of its conjunction; one beside quotation marks first."""
    found: list[tuple[bool, int, int]] = []
    place, depth = 0, 0
    for word in cut(text):
        depth += sum(c in _OPEN for c in word) - sum(c in _SHUT for c in word)
        end = place + len(word)
        if word in _AND and depth <= 0 and place > 0 and end < len(text):
            beside = text[place - 1] in _SHUT or text[end] in _OPEN
            found.append((not beside, abs(place + end - len(text)), place))
        place = end
    if not found:
        return None
    place = min(found)[2]
    word = next(w for w in sorted(_AND, key=len, reverse=True) if text.startswith(w, place))
    return text[:place], text[place + len(word) :]


def _side(text: str) -> Side | None:
    """A side as a target with its scope; None where nothing of content is left."""
    text = _CLAUSE.split(text.strip())[-1] or text
    quoted = _QUOTE.findall(text)
    within = _WITHIN.match(text)
    if within is not None and _QUOTE.search(within.group(2)):
        return Side(_QUOTE.findall(within.group(2))[-1], _bare(within.group(1)))
    if within is not None and _QUOTE.search(within.group(1)) and re.search(r"[里中]", text):
        return Side(_bare(within.group(2)), _bare(within.group(1)))
    if quoted:
        return Side(quoted[-1])
    target = _bare(text)
    return Side(target) if content_of(target) and target not in _NOBODY else None


def _bare(text: str) -> str:
    """Without quotation marks, and without words of asking at either end."""
    words = list(cut(re.sub(r"[“”\"「」『』‘’'《》\s]", "", text)))
    while words and _may_go(words[0]):
        words.pop(0)
    while words and _may_go(words[-1]):
        words.pop()
    return "".join(words)


def _may_go(word: str) -> bool:
    return is_compared(word) or (
        is_frame(word) and not re.search(r"[一二两三四五六七八九十]", word)
    )
