"""A sentence laid on its evidence: which term stands on which."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from eval.support_terms import Term, terms


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
    longest = max(runs, key=lambda run: (weight[run], -run.at, -run.of), default=Tile(0, 0, 0))
    anchor = longest.of - longest.at
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
