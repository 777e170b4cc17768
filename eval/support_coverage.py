"""How much of a sentence the evidence says, and what stands in place of the rest."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eval.support_align import Alignment
from eval.support_terms import Term

_CONTENT = ("char", "word", "number", "latin", "opposite")


def weigh(found: Iterable[Term]) -> float:
    """The sum of the terms' weights."""
    return sum(term.weight for term in found)


def coverage(a: Alignment) -> float:
    """Weight of the sentence's terms that stand on evidence, over the weight of all."""
    total = weigh(a.sentence)
    placed = weigh(term for term, j in zip(a.sentence, a.target, strict=True) if j >= 0)
    return placed / total if total else 0.0


def vocabulary(a: Alignment) -> float:
    """Weight of terms that occur anywhere in the evidence, over the weight of all."""
    total = weigh(a.sentence)
    return weigh(term for term in a.sentence if term.key in a.keys) / total if total else 0.0


def worst_clause(a: Alignment) -> float:
    """The coverage of the least covered clause of weight 3 or more."""
    whole: dict[int, float] = defaultdict(float)
    placed: dict[int, float] = defaultdict(float)
    for term, j in zip(a.sentence, a.target, strict=True):
        whole[term.clause] += term.weight
        placed[term.clause] += term.weight * (j >= 0)
    return min((placed[c] / whole[c] for c in whole if whole[c] >= 3), default=coverage(a))


def novel_weight(a: Alignment) -> float:
    """Weight of terms that occur nowhere in the evidence."""
    return weigh(term for term in a.sentence if term.key not in a.keys)


def longest_gap(a: Alignment) -> float:
    """The heaviest run of terms that stand on nothing."""
    return _longest(a, lambda i: a.target[i] < 0)


def longest_novelty(a: Alignment) -> float:
    """The heaviest run of terms that occur nowhere in the evidence, across function words."""
    return _longest(
        a,
        lambda i: (
            a.sentence[i].key not in a.keys or (a.sentence[i].weight < 0.3 and a.target[i] < 0)
        ),
    )


def _longest(a: Alignment, counts: Callable[[int], bool]) -> float:
    best = current = 0.0
    for i, term in enumerate(a.sentence):
        current = current + term.weight if counts(i) else 0.0
        best = max(best, current)
    return best


def soft_coverage(a: Alignment) -> float:
    """As coverage, with credit for words that share a character with evidence left over."""
    total = weigh(a.sentence)
    said = sum(term.weight * share for term, share in zip(a.sentence, a.soft, strict=True))
    return said / total if total else 0.0


def soft_novelty(a: Alignment) -> float:
    """Weight of what the evidence doesn't say, even in part."""
    return sum(
        term.weight * (1 - share)
        for term, share in zip(a.sentence, a.soft, strict=True)
        if term.kind in _CONTENT
    )


def soft_gap(a: Alignment) -> float:
    """The heaviest run of terms that the evidence doesn't say, even in part."""
    return _longest(a, lambda i: a.soft[i] < 0.5)


def soft_worst_clause(a: Alignment) -> float:
    """The soft coverage of the least covered clause of weight 3 or more."""
    whole: dict[int, float] = defaultdict(float)
    said: dict[int, float] = defaultdict(float)
    for term, share in zip(a.sentence, a.soft, strict=True):
        whole[term.clause] += term.weight
        said[term.clause] += term.weight * share
    return min((said[c] / whole[c] for c in whole if whole[c] >= 3), default=soft_coverage(a))


def common_order(a: Alignment) -> float:
    """Length of the longest common subsequence of keys over the sentence's length."""
    masks: dict[str, int] = defaultdict(int)
    for i, term in enumerate(a.sentence):
        masks[term.key] |= 1 << i
    row, full = -1, (1 << len(a.sentence)) - 1
    for term in a.evidence:  # Source: Hyyrö 2004, bit-parallel LCS
        match = row & masks.get(term.key, 0)
        row = (row + match) | (row - match)
    return (~row & full).bit_count() / max(len(a.sentence), 1)


def tile_weight(a: Alignment) -> float:
    """Mean weight of a tile."""
    weights = [weigh(a.sentence[t.at : t.at + t.size]) for t in a.tiles]
    return sum(weights) / len(weights) if weights else 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two neighbouring tiles, here and in the evidence.

    `context` is the lighter of the two tiles' weights, up to 5.
    """

    ours: Sequence[int]
    theirs: Sequence[int]
    context: float


def _gaps(a: Alignment) -> list[Gap]:
    """Gaps between tiles that follow each other on both sides, at most 8 terms apart."""
    found: list[Gap] = []
    for left, right in zip(a.tiles, a.tiles[1:], strict=False):
        start = left.of + left.size
        if not 0 <= right.of - start <= 8:
            continue
        weights = [weigh(a.sentence[t.at : t.at + t.size]) for t in (left, right)]
        found.append(
            Gap(range(left.at + left.size, right.at), range(start, right.of), min(*weights, 5.0))
        )
    return found


def substitution(a: Alignment) -> float:
    """Weight, in close context, of words put in place of others that share no character."""
    return sum(
        min(_new(a, gap), 4.0) * gap.context
        for gap in _gaps(a)
        if _new(a, gap) >= 1.5 and _lost(a, gap) >= 1.5
    )


def insertion(a: Alignment) -> float:
    """Weight, in close context, of words put where the evidence has nothing."""
    return sum(
        min(_new(a, gap), 4.0) * gap.context
        for gap in _gaps(a)
        if _lost(a, gap) < 0.5 <= _new(a, gap)
    )


def deletion(a: Alignment) -> float:
    """Weight, in close context, of words left out."""
    return sum(
        min(_lost(a, gap), 4.0) * gap.context
        for gap in _gaps(a)
        if _new(a, gap) < 0.5 <= _lost(a, gap)
    )


def _new(a: Alignment, gap: Gap) -> float:
    return sum(a.sentence[i].weight * (1 - a.soft[i]) for i in gap.ours)


def _lost(a: Alignment, gap: Gap) -> float:
    return sum(a.evidence[j].weight for j in gap.theirs if j not in a.covered)


def tail_novelty(a: Alignment) -> float:
    """Weight of what follows the last tile and the evidence doesn't say."""
    start = a.tiles[-1].at + a.tiles[-1].size if a.tiles else 0
    return sum(a.sentence[i].weight * (1 - a.soft[i]) for i in range(start, len(a.sentence)))
