"""The outline: numbering, unnumbered headings, definitions, announcements, the stack of lists."""

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.noise import find_noise
from ingest.outline import ancestors, build_outline, children, mismatches
from ingest.records import Document, Mask, Section

HERE = Path(__file__).parent / "outline"
CORPUS = Path(__file__).parents[2] / "corpus"


def document(text: str, title: str = "", masks: tuple[Mask, ...] = ()) -> Document:
    return Document("d", "d.txt", title, text, "hans", "0" * 64, masks=masks)


def edges(sections: list[Section]) -> set[tuple[int, int]]:
    """Each item's start with its parent's start (-1 for the root)."""
    return {
        (s.start, sections[s.parent].start if s.parent else -1) for s in sections if s.index
    }


def expected_edges(text: str, items: list[tuple[int, str]]) -> set[tuple[int, int]]:
    """Items are (level, how the section begins), in document order."""
    found: set[tuple[int, int]] = set()
    above: dict[int, int] = {0: -1}
    position = -1
    for level, prefix in items:
        position = text.index(prefix, position + 1)
        above[level] = position
        found.add((position, above[level - 1]))
    return found


def f1(pairs: list[tuple[set[tuple[int, int]], set[tuple[int, int]]]]) -> float:
    """2·|both| / (|found| + |expected|), summed over documents."""
    both = sum(len(found & expected) for found, expected in pairs)
    return 2 * both / sum(len(found) + len(expected) for found, expected in pairs)


def invented(half: str) -> list[tuple[str, Document, list[tuple[int, str]]]]:
    cases: list[tuple[str, Document, list[tuple[int, str]]]] = []
    for path in sorted((HERE / half).glob("*.txt")):
        text = path.read_text("utf-8")
        data = json.loads(path.with_suffix(".json").read_text("utf-8"))
        items = [(level, prefix) for level, prefix in data["items"]]
        cases.append((path.stem, document(text, data["title"]), items))
    return cases
