"""Order: changed roles, changed steps, and halves of two statements made into one."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from eval.support_align import Alignment, Tile
from eval.support_closed import opposite_conflict
from eval.support_coverage import weigh
from eval.support_terms import Term


def _inverted(a: Alignment) -> Iterator[tuple[float, Term, Term, bool]]:
    """Neighbouring tiles that stand the other way round in the evidence.

    Yields the lighter one's weight up to 4, where each begins in the evidence, and whether they
    are of one clause of the sentence.
    """
    for left, right in pairwise(a.tiles):
        if right.of < left.of:
            weights = [weigh(a.sentence[t.at : t.at + t.size]) for t in (left, right)]
            same = a.sentence[left.at].clause == a.sentence[right.at].clause
            yield min(*weights, 4.0), a.evidence[left.of], a.evidence[right.of], same


def inversion_inside(a: Alignment) -> float:
    """Weight of inversions within a clause, here and in the evidence."""
    return sum(weight for weight, x, y, same in _inverted(a) if same and x.clause == y.clause)


def inversion_across(a: Alignment) -> float:
    """Weight of inversions between clauses that a comma joins in the evidence."""
    return sum(
        weight
        for weight, x, y, same in _inverted(a)
        if x.unit == y.unit and not (same and x.clause == y.clause)
    )


def inversion_far(a: Alignment) -> float:
    """Weight of inversions between sentences, quotes, or halves that a semicolon parts."""
    return sum(weight for weight, x, y, _ in _inverted(a) if x.unit != y.unit)


def sequence_inversion(a: Alignment) -> float:
    """Inversions where a side speaks of steps: 先, 再, 然后."""
    near = inversion_inside(a) + inversion_across(a)
    if any(term.kind == "order" for term in a.sentence):
        return near + inversion_far(a)
    return near if any(a.evidence[j].kind == "order" for j in a.region) else 0.0


def steps_turned(a: Alignment) -> float:
    """先 and 再 before what follows 再 and 先 in the evidence."""
    return float(
        sum(
            bool({_step_of(a, a.target[k]) for k in _near(a.sentence, i, 4)} - {"", term.key})
            for i, term in enumerate(a.sentence)
            if term.kind == "order"
        )
    )


def _step_of(a: Alignment, j: int) -> str:
    """The key of the last 先 or 再 before an evidence term in its clause; empty without."""
    for term in reversed(a.evidence[max(0, j - 8) : max(0, j)]):
        if term.clause != a.evidence[j].clause:
            break
        if term.kind == "order":
            return term.key
    return ""


def after_inversion(a: Alignment) -> float:
    """Inversions inside a clause around 前 or 后, where it didn't turn with them."""
    around = any(t.key.startswith("之前") for t in a.sentence) and not opposite_conflict(a)
    return inversion_inside(a) if around else 0.0


def cause_inversion(a: Alignment) -> float:
    """Inversions where either side speaks of cause or effect."""
    near = [*a.sentence, *(a.evidence[j] for j in a.region)]
    told = any(term.kind == "cause" for term in near)
    return inversion_inside(a) + inversion_across(a) if told else 0.0


def role_turned(a: Alignment) -> float:
    """Markers (由, 被, 向, 对, 比) whose sides changed places, or whose object was none before."""
    return float(sum(_turned(a, i) for i, t in enumerate(a.sentence) if t.kind == "role"))


def _turned(a: Alignment, i: int) -> bool:
    before = [a.target[k] for k in _near(a.sentence, i, -4) if a.target[k] >= 0]
    after = [a.target[k] for k in _near(a.sentence, i, 3) if a.target[k] >= 0]
    for j, term in enumerate(a.evidence):
        if term.key != a.sentence[i].key:
            continue
        straight = sum(0 < j - k <= 8 for k in before) + sum(0 < k - j <= 4 for k in after)
        crossed = sum(0 < k - j <= 4 for k in before) + sum(0 < j - k <= 8 for k in after)
        if crossed > straight:
            return True
    return False


def _near(found: Sequence[Term], i: int, reach: int) -> list[int]:
    """Indices of words of the same clause up to `reach` terms after, or before if negative."""
    span = range(i + 1, i + 1 + reach) if reach > 0 else range(i + reach, i)
    return [
        k
        for k in span
        if 0 <= k < len(found) and found[k].clause == found[i].clause and found[k].weight >= 0.9
    ]


def role_inversion(a: Alignment) -> float:
    """Inversions inside a clause with the same markers of role (由, 向, 比) on both sides."""
    ours = sorted(t.key for t in a.sentence if t.kind == "role")
    theirs = sorted(a.evidence[j].key for j in a.region if a.evidence[j].kind == "role")
    return inversion_inside(a) if ours == theirs else 0.0


def _jumps(a: Alignment) -> list[tuple[Tile, Tile]]:
    """Neighbouring tiles of one segment that stand in different segments of the evidence."""
    return [
        (left, right)
        for left, right in zip(a.tiles, a.tiles[1:], strict=False)
        if a.sentence[left.at].clause == a.sentence[right.at].clause
        and a.evidence[left.of + left.size - 1].segment != a.evidence[right.of].segment
    ]


def splice(a: Alignment) -> float:
    """Weight of jumps between segments of the evidence, each leaving words behind on both sides."""
    return sum(
        min(weigh(_after(a, left)), weigh(_before(a, right)), 4.0) for left, right in _jumps(a)
    )


def parallel_splice(a: Alignment) -> float:
    """Jumps to the other half of a parallel: what was left behind begins or ends the same way.

    A 由甲审核、乙批准 read as 甲批准: 审核 and 批准 differ, but 由甲批准 leaves 审核 behind; or
    三天内由甲批准,五天内由乙批准 read as 三天内由乙批准, which leaves a 批准 behind.
    """
    return float(
        sum(
            bool(
                {term.key for term in _after(a, left)}
                & {term.key for term in a.evidence[right.of : right.of + right.size]}
            )
            for left, right in _jumps(a)
        )
    )


def torn(a: Alignment) -> float:
    """Jumps whose left tile doesn't end its segment of the evidence, nor the right one begin it."""
    return float(sum(bool(_after(a, left) and _before(a, right)) for left, right in _jumps(a)))


def _after(a: Alignment, part: Tile) -> list[Term]:
    """Words of the evidence from the end of a tile to the end of its segment."""
    end = part.of + part.size
    segment = a.evidence[end - 1].segment
    rest = a.evidence[end : end + 12]
    return [term for term in rest if term.segment == segment and term.weight >= 0.5]


def _before(a: Alignment, part: Tile) -> list[Term]:
    """Words of the evidence from the start of a tile's segment to the tile."""
    segment = a.evidence[part.of].segment
    rest = a.evidence[max(0, part.of - 12) : part.of]
    return [term for term in rest if term.segment == segment and term.weight >= 0.5]
