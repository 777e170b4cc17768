"""Numbers, names, opposites, quantities and conditions that the evidence lacks or turns."""

import itertools

from eval.support_align import Alignment
from eval.support_terms import Term

_CRITICAL = ("number", "neg", "modal", "quant", "opposite", "bound", "order", "condition", "cause")


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
    return float(sum(_digits(t.key) in values and not _is_one(t.key) for t in _strange_numbers(a)))


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
    """All against some, always against mostly, only against either."""
    ours, theirs = _classes(a, "quant")
    pairs = (
        ("all", "some"),
        ("all", "often"),
        ("always", "often"),
        ("each", "some"),
        ("often", "rare"),
        ("always", "rare"),
        ("all", "rare"),
    )
    turned = sum(
        (x in ours - theirs and y in theirs - ours) or (y in ours - theirs and x in theirs - ours)
        for x, y in pairs
    )
    maybe = any(t.key == "maybe" for t in a.sentence) and "maybe" not in a.keys
    return float(turned + maybe)


def quant_dropped(a: Alignment) -> float:
    """Some or mostly in the evidence near it that the sentence leaves out."""
    ours, theirs = _classes(a, "quant")
    return float(len((theirs - ours) & {"some", "often"}))


def bound_conflict(a: Alignment) -> float:
    """At least against at most."""
    ours, theirs = _classes(a, "bound")
    return float(bool(ours and theirs and not ours & theirs))


def condition_dropped(a: Alignment) -> float:
    """Conditions in the evidence clauses the sentence stands on, none in the sentence."""
    ours, theirs = _classes(a, "condition")
    return float(bool(theirs and not ours))


def cause_unplaced(a: Alignment) -> float:
    """Because or therefore in the sentence where the evidence has no such word."""
    ours, theirs = _classes(a, "cause")
    return float(len(ours - theirs))


def evidence_left(a: Alignment) -> float:
    """Numbers, negations, opposites and bounds between placed terms of the evidence, unclaimed."""
    held = sorted(a.covered)
    loose = 0
    for before, after in itertools.pairwise(held):
        if after - before <= 4:
            between = a.evidence[before + 1 : after]
            loose += sum(term.kind in _CRITICAL for term in between)
    return float(loose)


def critical_unplaced(a: Alignment) -> float:
    """Terms of the closed classes that stand on nothing."""
    return float(
        sum(t.kind in _CRITICAL and j < 0 for t, j in zip(a.sentence, a.target, strict=True))
    )
