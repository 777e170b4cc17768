"""Announcements: how many items a text says follow (三个作用, “四勤”), and the names it lists."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.outline.numbering import parse_numeral

_N = r"(?P<n>[二两三四五六七八九十]|十[一二三四五六七八九]|二十|\d{1,2})"
_BEFORE = (
    r"(?<![第这那该前后每各另几数近约\d.一二三四五六七八九十百千万零两])(?<!上述)(?<!以上)(?<!其他)(?<!其它)"
    r"(?<!其余)(?<!剩余)(?<!不少于)(?<!不超过)(?<!超过)(?<!至少)"
)
_NOT_NOUNS = (
    r"(?!月|小时|工作日|自然日|人|星期|礼拜|季度|年|天|日|钟头|学期|字节|名额|百分|省|市|县|区|国|世纪|代表"
    r"|[一二三四五六七八九十\d]|多)"
)
_COUNTED = re.compile(
    rf"{_BEFORE}{_N}(?P<measure>大类|个|项|种|条|大|类|步|招|字(?=[经诀箴法真])|方面|关键|要点|要素|部分|阶段"
    rf"|步骤|环节|点(?=[:。,;”」』\s]|要求|建议|体会|意见|原则|注意|希望|做起|$)){_NOT_NOUNS}(?P<noun>[㐀-鿿]{{0,8}})"
)
_QUOTED = re.compile(r"[\"“「『](?P<n>[二两三四五六七八九十])(?P<noun>[㐀-鿿]{1,3})[\"”」』]")
_CUE = re.compile(r"以下|如下|下列|下面")
_TIME = re.compile(r"(?:上午|下午|晚上|早上|凌晨|中午|傍晚|[月日号])\s*$")
_NAMED = re.compile(
    r"(?P<label>[\"“「『](?P<quoted>[二两三四五六七八九十][㐀-鿿]{1,6})[\"”」』][㐀-鿿]{0,6}?"
    r"|(?<![第这那几数近约\d一二三四五六七八九十])(?P<n>[二两三四五六七八九十]|十[一二]|\d{1,2})"
    r"(?:个|项|种|条|大|字|点|方面|部分|类|步|阶段)[㐀-鿿]{0,8}?)"
    r"(?P<link>[,、:]?(?:也就是|就是|即|指的是|是指|分别是|分别为|分别|包括|有|是|为)要?(?:\s*:|\s*——|\s*--)?"
    r"|\s*(?::|——|--))[ ]*"
)
_NAME = re.compile(r"[^\s,、。;:!?“”\"「」『』()]{1,12}")
_MAX_NAMES, _MAX_CLAUSES = 200, 800
_STOP = re.compile(r"[。;!?:\n]|\.(?!\d)|——")
_STOP_LONG = re.compile(r"[。!?\n]|\.(?!\d)")


@dataclass(frozen=True, slots=True)
class Announcement:
    """`n` items announced at `start:end`; `strong` where the words can hardly mean a quantity."""

    n: int
    start: int
    end: int
    strong: bool


@dataclass(frozen=True, slots=True)
class NamedList:
    """The spans of the names an announcement lists, on line number `line` of `text`.

    `label` is what they are called together (四勤); `superseded` says that a numbered list
    follows which says the same at length.
    """

    text: str
    label: tuple[int, int]
    names: tuple[tuple[int, int], ...]
    start: int
    end: int
    line: int
    superseded: bool = False

    def text_of(self, span: tuple[int, int]) -> str:
        """The name at `span`."""
        return self.text[slice(*span)]


def announcements(text: str, start: int, end: int) -> list[Announcement]:
    """What `text[start:end]` announces, in order."""
    if end - start < 2:
        return []
    found: dict[int, Announcement] = {}
    for match in _QUOTED.finditer(text, start, end):
        if n := parse_numeral(match["n"]):
            found[match.start("n")] = Announcement(n, match.start(), match.end(), True)
    for match in _COUNTED.finditer(text, start, end):
        n = parse_numeral(match["n"])
        after = text[match.end("measure") : match.end() + 3]
        if not n or not 2 <= n <= 30 or "之一" in after or match.start("n") in found:
            continue
        before = text[max(start, match.start() - 8) : match.start()]
        if match["measure"] == "点" and _TIME.search(before):
            continue
        strong = _CUE.search(before) is not None
        found[match.start("n")] = Announcement(n, match.start(), match.end(), strong)
    return [found[position] for position in sorted(found)]


def find_named_lists(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[NamedList]:
    """The announcements that name their items (七字诀，即：敏、谋、快…)."""
    starts = [start for start, _ in lines]
    position = 0
    while match := _NAMED.search(text, position):
        position = match.end("label")
        line = bisect_right(starts, match.start()) - 1
        if line < 0 or match.end() >= lines[line][1]:
            continue
        n = parse_numeral(match["n"] or match["quoted"][0]) or 0
        sure = "即" in match["link"] or match["link"].endswith((":", "——", "--"))
        names = _names(text, match.end(), lines[line][1], n, sure)
        if names:
            label = match.span("quoted") if match["quoted"] else match.span("label")
            yield NamedList(text, label, names, match.start(), names[-1][1], line)
            position = names[-1][1]


def _names(text: str, start: int, end: int, n: int, sure: bool) -> tuple[tuple[int, int], ...]:
    stop = _STOP.search(text, start, min(end, start + _MAX_NAMES))
    close = stop.start() if stop else min(end, start + _MAX_NAMES)
    spans = _split(text, start, close, "[、,]" if "、" not in text[start:close] else "、")
    if len(spans) != n:
        spans = _split(text, start, close, r"、|以及|和|与|及")
    if all(_NAME.fullmatch(text[a:b]) for a, b in spans) and len(spans) >= 2:
        quoted = text[start - 1 : start] == ":" or sure
        return tuple(spans) if len(spans) == n or (quoted and _short(spans)) else ()
    stop = _STOP_LONG.search(text, start, min(end, start + _MAX_CLAUSES))
    spans = _split(text, start, stop.start() if stop else min(end, start + _MAX_CLAUSES), ";")
    return tuple(spans) if len(spans) == n and n >= 2 and sure else ()


def _short(spans: Sequence[tuple[int, int]]) -> bool:
    return all(end - start <= 4 for start, end in spans)


def _split(text: str, start: int, end: int, separator: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = start
    for match in [*re.finditer(separator, text[start:end]), None]:
        close = start + match.start() if match else end
        a, b = position, close
        while a < b and text[a] in ' \t“”"「」『』':
            a += 1
        while b > a and text[b - 1] in ' \t“”"「」『』':
            b -= 1
        if b > a:
            spans.append((a, b))
        position = start + match.end() if match else end
    return spans
