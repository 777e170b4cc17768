"""A statement turned into its contrary: one word for another, or an order reversed."""

import re
import tomllib
from functools import cache
from pathlib import Path

from ingest.words import cut_known

_RULES = tomllib.loads(Path(__file__).with_name("turned.toml").read_text("utf-8"))
_ORDER = re.compile(
    r"先(?P<a>[^,;:。先再后]{3,16})[,]?(?:然后再?|最后再?|而后|再)(?P<b>[^,;:。先再后]{3,16})(?=$|[,;。])"
)


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
    if ordered := _ORDER.search(plain):
        a, b = ordered.span("a"), ordered.span("b")
        return a[0], b[1], plain[slice(*b)] + plain[a[1] : b[0]] + plain[slice(*a)]
    at, found = 0, []
    for word in cut_known(plain):
        if word in _contraries():
            found.append((at, at + len(word), _contraries()[word]))
        at += len(word)
    usable = [
        (start, end, other)
        for start, end, other in found
        if plain.count(plain[start:end]) == 1 and other not in plain
    ]
    return usable[0] if len(usable) == 1 or (len(found) == 1 and usable) else None
