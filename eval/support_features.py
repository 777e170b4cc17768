"""What a sentence shares with its evidence and where it departs, as numbers a judge weighs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from eval.support_terms import Term, terms

_CRITICAL = ("number", "neg", "modal", "quant", "opposite", "bound", "order", "condition", "cause")
_CONTENT = ("char", "word", "number", "latin", "opposite")
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


    @cached_property
    def soft(self) -> list[float]:
        """For each sentence term how far the evidence says it, 0..1.

        1 where it stands on evidence; else the share of its characters among those of evidence
        terms that nothing stands on: 交 in 提交, 查 in 检查.
        """
        loose = {
            char
            for j, term in enumerate(self.evidence)
            if j not in self.covered
            for char in term.text
            if term.weight >= 0.9
        }
        return [
            1.0 if j >= 0 else _share(term, loose) if term.kind in ("char", "word") else 0.0
            for term, j in zip(self.sentence, self.target, strict=True)
        ]


def _share(term: Term, loose: set[str]) -> float:
    hits = sum(char in loose for char in term.text) / len(term.text)
    return 1.0 if hits >= 0.5 else 0.0


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


def soft_coverage(a: Alignment) -> float:
    """As coverage, with credit for words that share a character with evidence left over."""
    total = _weight(a.sentence)
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
        weights = [_weight(a.sentence[t.at : t.at + t.size]) for t in (left, right)]
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
        min(_new(a, gap), 4.0) * gap.context for gap in _gaps(a) if _lost(a, gap) < 0.5 <= _new(a, gap)
    )


def deletion(a: Alignment) -> float:
    """Weight, in close context, of words left out."""
    return sum(
        min(_lost(a, gap), 4.0) * gap.context for gap in _gaps(a) if _new(a, gap) < 0.5 <= _lost(a, gap)
    )


def _new(a: Alignment, gap: Gap) -> float:
    return sum(a.sentence[i].weight * (1 - a.soft[i]) for i in gap.ours)


def _lost(a: Alignment, gap: Gap) -> float:
    return sum(a.evidence[j].weight for j in gap.theirs if j not in a.covered)


def tail_novelty(a: Alignment) -> float:
    """Weight of what follows the last tile and the evidence doesn't say."""
    start = a.tiles[-1].at + a.tiles[-1].size if a.tiles else 0
    return sum(a.sentence[i].weight * (1 - a.soft[i]) for i in range(start, len(a.sentence)))


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
        min(_weight(_after(a, left)), _weight(_before(a, right)), 4.0) for left, right in _jumps(a)
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
    """Numbers of the sentence, but for one, that the evidence doesn't hold."""
    return float(sum(not _is_one(term.key) for term in _strange_numbers(a)))


def one_missing(a: Alignment) -> float:
    """一件, 一份 and the like in the sentence only."""
    return float(sum(_is_one(term.key) for term in _strange_numbers(a)))


def number_conflict(a: Alignment) -> float:
    """Numbers of the sentence that the evidence has with another value and the same unit."""
    units = {_unit(term.key) for term in a.evidence if term.kind == "number"}
    return float(sum(_unit(term.key) in units for term in _strange_numbers(a)))


def unit_conflict(a: Alignment) -> float:
    """Numbers of the sentence that the evidence has with the same value and another unit."""
    values = {_digits(term.key) for term in a.evidence if term.kind == "number"}
    return float(
        sum(_digits(t.key) in values and not _is_one(t.key) for t in _strange_numbers(a))
    )


def _strange_numbers(a: Alignment) -> list[Term]:
    return [term for term in a.sentence if term.kind == "number" and not _has_number(term, a)]


def _is_one(key: str) -> bool:
    return _digits(key) == "1" and not key.startswith("第")


def _unit(key: str) -> str:
    if key.startswith("每"):
        return "每"
    return key.lstrip("第").lstrip("0123456789.:/") + ("第" if key.startswith("第") else "")


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
    words = [
        k for k in ahead if found[k].clause == found[start].clause and found[k].weight >= 0.9
    ]
    return words[:n]


def _negated_before(found: Sequence[Term], i: int, reach: int) -> bool:
    return any(
        (_negative(found[k]) or found[k].key == "unless") and found[k].clause == found[i].clause
        for k in range(max(0, i - reach), i)
    )


def negation_parity(a: Alignment) -> float:
    """1 where sentence and the evidence clauses it stands on differ in the parity of negations."""
    ours = sum(map(_negative, a.sentence))
    theirs = sum(_negative(a.evidence[j]) for j in a.region)
    return float((ours + theirs) % 2)


def condition_turned(a: Alignment) -> float:
    """1 where one side says 除非 or 未经 and the other 才, 方可 or 经...后."""
    strict = {"unless", "未经"}
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


def quant_conflict(a: Alignment) -> float:
    """all against some, always against mostly, only against either."""
    ours, theirs = _classes(a, "quant")
    pairs = (("all", "some"), ("all", "often"), ("always", "often"), ("each", "some"), ("often", "rare"), ("always", "rare"), ("all", "rare"))
    turned = sum(
        (x in ours - theirs and y in theirs - ours) or (y in ours - theirs and x in theirs - ours)
        for x, y in pairs
    )
    maybe = any(t.key == "maybe" for t in a.sentence) and "maybe" not in a.keys
    return float(turned + maybe)


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
    """Inversions where a side speaks of steps: 先, 再, 然后."""
    steps = any(term.kind == "order" for term in (*a.sentence, *a.evidence))
    return inversion_inside(a) + inversion_across(a) if steps else 0.0


def after_inversion(a: Alignment) -> float:
    """Inversions inside a clause around 前 or 后, where it didn't turn with them."""
    around = any(t.key.startswith("之前") for t in a.sentence) and not opposite_conflict(a)
    return inversion_inside(a) if around else 0.0


def cause_inversion(a: Alignment) -> float:
    """Inversions where either side speaks of cause or effect."""
    told = any(term.kind == "cause" for term in (*a.sentence, *a.evidence))
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


FEATURES: dict[str, Callable[[Alignment], float]] = {
    measure.__name__: measure
    for measure in (
        coverage,
        vocabulary,
        worst_clause,
        novel_weight,
        longest_gap,
        longest_novelty,
        soft_coverage,
        soft_novelty,
        soft_gap,
        soft_worst_clause,
        substitution,
        insertion,
        deletion,
        tail_novelty,
        splice,
        parallel_splice,
        torn,
        common_order,
        tile_weight,
        number_missing,
        one_missing,
        number_conflict,
        unit_conflict,
        number_moved,
        latin_missing,
        polarity_flip,
        negation_added,
        negation_dropped,
        negation_parity,
        condition_turned,
        force_conflict,
        force_added,
        opposite_conflict,
        opposite_unplaced,
        quant_added,
        quant_conflict,
        quant_dropped,
        bound_conflict,
        condition_dropped,
        cause_unplaced,
        evidence_left,
        critical_unplaced,
        inversion_inside,
        inversion_across,
        sequence_inversion,
        after_inversion,
        role_inversion,
        role_turned,
        cause_inversion,
    )
}
"""Name to measure; the fitted weights refer to these names."""


def features(sentence: str, evidence: str) -> list[float]:
    """The measures of a pair, in the order of FEATURES."""
    alignment = Alignment(sentence, evidence)
    return [measure(alignment) for measure in FEATURES.values()]
