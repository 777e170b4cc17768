"""A sentence cut to what stands by itself: at clause borders, and only where the sense is kept."""

import re

from bot.evidence import Evidence
from bot.pieces import Piece
from bot.weigh import Scale
from ingest.records import Sentence
from ingest.script import fold_same_length

_LONG = 72  # characters; a longer sentence is cut at its semicolons
_ENOUGH = 0.9  # of the sentence's share of the theme that what is left must still say
_LITTLE = 0.5  # and all that what is left out may say
_LEAD_IN = re.compile(
    r"(?:因此|所以|因而|为此|对此|由此|同时|同样地?|此外|另外(?![,，]就)|再者|总之|总而言之|当然|然而|不过|但是?|而且|并且|此时|这时|"
    r"具体地?[讲说]|换句话说|也就是说|一般来说|简单地?说|比如说?|例如|"
    r"(?:面对|针对|遇到|碰到|出现|对于|在)?(?:这种|这样的?|这些|上述|此类|此种)情况[下时]?|除此之外|与此同时)[,，:：]"
    r"|(?:因此|所以|为此|对此|同时|此时|这就要求|这要求|而且|并且|但是?)(?=[^,，]{6})(?!人|期|间)"
)
_OPENING = '“「『‘《(（"'
_BORDER = re.compile(r"[;；]")


def trimmed(scale: Scale, sentence: Sentence) -> Piece:
    """The sentence without the number and the connective it begins with.

    Of a long one, the clauses between semicolons that say the theme, where the others do not.
    """
    start = _own_start(scale.evidence, sentence)
    text = fold_same_length(sentence.document.text[start : sentence.end])
    if len(text) > _LONG:
        first, last = _clauses(scale, sentence, start, text)
        start, end = first, last
    else:
        end = sentence.end
    return Piece(sentence.document, start, end)


def _own_start(evidence: Evidence, sentence: Sentence) -> int:
    """Where it begins to speak: after its item's number, and after what joins it to others."""
    section = evidence.outline(sentence.document)[sentence.section]
    start = sentence.start
    if section.index and section.start <= start < section.heading_start < sentence.end:
        start = section.heading_start
        start -= sentence.document.text[start - 1] in _OPENING
    text = fold_same_length(sentence.document.text[start : sentence.end])
    lead_in = _LEAD_IN.match(text)
    return start + lead_in.end() if lead_in and lead_in.end() < len(text) - 6 else start


def _clauses(scale: Scale, sentence: Sentence, start: int, text: str) -> tuple[int, int]:
    """The shortest run of clauses between semicolons that says as much of the theme."""
    borders = [0, *(m.end() for m in _BORDER.finditer(text) if m.end() < len(text)), len(text)]
    document = sentence.document
    whole = scale.share(scale.evidence.folded(document, start, sentence.end))
    runs = [(a, b) for i, a in enumerate(borders) for b in borders[i + 1 :]]
    for a, b in sorted(runs, key=lambda run: run[1] - run[0]):
        share = scale.share(scale.evidence.folded(document, start + a, start + b))
        rest = scale.share(
            scale.evidence.folded(document, start, start + a),
            scale.evidence.folded(document, start + b, sentence.end),
        )
        if whole and share >= _ENOUGH * whole and rest <= _LITTLE * whole:
            return start + a, start + b
    return start, sentence.end
