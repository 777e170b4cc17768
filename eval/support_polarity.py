"""Negation and modality: does the sentence forbid what the evidence allows?"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from eval.support_align import Alignment
from eval.support_terms import Term

_FORCE_CONFLICTS = {
    ("must", "may"), ("may", "must"), ("must", "neednot"), ("neednot", "must"),
    ("forbid", "may"), ("may", "forbid"), ("forbid", "neednot"), ("neednot", "forbid"),
    ("must", "forbid"), ("forbid", "must"), ("must", "maybe"), ("forbid", "maybe"),
    ("maybe", "must"), ("maybe", "forbid"),
}  # fmt: skip


def _negative(term: Term) -> bool:
    return term.kind == "neg" or (term.kind == "modal" and term.key in ("forbid", "neednot"))


def _polarities(found: Sequence[Term]) -> list[int]:
    """For each term, how many negations precede it in its clause, modulo 2."""
    signs: list[int] = []
    clause, count = -1, 0
    for term in found:
        if term.clause != clause:
            clause, count = term.clause, 0
        signs.append(count % 2)
        count += _negative(term)
    return signs


def _forces(found: Sequence[Term]) -> list[str]:
    """For each term, the modal that governs it: the last one before it in its clause, or none."""
    forces: list[str] = []
    clause, force = -1, ""
    for term in found:
        if term.clause != clause:
            clause, force = term.clause, ""
        forces.append(force)
        if term.kind == "modal":
            force = term.key
    return forces


def _placed(a: Alignment) -> list[tuple[int, int]]:
    return [
        (i, j)
        for i, j in enumerate(a.target)
        if j >= 0 and a.sentence[i].weight >= 0.9 and a.sentence[i].kind not in ("neg", "modal")
    ]


def polarity_flip(a: Alignment) -> float:
    """The largest share, over clauses, of placed weight whose polarity differs."""
    ours, theirs = _polarities(a.sentence), _polarities(a.evidence)
    return _worst_share(a, lambda i, j: ours[i] != theirs[j])


def negation_added(a: Alignment) -> float:
    """Negations of the sentence whose next words stand on evidence that isn't negated there."""
    return float(sum(_is_bare(a, i) for i, t in enumerate(a.sentence) if _negative(t)))


def _is_bare(a: Alignment, i: int) -> bool:
    if a.target[i] >= 0:
        return False
    heads = [a.target[k] for k in _next_content(a.sentence, i, 3) if a.target[k] >= 0]
    return bool(heads) and not any(_negated_before(a.evidence, j, 5) for j in heads)


def negation_dropped(a: Alignment) -> float:
    """Negations of the evidence whose next words carry words of the sentence not negated here."""
    standing: dict[int, list[int]] = defaultdict(list)
    for i, j in enumerate(a.target):
        standing[j].append(i)
    total = 0
    for j, term in enumerate(a.evidence):
        if not _negative(term) or j in a.covered:
            continue
        over = [i for k in _next_content(a.evidence, j, 3) for i in standing.get(k, ())]
        total += bool(over) and not any(_negated_before(a.sentence, i, 5) for i in over)
    return float(total)


def _next_content(found: Sequence[Term], start: int, n: int) -> list[int]:
    """Indices of the next `n` words of the same clause, up to 6 terms away."""
    ahead = range(start + 1, min(start + 7, len(found)))
    words = [k for k in ahead if found[k].clause == found[start].clause and found[k].weight >= 0.9]
    return words[:n]


def _negated_before(found: Sequence[Term], i: int, reach: int) -> bool:
    return any(
        (_negative(found[k]) or found[k].key == "unless") and found[k].clause == found[i].clause
        for k in range(max(0, i - reach), i)
    )


def negation_slipped(a: Alignment) -> float:
    """Negations that stand between two words on one side only, with nothing else between."""
    placed = [i for i, j in enumerate(a.target) if j >= 0]
    count = 0
    for i, k in pairwise(placed):
        j, m = a.target[i], a.target[k]
        if k - i <= 3 and 0 < m - j <= 3:
            ours = sum(map(_negative, a.sentence[i + 1 : k]))
            theirs = sum(map(_negative, a.evidence[j + 1 : m]))
            count += ours != theirs
    return float(count)


def negation_parity(a: Alignment) -> float:
    """1 where sentence and the evidence clauses it stands on differ in the parity of negations."""
    ours = sum(map(_negative, a.sentence))
    theirs = sum(_negative(a.evidence[j]) for j in a.region)
    return float((ours + theirs) % 2)


def condition_turned(a: Alignment) -> float:
    """1 where one side says 除非 or 未经 and the other 才, 方可 or 经...后."""
    strict = {"unless", "unapproved"}
    ours = {t.key for t in a.sentence} | {t.text for t in a.sentence}
    theirs = {a.evidence[j].key for j in a.region} | {a.evidence[j].text for j in a.region}
    mild = {"then", "方可", "经", "only"}
    return float(
        bool(ours & strict and theirs & mild and not theirs & strict)
        or bool(theirs & strict and ours & mild and not ours & strict)
    )


def force_conflict(a: Alignment) -> float:
    """The largest share, over clauses, of placed weight under a modal that says otherwise."""
    ours, theirs = _forces(a.sentence), _forces(a.evidence)
    return _worst_share(a, lambda i, j: (ours[i], theirs[j]) in _FORCE_CONFLICTS)


def force_added(a: Alignment) -> float:
    """The largest share, over clauses, of placed weight under a modal the evidence lacks."""
    ours, theirs = _forces(a.sentence), _forces(a.evidence)
    return _worst_share(a, lambda i, j: bool(ours[i]) and not theirs[j])


def _worst_share(a: Alignment, differs: Callable[[int, int], bool]) -> float:
    whole: dict[int, float] = defaultdict(float)
    apart: dict[int, float] = defaultdict(float)
    for i, j in _placed(a):
        whole[a.sentence[i].clause] += a.sentence[i].weight
        apart[a.sentence[i].clause] += a.sentence[i].weight * differs(i, j)
    return max((apart[c] / max(whole[c], 3.0) for c in whole), default=0.0)
