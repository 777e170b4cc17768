"""How the bot counts a list's items (四种, 第三种): in the text's own measure word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.outline.numbering import parse_numeral
from ingest.records import Section
from ingest.script import fold_same_length

_DIGITS = "零一二三四五六七八九"
_REACH = 80  # code points before the first item in which it may be announced
_COUNTED = ("字", "招", "关", "步", "方面")
_SAID = re.compile(
    r"(?P<n>十[一二三四五六七八九]?|[一二两三四五六七八九]|\d{1,2})"
    r"(?P<measure>个|种|项|条|点|件|样|类|步|句|招|字|方面|关(?!系))(?P<noun>[㐀-鿿]{0,4})"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """The measure word of a list's items, and the noun after it where the text has one."""

    measure: str = "项"
    noun: str = ""

    def number(self, n: int) -> str:
        """So many of them: 四种, 两个."""
        return f"{'两' if n == 2 else numeral(n)}{self.measure}"

    def nth(self, n: int) -> str:
        """One by its place: 第三种."""
        return f"第{numeral(n)}{self.measure}"


def numeral(n: int) -> str:
    """A number of 0 to 99 in Chinese; a greater one in digits."""
    tens, ones = divmod(n, 10)
    if n > 99:
        return str(n)
    if tens == 0:
        return _DIGITS[n]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"


def counted(section: Section, items: Sequence[Section]) -> Counted:
    """As the text announces its items; 项 where it names no measure word."""
    first = items[0].start
    lead = section.document.text[max(section.start, first - _REACH) : first]
    for text in (fold_same_length(lead), fold_same_length(section.heading)):
        for said in reversed(list(_SAID.finditer(text))):
            if parse_numeral(said["n"]) in (section.announced, len(items)):
                return _of(said["measure"], said["noun"])
    return Counted()


def _of(measure: str, noun: str) -> Counted:
    """字, 招 and the like are themselves what is counted: 七个字."""
    return Counted("个", measure) if measure in _COUNTED else Counted(measure, noun)


def hidden(section: Section, items: Sequence[Section], places: Sequence[int]) -> str:
    """That the text announces more items than are to be seen; `places` are those, if known."""
    of = counted(section, items)
    which = f"其中{'、'.join(map(of.nth, places))}" if places else "其余的"
    return f"原文说有{of.number(section.announced or 0)}，{which}在收到的文本里看不到。"


def hidden_by_name(section: Section, items: Sequence[Section], name: str) -> str:
    """That an item which the text announces by its name is not to be seen."""
    of = counted(section, items)
    said = of.number(section.announced or 0)
    return f"原文说有{said}，“{name}”这一{of.measure}在收到的文本里看不到。"


def all_said(section: Section, items: Sequence[Section]) -> str:
    """That a list has no more items than were said."""
    return f"原文这里只有{counted(section, items).number(len(items))}，上面都说到了。"


def no_such(section: Section, items: Sequence[Section], place: int) -> str:
    """That the list has no item at a place."""
    of = counted(section, items)
    there = max(section.announced or 0, len(items))
    return f"原文这里只有{of.number(there)}，没有{of.nth(place)}。"


def corrected(section: Section, items: Sequence[Section], asked: str, number: int | None) -> str:
    """The number of items that the text speaks of, where another was asked for; else empty.

    `asked` is the folded question: a noun of it is taken up (哪五个关系: 原文讲的是三个关系：).
    """
    right = section.announced or len(items)
    if number is None or number in (section.announced, len(items)):
        return ""
    of = counted(section, items)
    nouns = (of.noun[:n] for n in range(len(of.noun), 0, -1))
    noun = next((noun for noun in nouns if noun in asked), "")
    return f"原文讲的是{of.number(right)}{noun}："
