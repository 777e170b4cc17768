"""What a sentence is by its form alone: advice, a definition, a reason, a figure, a question."""

import math
import re

from bot.aspect import ADVICE
from ingest.script import fold_same_length

_DEFINES = re.compile(r"就是|即[:,]?|是指|指的是|理解为|称为|所谓|是一[种项个门]|的意思")
_REASON = re.compile(r"因为|由于|因此|所以|为了|才能|否则|容易|使|就会|可能|决定|导致|从而|原因")
_ASKS = re.compile(r"[？?][”」』’']?\s*$")
_ANNOUNCES = re.compile(r"[:：,，]\s*$")
_LEANS = re.compile(
    r"这|此|该|那|对此|为此|因此|所以|从而|其[^次一二三四五他]|而|但|不过|否则|同时|也|他们|它"
)
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万]+(?:[年月日天个]|分钟|小时)")


def form(text: str) -> tuple[float, ...]:
    """Its length; whether it advises, defines, reasons, has a figure, asks, announces, leans."""
    plain = fold_same_length(text)
    searched = (_DEFINES, _REASON, _FIGURE, _ASKS, _ANNOUNCES)
    found = [float(pattern.search(plain) is not None) for pattern in searched]
    n_advice = min(len(ADVICE.findall(plain)), 4)
    return math.log(len(text) + 1), n_advice, *found, float(_LEANS.match(plain) is not None)
