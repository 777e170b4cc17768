"""The questions attached to the texts, each asked as if it were not: what gate and ranker learn of.

A key is left out while it is asked, and for every other one half of its span's questions, too: a
reader's question finds some near ones, or none. Some are misspelt, as readers' questions are.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.evidence import Evidence
from bot.instructions import without_instructions
from bot.item_asked import asked_item
from bot.question import Question
from bot.retrieve import Retriever
from bot.understand import understood
from eval.perturb import misspelt
from eval.spans import Span
from ingest.index import Index
from ingest.keys import Key

_MISSPELT = 0.25  # of the questions
_CHARS_A_SLIP = 12


@dataclass(frozen=True, slots=True)
class AskedKey:
    """A key and what retrieval brought up for it; `span` is None for an open question."""

    key: Key
    span: Span | None
    evidence: Evidence


def asked_keys(
    retriever: Retriever, *, of_a_span: int | None = None, of: Index | None = None
) -> Iterator[AskedKey]:
    """Every key asked, of the retriever's index or `of` another one of the same texts.

    At most so many `of_a_span`, and then no open ones.
    """
    rng = random.Random(0)
    keys = (of or retriever.index).keys
    for places in _places(of or retriever.index).values():
        if of_a_span is not None and keys[places[0]].is_open:
            continue
        n = len(places) if of_a_span is None else min(of_a_span, len(places))
        for i in rng.sample(places, n):
            unheard, question = {i}, keys[i].question
            if not keys[i].is_open and rng.random() < 0.5:
                unheard.update(rng.sample(places, len(places) // 2))
            if rng.random() < _MISSPELT:
                question = misspelt(question, 1 + len(question) // _CHARS_A_SLIP, rng)
            heard = frozenset(unheard) if of is None else frozenset[int]()
            evidence = evidence_of(question, retriever, heard)
            if evidence is not None:
                span = None if keys[i].is_open else Span(keys[i].path, keys[i].start, keys[i].end)
                yield AskedKey(keys[i], span, evidence)


def _places(index: Index) -> Mapping[tuple[str, int, int], list[int]]:
    """Span -> where its keys stand; the open keys of a text stand together."""
    found: dict[tuple[str, int, int], list[int]] = {}
    for i, key in enumerate(index.keys):
        found.setdefault((key.path, key.start, key.end), []).append(i)
    return found


def evidence_of(
    asked: str, retriever: Retriever, without_keys: frozenset[int] = frozenset()
) -> Evidence | None:
    """What the gate judges of a question; None for what is decided before: orders, list items."""
    honest = without_instructions(asked)
    if not any(char.isalpha() for char in honest):
        return None
    question = replace(Question.of(asked), text=honest)
    question = understood(question, retriever.index)
    found = retriever.retrieve(question, without_keys=without_keys)
    evidence = Evidence(question, found, retriever.index)
    return evidence if asked_item(evidence) is None else None
