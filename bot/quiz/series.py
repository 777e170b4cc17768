"""A series: a list of the outline with names that can be asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.quiz.plain import points_back
from ingest.outline import children
from ingest.records import Section
from ingest.words import cut, tag

_MAX_NAME = 30
_MAX_SPREAD = 2.2  # of the longest name to the shortest: longer ones are cut at their first clause
_FRAGMENT = re.compile(
    r"(?:在|为(?!主|什么|何)|作为|由于|因为|随着|从|当|通过|根据|为了|如果)|.*由于|.*在.*[中时下上后]$"
)
_SUBJECT = re.compile(r"[,:]\s*(?:是|使|往往|由于|因|实际|也)")
_CLAUSE = re.compile(r"[,;:。]")
_SHORT = 3
_CONDITION = re.compile(r"[的时后前者]$")
_COUNTED = re.compile(
    r"[二两三四五六七八九十]{1,3}(?:大类|个|项|种|条|大|类|步|招|点|方面|要点|要素|部分|阶段|步骤|环节|字(?=[经诀箴法真]))"
)
_QUOTED = re.compile(r"[“\"「『][二两三四五六七八九十][㐀-鿿]{1,4}[”\"」』]")
_DIVIDER = re.compile(r"篇\s*(?:[一二三四五六七八九十]+|\d+)\s*[:.。]?$")
_DIGITS = "零一两三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Series:
    """The items of a section in order; `names` are spans of the document, one an item."""

    section: Section
    items: tuple[Section, ...]
    names: tuple[tuple[int, int], ...]
    counted: str = ""
    """How the heading counts them (三个作用, “四勤”), in the folded text; empty if it does not."""

    @property
    def is_whole(self) -> bool:
        """Whether it has as many items as it announces, or announces none."""
        return self.section.announced in (None, len(self.items))

    @property
    def is_announced(self) -> bool:
        """Whether the text says how many there are, and they are there."""
        return self.section.announced == len(self.items)

    @property
    def is_contents(self) -> bool:
        """Whether it is only how a text is divided: no list that the text counts.

        Its items announce lists of their own, or it is the text's outermost: that has no heading
        to say what is listed.
        """
        if self.section.index == 0:
            return True
        if self.is_announced:
            return False
        return any(item.announced for item in self.items)

    @property
    def is_outermost(self) -> bool:
        """Whether its items are the parts of the whole text."""
        return self.section.index == 0

    @property
    def quantity(self) -> str:
        """三 of three, 十二 of twelve."""
        return numeral(len(self.items))


def numeral(n: int) -> str:
    """A number of things below a hundred, as it is written before a measure word."""
    if n <= 10:
        return _DIGITS[n]
    tens, ones = divmod(n, 10)
    return (
        ("" if tens == 1 else "零一二三四五六七八九"[tens])
        + "十"
        + ("零一二三四五六七八九"[ones] if ones else "")
    )


def series_of(outline: Sequence[Section], plain: str) -> list[Series]:
    """The lists of a document whose items all have names; `plain` is its text, folded in place."""
    found: list[Series] = []
    for section in outline:
        items = [i for i in children(outline, section.index) if not _is_divider(plain, i)]
        names = _names(plain, items) if len(items) > 1 else []
        if names and _in_order(items):
            found.append(Series(section, tuple(items), tuple(names), _counted(plain, section)))
    return found


def _is_divider(plain: str, item: Section) -> bool:
    """Whether a heading only says where a copy of the text begins: 如何做好工作篇1."""
    return _DIVIDER.search(plain[item.heading_start : item.heading_end]) is not None


def _in_order(items: Sequence[Section]) -> bool:
    """Whether the items count up from one without a gap, where they are numbered at all."""
    numbers = [item.ordinal for item in items]
    return all(n is None or n == place for place, n in enumerate(numbers, start=1))


def _names(plain: str, items: Sequence[Section]) -> list[tuple[int, int]]:
    """A span for each item; none where one of them has no name of its own."""
    spans = [(item.heading_start, item.heading_end) for item in items]
    short = [_cut(plain, span) for span in spans]
    longest = max(end - start for start, end in spans)
    shortest = min(end - start for start, end in spans)
    if longest > _MAX_NAME or longest > _MAX_SPREAD * max(shortest, _SHORT):
        spans = short
    spans = [
        cut if points_back(plain[slice(*span)]) else span
        for span, cut in zip(spans, short, strict=True)
    ]
    named = all(_is_name(plain, item, span) for item, span in zip(items, spans, strict=True))
    named = named and not _some_are_conditions([plain[slice(*span)] for span in spans])
    distinct = len({plain[slice(*span)] for span in spans}) == len(spans)
    return spans if named and distinct else []


def _some_are_conditions(names: Sequence[str]) -> bool:
    """Whether some names only say when something holds (火势较小时, 总分低于六十分的).

    Where all of them end so, they are names all the same: 耐阴的, 半日照的, 全日照的.
    """
    return 0 < sum(_CONDITION.search(name) is not None for name in names) < len(names)


def _cut(plain: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span as far as its first clause, where that is long enough to be a name."""
    mark = _CLAUSE.search(plain, *span)
    return (span[0], mark.start()) if mark and mark.start() - span[0] >= _SHORT else span


def _is_name(plain: str, item: Section, span: tuple[int, int]) -> bool:
    text = plain[slice(*span)]
    if not text.strip() or len(text) > _MAX_NAME or points_back(text) or "?" in text:
        return False
    if not item.marker.strip():  # a definition: its name stands before 就是
        return True
    return not _FRAGMENT.match(text) and not _SUBJECT.match(plain, span[1])


def _counted(plain: str, section: Section) -> str:
    """The words of the heading that count the items: 三个作用, 四个方面, “三不”."""
    start, end = max(section.heading_start - 1, 0), section.heading_end + 1
    if section.index == 0 or section.announced is None:
        return ""
    if quoted := _QUOTED.search(plain, start, end):
        return quoted.group()
    matched = _COUNTED.search(plain, start, end)
    if matched is None:
        return ""
    words = cut(plain[matched.end() : end - 1])
    noun = words[0] if words and tag(words[0]).startswith(("n", "v")) and len(words) == 1 else ""
    if not noun and words and words[0] in ("方面", "问题", "环节", "步骤", "阶段"):
        noun = words[0]
    return matched.group() + noun
