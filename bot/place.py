"""Which items of a list a question points at by their place: 第二个, 后两个, 最后一点, 下一个."""

import re
from collections.abc import Callable

from ingest.outline.numbering import parse_numeral

_N = r"(十[一二三四五六七八九]?|二十|[一二两三四五六七八九]|\d{1,2})"
_KIND = r"(?:个|种|项|条|点|样|类|步|件|句|字|方面|关|招|心|大|过程|原则|关系|作用|问题)"
_FROM_END = re.compile(rf"倒数第{_N}")
_RANGE = re.compile(rf"第{_N}{_KIND}?[到至~—-]+第?{_N}")
_NTH = re.compile(rf"(?:[第其]|头){_N}(?![\d次时章节届])(?:[、和跟与及,]{_N}(?={_KIND}))?")
_FIRST = re.compile(rf"(?:前|头)(?:面(?:的)?)?{_N}(?={_KIND})")
_LAST_FEW = re.compile(rf"(?:后|最后|末尾|末)(?:面(?:的|那)?)?(?:那|的)?{_N}(?={_KIND})")
_LAST = re.compile(rf"最后(?:的|那)?一?(?={_KIND}|呢|是|讲|说)|末(?:一|了|尾)")
_NEXT = re.compile(
    rf"下一?(?:面)?一?(?={_KIND})|接着呢|接下来|然后呢|后来呢|其次|再次(?!强调|提醒)|再(?:往)?(?:下|后)(?:一{_KIND})?呢"
)
_MIDDLE = re.compile(rf"(?:中间|当中)(?:的|那|这)?一?(?={_KIND})|居中的")
_BEFORE = re.compile(rf"(?:上|前)一(?={_KIND})")
AGAIN = re.compile(
    r"总结|概括|归纳|(?:再|重新?)(?:说|讲|列|念)一[遍次]|重复一|回顾|梳理|一共有?(?:哪|几)"
)
ON = re.compile(r"接下来|接着|然后|之后呢|后来|下一步|继续|往下")
MORE = re.compile(
    r"别的|其[他它](?!部门|人|单位|科室|同志)|其余|还有(?!没有)(?=[吗呢么啥什哪别其更几一两没]|$|[?？。])|有没有(?:别|其他|更多)|剩下|剩余|"
    r"另外(?:那|的|一|两|几|三)|另一(?=[个种项条点])|没说|余下"
)


def places(folded: str, last: int, latest: int | None) -> list[int]:
    """The places, from 1, that a folded question points at in a list of `last` items.

    `latest` is the place that was talked of last. A place may lie outside the list.
    """
    if (match := _FROM_END.search(folded)) is not None:
        return [last + 1 - _value(match[1])]
    if (match := _RANGE.search(folded)) is not None:
        return list(range(_value(match[1]), _value(match[2]) + 1))
    for pattern, found in _RUNS:
        if (match := pattern.search(folded)) is not None:
            return found(_value(match[1]), last)
    if named := [n for match in _NTH.findall(folded) for n in match if n]:
        return [_value(n) for n in named]
    if _LAST.search(folded):
        return [last]
    if last % 2 and _MIDDLE.search(folded):
        return [(last + 1) // 2]
    if latest is not None and _NEXT.search(folded):
        return [latest + 1]
    return [latest - 1] if latest is not None and _BEFORE.search(folded) else []


def _value(numeral: str) -> int:
    return parse_numeral(numeral) or 0


def _first(n: int, last: int) -> list[int]:
    return list(range(1, n + 1))


def _last(n: int, last: int) -> list[int]:
    return list(range(max(1, last - n + 1), last + 1))


_RUNS: tuple[tuple[re.Pattern[str], Callable[[int, int], list[int]]], ...] = (
    (_LAST_FEW, _last),
    (_FIRST, _first),
)
