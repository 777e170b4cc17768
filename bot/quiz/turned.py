"""A statement turned into its contrary: one word for another, or an order reversed."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ingest.words import cut_known

_RULES = tomllib.loads(Path(__file__).with_name("turned.toml").read_text("utf-8"))
_AGAINST = (
    re.compile(
        r"先(?P<a>[^,;:。先再后]{3,16})[,]?(?:然后再?|最后再?|而后|再)(?P<b>[^,;:。先再后]{3,16})(?=$|[,;。])"
    ),
    re.compile(
        r"(?:[由从变])(?P<a>[^,;:。]{2,8})(?:转变为|变为|变成|改为|为)(?P<b>[^,;:。]{2,8})(?=$|[,;。])"
    ),
)
_MANNER = re.compile(r"[的地]|清楚|完|好")
"""How a thing is done says when: what is noted in outline is noted before it is copied out."""
_REASON = re.compile(
    r"为了|以[便免防期求]|避免|防止|否则|不然|因[为此而]|由于|从而|才[能会可]|确保|保证|促进|使得?(?![用命])"
    r"|甚至|特别|尤其|秘密|危|泄|有可能|反而|但|不[仅但光只]|既|越级|不透过|不通过|而不"
)
"""A statement that gives its reason, its contrast or its force contradicts itself when turned."""
_BAD = re.compile(
    r"弄虚|谎|乱|私|贪|滥|假[借领公]|推诿|扯皮|指手画脚|徇|赌|酒|擅|侮|骗|打骂|歧视|泄露|丢失|损坏|随意"
    r"|随便|马虎|拖延|敷衍|眼光|形而上|轻视|忽视|只[顾讲图想]|一味|片面|盲目"
)
"""What no text would allow: to say that it may be done is absurd."""
_JOINS = ("和", "与", "及", "、", "或")
_GOES_ON = re.compile("[,;:、]")
_DUTIES = ("不必", "可以", "允许", "适宜")
_DUTY = re.compile(r"必须|应当|应该|要(?![求点素领害务闻职件是紧])|不能|不得|不可")


@cache
def _contraries() -> dict[str, str]:
    """Word -> its contrary."""
    found: dict[str, str] = {}
    for pair in _RULES["pairs"]:
        a, b = pair.split()
        found[a] = b
        if a not in _RULES["one_way"]:
            found[b] = a
    return found


def turned(plain: str) -> tuple[int, int, str] | None:
    """The span of a folded statement to be replaced, and by what; None where nothing turns.

    The span is of one word, or of the two things that are done one after the other.
    """
    if _REASON.search(plain):
        return None
    if swapped := _swapped(plain):
        return swapped
    usable = [
        (start, end, other)
        for start, end, other in _found(plain)
        if plain.count(plain[start:end]) == 1
        and other not in plain
        and not _reads_badly(plain, start, end, other)
    ]
    return usable[0] if usable else None


def _swapped(plain: str) -> tuple[int, int, str] | None:
    """Two things that a pattern sets against each other, in each other's place."""
    for pattern in _AGAINST:
        if matched := pattern.search(plain):
            (a, b), (c, d) = matched.span("a"), matched.span("b")
            if plain[a:b] != plain[c:d] and not _MANNER.search(plain[a:d]):
                return a, d, plain[c:d] + plain[b:c] + plain[a:b]
    return None


def _found(plain: str) -> Iterator[tuple[int, int, str]]:
    """The words that have a contrary, with their spans."""
    at = 0
    for word in cut_known(plain):
        if word in _contraries():
            yield at, at + len(word), _contraries()[word]
        at += len(word)


def _reads_badly(plain: str, start: int, end: int, other: str) -> bool:
    """Whether the contrary would stand where it can't: at a clause's end, beside a second duty.

    Nor may a duty be lifted where the sentence goes on: what follows would still ask for it.
    """
    after = plain[end : end + 1]
    if after in _JOINS or plain[start - 1 : start] in _JOINS or (other == "事后" and "前" in plain):
        return True
    if other in _DUTIES and _BAD.search(plain):
        return True
    if other in _DUTIES:
        rest = plain[:start] + plain[end:]
        goes_on = _GOES_ON.search(plain[end:]) is not None
        return not after or after in "要须不" or goes_on or _DUTY.search(rest) is not None
    return not after or after in ",;:。的、"
