"""Enumerations inside one sentence: 政策懂得多、信息知道得多、意图了解得多; 不乱表态,不乱办事."""

import re
from functools import lru_cache
from itertools import pairwise

_RUN = re.compile(r"[^,;:。、]{1,24}(?:、[^,;:。、]{1,24})+")
_CLAUSE = re.compile(r"[,;:。?!]+")
_PARTS = re.compile(r";")
_JOINED = re.compile(r"[和与及跟同]|以及")
_MARKS = re.compile(r'[“”"「」『』‘’《》\s]')


@lru_cache(maxsize=8192)
def sizes(folded: str) -> frozenset[int]:
    """How many items the enumerations of a folded sentence have; empty where it holds none.

    Items stand between 、 or are clauses of like shape: beginning or ending alike, or equally long.
    The last 、 may be an 和, which may also stand within an item: both counts are given.
    """
    text = _MARKS.sub("", folded)
    found: set[int] = set()
    for run in _RUN.findall(text):
        items = run.split("、")
        found.add(len(items))
        if _JOINED.search(items[-1]):
            found.add(len(items) + 1)
    if ";" in text:
        found.add(len([part for part in _PARTS.split(text) if part]))
    clauses = [clause for clause in _CLAUSE.split(text) if clause]
    found.update(_parallel(clauses))
    return frozenset(size for size in found if size > 1)


def _parallel(clauses: list[str]) -> list[int]:
    """Lengths of the runs of clauses in which each is shaped like the one before it."""
    lengths: list[int] = []
    run = 1
    for before, clause in pairwise([*clauses, ""]):
        if _alike(before, clause):
            run += 1
        else:
            lengths.append(run)
            run = 1
    return lengths


def _alike(a: str, b: str) -> bool:
    if min(len(a), len(b)) < 2:
        return False
    return a[0] == b[0] or a[-2:] == b[-2:] or len(a) == len(b)
