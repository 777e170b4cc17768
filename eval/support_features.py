"""What a sentence shares with its evidence and where it departs, as numbers a judge weighs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from eval.support_terms import Term, terms

_CRITICAL = ("number", "neg", "modal", "quant", "opposite", "bound", "order", "condition", "cause")
_FORCE_CONFLICTS = {
    ("must", "may"), ("may", "must"), ("must", "neednot"), ("neednot", "must"),
    ("forbid", "may"), ("may", "forbid"), ("forbid", "neednot"), ("neednot", "forbid"),
    ("must", "forbid"), ("forbid", "must"), ("must", "maybe"), ("forbid", "maybe"),
    ("maybe", "must"), ("maybe", "forbid"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """`size` terms of the sentence from `at` equal those of the evidence from `of`."""

    at: int
    of: int
    size: int


def tile(sentence: Sequence[Term], evidence: Sequence[Term]) -> list[Tile]:
    """Common runs of terms, longest first claimed, in sentence order; no sentence term twice.

    Source: Wise 1993, Greedy String Tiling; departs in that evidence may be claimed again.
    """
    runs = _runs(sentence, evidence)
    weight = {run: sum(t.weight for t in sentence[run.at : run.at + run.size]) for run in runs}
    runs.sort(key=lambda run: (-weight[run], run.at, run.of))
    anchor = runs[0].of - runs[0].at if runs else 0
    runs.sort(key=lambda run: (-weight[run], abs(run.of - run.at - anchor), run.at, run.of))
    taken = [False] * len(sentence)
    tiles: list[Tile] = []
    for run in runs:
        for piece in _free(run, taken):
            if sum(t.weight for t in sentence[piece.at : piece.at + piece.size]) >= 1.8:
                tiles.append(piece)
                taken[piece.at : piece.at + piece.size] = [True] * piece.size
    return sorted(tiles, key=lambda found: found.at)


def _runs(sentence: Sequence[Term], evidence: Sequence[Term]) -> list[Tile]:
    """Every maximal common run."""
    where: dict[str, list[int]] = defaultdict(list)
    for j, term in enumerate(evidence):
        where[term.key].append(j)
    ending: dict[tuple[int, int], int] = {}
    for i, term in enumerate(sentence):
        for j in where.get(term.key, ()):
            ending[i, j] = ending.get((i - 1, j - 1), 0) + 1
    return [
        Tile(i - size + 1, j - size + 1, size)
        for (i, j), size in ending.items()
        if (i + 1, j + 1) not in ending
    ]


def _free(run: Tile, taken: Sequence[bool]) -> list[Tile]:
    """The parts of a run that no earlier tile claimed."""
    pieces: list[Tile] = []
    start = None
    for step in range(run.size + 1):
        free = step < run.size and not taken[run.at + step]
        if free and start is None:
            start = step
        elif not free and start is not None:
            pieces.append(Tile(run.at + start, run.of + start, step - start))
            start = None
    return pieces


class Alignment:
    """A sentence laid on its evidence: which term stands on which, and what stands between."""

    def __init__(self, sentence: str, evidence: str) -> None:
        """Aligns two verbatim texts."""
        self.sentence = terms(sentence)
        self.evidence = terms(evidence)
        self.tiles = tile(self.sentence, self.evidence)

    @cached_property
    def target(self) -> list[int]:
        """For each sentence term the index of the evidence term it stands on, or -1."""
        found = [-1] * len(self.sentence)
        for part in self.tiles:
            for step in range(part.size):
                found[part.at + step] = part.of + step
        self._fill(found)
        return found

    def _fill(self, found: list[int]) -> None:
        """Stands lone terms on an equal term near where their neighbours stand."""
        for i, term in enumerate(self.sentence):
            if found[i] >= 0:
                continue
            near = [found[k] for k in _around(i, len(found), 6) if found[k] >= 0]
            options = [
                j
                for j in self._positions.get(term.key, ())
                if any(abs(j - other) <= 6 for other in near)
            ]
            if options:
                found[i] = min(options, key=lambda j: min(abs(j - other) for other in near))

    @cached_property
    def _positions(self) -> dict[str, list[int]]:
        where: dict[str, list[int]] = defaultdict(list)
        for j, term in enumerate(self.evidence):
            where[term.key].append(j)
        return where

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every key of the evidence."""
        return frozenset(term.key for term in self.evidence)

    @cached_property
    def region(self) -> frozenset[int]:
        """Indices of evidence terms in clauses that carry a good part of the sentence."""
        carried: dict[int, float] = defaultdict(float)
        whole: dict[int, float] = defaultdict(float)
        for term in self.evidence:
            whole[term.clause] += term.weight
        for j in {j for j in self.target if j >= 0}:
            carried[self.evidence[j].clause] += self.evidence[j].weight
        kept = {c for c, weight in carried.items() if weight >= 2 and weight >= 0.3 * whole[c]}
        return frozenset(j for j, term in enumerate(self.evidence) if term.clause in kept)

    @cached_property
    def covered(self) -> frozenset[int]:
        """Indices of evidence terms that some sentence term stands on."""
        return frozenset(j for j in self.target if j >= 0)


def _around(i: int, size: int, reach: int) -> list[int]:
    return [k for k in range(max(0, i - reach), min(size, i + reach + 1)) if k != i]


# --- coverage -----------------------------------------------------------------------------------


def _weight(found: Iterable[Term]) -> float:
    return sum(term.weight for term in found)


def coverage(a: Alignment) -> float:
    """Weight of the sentence's terms that stand on evidence, over the weight of all."""
    total = _weight(a.sentence)
    placed = _weight(term for term, j in zip(a.sentence, a.target, strict=True) if j >= 0)
    return placed / total if total else 0.0


def vocabulary(a: Alignment) -> float:
    """Weight of terms that occur anywhere in the evidence, over the weight of all."""
    total = _weight(a.sentence)
    return _weight(term for term in a.sentence if term.key in a.keys) / total if total else 0.0


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
    return _weight(term for term in a.sentence if term.key not in a.keys)


def longest_gap(a: Alignment) -> float:
    """The heaviest run of terms that stand on nothing."""
    return _longest(a, lambda i: a.target[i] < 0)


def longest_novelty(a: Alignment) -> float:
    """The heaviest run of terms that occur nowhere in the evidence; function words don't break it."""
    return _longest(
        a, lambda i: a.sentence[i].key not in a.keys or (a.sentence[i].weight < 0.3 and a.target[i] < 0)
    )


def _longest(a: Alignment, counts: Callable[[int], bool]) -> float:
    best = current = 0.0
    for i, term in enumerate(a.sentence):
        current = current + term.weight if counts(i) else 0.0
        best = max(best, current)
    return best


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
    weights = [_weight(a.sentence[t.at : t.at + t.size]) for t in a.tiles]
    return sum(weights) / len(weights) if weights else 0.0


# --- numbers and names ----------------------------------------------------------------------------


def number_missing(a: Alignment) -> float:
    """Numbers of the sentence that the evidence doesn't hold."""
    return float(sum(not _has_number(term, a) for term in a.sentence if term.kind == "number"))


def _has_number(term: Term, a: Alignment) -> bool:
    if term.key in a.keys:
        return True
    bare = term.key.rstrip("0123456789.:") == ""
    return bare and any(
        other.kind == "number" and _digits(other.key) == term.key for other in a.evidence
    )


def _digits(key: str) -> str:
    return "".join(char for char in key if char.isdigit() or char in ".:")


def number_moved(a: Alignment) -> float:
    """Numbers that the evidence holds, but in another place than their neighbours."""
    return float(
        sum(
            j < 0 and term.key in a.keys
            for term, j in zip(a.sentence, a.target, strict=True)
            if term.kind == "number"
        )
    )


def latin_missing(a: Alignment) -> float:
    """Latin words and names of the sentence that the evidence doesn't hold."""
    return float(sum(t.kind == "latin" and t.key not in a.keys for t in a.sentence))


# --- polarity and modality --------------------------------------------------------------------------


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


# --- closed classes -----------------------------------------------------------------------------------


def opposite_conflict(a: Alignment) -> float:
    """Words of the sentence that stand on nothing, while their opposite stands unclaimed nearby."""
    return float(sum(_is_opposed(a, i) for i in range(len(a.sentence))))


def _is_opposed(a: Alignment, i: int) -> bool:
    term = a.sentence[i]
    if term.kind != "opposite" or a.target[i] >= 0:
        return False
    turned = term.key[:-1] + ("-" if term.key.endswith("+") else "+")
    return any(
        other.key == turned and j not in a.covered and j in a.region
        for j, other in enumerate(a.evidence)
    )


def opposite_unplaced(a: Alignment) -> float:
    """Words that have an opposite and stand on nothing."""
    return float(
        sum(t.kind == "opposite" and j < 0 for t, j in zip(a.sentence, a.target, strict=True))
    )


def _classes(a: Alignment, kind: str) -> tuple[set[str], set[str]]:
    ours = {term.key for term in a.sentence if term.kind == kind}
    return ours, {a.evidence[j].key for j in a.region if a.evidence[j].kind == kind}


def quant_added(a: Alignment) -> float:
    """all, always or only in the sentence that the evidence near it doesn't say."""
    ours, theirs = _classes(a, "quant")
    broad = {"all", "each"}
    grown = [q for q in ours - theirs if q in ("all", "always", "only", "some", "often")]
    return float(sum(not (q == "all" and theirs & broad) for q in grown))


def quant_dropped(a: Alignment) -> float:
    """some or mostly in the evidence near it that the sentence leaves out."""
    ours, theirs = _classes(a, "quant")
    return float(len((theirs - ours) & {"some", "often"}))


def bound_conflict(a: Alignment) -> float:
    """at least against at most."""
    ours, theirs = _classes(a, "bound")
    return float(bool(ours and theirs and not ours & theirs))


def condition_dropped(a: Alignment) -> float:
    """Conditions in the evidence clauses the sentence stands on, none in the sentence."""
    ours, theirs = _classes(a, "condition")
    return float(bool(theirs and not ours))


def cause_unplaced(a: Alignment) -> float:
    """because or therefore in the sentence where the evidence has no such word."""
    ours, theirs = _classes(a, "cause")
    return float(len(ours - theirs))


def evidence_left(a: Alignment) -> float:
    """Numbers, negations, opposites and bounds between placed terms of the evidence, unclaimed."""
    held = [j for j in sorted(a.covered)]
    loose = 0
    for before, after in zip(held, held[1:], strict=False):
        if after - before <= 4:
            between = a.evidence[before + 1 : after]
            loose += sum(term.kind in _CRITICAL for term in between)
    return float(loose)


def critical_unplaced(a: Alignment) -> float:
    """Terms of the closed classes that stand on nothing."""
    return float(
        sum(t.kind in _CRITICAL and j < 0 for t, j in zip(a.sentence, a.target, strict=True))
    )


# --- order --------------------------------------------------------------------------------------------


def _blocks(a: Alignment) -> list[tuple[int, int, int, float]]:
    """Tiles as (clause, sentence position, evidence position, weight)."""
    return [
        (a.sentence[t.at].clause, t.at, t.of, _weight(a.sentence[t.at : t.at + t.size]))
        for t in a.tiles
    ]


def inversion_inside(a: Alignment) -> float:
    """Weight of neighbouring tiles of one clause that stand the other way round in one clause."""
    blocks = _blocks(a)
    total = 0.0
    for left, right in zip(blocks, blocks[1:], strict=False):
        same = left[0] == right[0] and a.evidence[left[2]].clause == a.evidence[right[2]].clause
        total += min(left[3], right[3], 4.0) * (same and right[2] < left[2])
    return total


def inversion_across(a: Alignment) -> float:
    """Weight of neighbouring tiles that stand the other way round in different clauses."""
    blocks = _blocks(a)
    total = 0.0
    for left, right in zip(blocks, blocks[1:], strict=False):
        same = left[0] == right[0] and a.evidence[left[2]].clause == a.evidence[right[2]].clause
        total += min(left[3], right[3], 4.0) * (not same and right[2] < left[2])
    return total


def sequence_inversion(a: Alignment) -> float:
    """Inversions where either side speaks of order in time; zero where 前 became 后 with them."""
    ordered = any(t.kind == "order" or t.key.startswith("之前") for t in a.sentence)
    if not ordered:
        return 0.0
    turned = opposite_conflict(a)
    return 0.0 if turned else inversion_inside(a) + inversion_across(a)


def role_inversion(a: Alignment) -> float:
    """Inversions inside a clause with the same markers of role (由, 向, 比) on both sides."""
    ours = sorted(t.key for t in a.sentence if t.kind == "role")
    theirs = sorted(a.evidence[j].key for j in a.region if a.evidence[j].kind == "role")
    return inversion_inside(a) if ours == theirs else 0.0


FEATURES: dict[str, Callable[[Alignment], float]] = {
    measure.__name__: measure
    for measure in (
        coverage,
        vocabulary,
        worst_clause,
        novel_weight,
        longest_gap,
        longest_novelty,
        common_order,
        tile_weight,
        number_missing,
        number_moved,
        latin_missing,
        polarity_flip,
        force_conflict,
        force_added,
        opposite_conflict,
        opposite_unplaced,
        quant_added,
        quant_dropped,
        bound_conflict,
        condition_dropped,
        cause_unplaced,
        evidence_left,
        critical_unplaced,
        inversion_inside,
        inversion_across,
        sequence_inversion,
        role_inversion,
    )
}
"""Name to measure; the fitted weights refer to these names."""


def features(sentence: str, evidence: str) -> list[float]:
    """The measures of a pair, in the order of FEATURES."""
    alignment = Alignment(sentence, evidence)
    return [measure(alignment) for measure in FEATURES.values()]
