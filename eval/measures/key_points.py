"""Whether an answer says what it should: key-point recall, wholeness, order.

Source: the nuggets of TREC question answering (Voorhees 2003) without their vital/okay split:
each key point is needed. A key point is said if any of its accepted wordings is found (see
eval.wording for what counts as found). Extra words cost nothing here; focus and length tell.
"""

from collections.abc import Sequence

from eval.cases import KeyPoint
from eval.measures.undefined import Undefined
from eval.wording import comparable, find


def places(answer: str, points: Sequence[KeyPoint]) -> list[list[int]]:
    """For each key point the offsets in `answer` where it is said, ascending; [] if it is not."""
    text = comparable(answer)
    return [
        sorted({offset for wording in point.accept for offset in find(text, wording)})
        for point in points
    ]


def recall(found: Sequence[Sequence[int]]) -> float:
    """Share of the key points that are said.

    Raises:
        Undefined: there are none.
    """
    if not found:
        raise Undefined("undefined for a question without key points")
    return sum(bool(offsets) for offsets in found) / len(found)


def is_whole(found: Sequence[Sequence[int]]) -> bool:
    """Whether every key point is said."""
    return recall(found) == 1.0


def in_order(found: Sequence[Sequence[int]]) -> bool:
    """Whether the key points that are said can be read off in their order, each at one place.

    Raises:
        Undefined: fewer than two are said, which have no order.
    """
    said = [offsets for offsets in found if offsets]
    if len(said) < 2:
        raise Undefined("undefined for fewer than two key points")
    reached = -1
    for offsets in said:
        later = [offset for offset in offsets if offset >= reached]
        if not later:
            return False
        reached = later[0]
    return True
