"""Document -> Parsed: noise masked, outline, passages, sentences, and what is searched."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from ingest.duplicates import N_HASHES, signature
from ingest.mend import mend
from ingest.noise import find_gaps, find_noise
from ingest.outline import build_outline
from ingest.parsed import Parsed
from ingest.records import Document, Passage, Sentence
from ingest.script import fold, simplify, uses_taiwan_wording
from ingest.split import split_passages, split_sentences

_CLAUSES = re.compile(r"[,.;:!?、。\s]+")


def parse(document: Document, *, max_chars: int) -> Parsed:
    """A document with its noise masked, its outline, passages, sentences and searched texts."""
    document = replace(
        document,
        masks=tuple(find_noise(document.text)),
        gaps=tuple(find_gaps(document.text)),
        taiwan_wording=uses_taiwan_wording(document.text),
    )
    sections = build_outline(document)
    sentences = split_sentences(document, sections)
    passages = split_passages(document, sections, sentences, max_chars=max_chars)
    taiwan = document.taiwan_wording
    searched = [searched_text(shown_text(passage), taiwan_wording=taiwan) for passage in passages]
    return Parsed(
        document, sections, passages, _held(sentences, passages), searched, _signatures(passages)
    )


def _held(sentences: Sequence[Sentence], passages: Sequence[Passage]) -> list[Sentence]:
    """The sentences that begin within a passage."""
    starts = [passage.start for passage in passages]
    held: list[Sentence] = []
    for sentence in sentences:
        at = bisect_right(starts, sentence.start) - 1
        if at >= 0 and sentence.start < passages[at].end:
            held.append(sentence)
    return held


def _signatures(passages: Sequence[Passage]) -> np.ndarray:
    """`(n, N_HASHES)` uint32, of the passages' own words in mainland wording, headings left out."""
    rows = [signature(_compared_text(passage)) for passage in passages]
    return np.array(rows, dtype=np.uint32).reshape(-1, N_HASHES)


def _compared_text(passage: Passage) -> str:
    document = passage.document
    text = unmasked(document, passage.start, passage.end)
    return fold(text, taiwan_wording=document.taiwan_wording).text


def shown_text(passage: Passage) -> str:
    """The passage with its heading path and without what is masked: what a model reads."""
    heading = "\n".join(passage.heading)
    return f"{heading}\n{unmasked(passage.document, passage.start, passage.end)}"


def searched_text(text: str, *, taiwan_wording: bool) -> str:
    """What BM25 reads of a text: folded, then the clauses that read otherwise once mended.

    In both wordings where it has Taiwan's, since tw2sp also changes words that mainland texts
    share (程序, 執行). Mended clauses stand beside the damaged ones and not in their place:
    questions are not mended.
    """
    plain = fold(text, taiwan_wording=False).text
    read = [mend(plain).text]
    if taiwan_wording:
        read.append(mend(fold(text, taiwan_wording=True).text).text)
    known = set(_CLAUSES.split(plain))
    clauses = dict.fromkeys(clause for one in read for clause in _CLAUSES.split(one))
    return "\n".join([plain, *(clause for clause in clauses if clause not in known)])


@lru_cache(maxsize=4096)  # the same sentences come up again and again
def is_damaged(text: str) -> bool:
    """Whether careless conversion or OCR left a mark in it that is known (深人, 力、公室)."""
    plain = fold(text, taiwan_wording=False).text
    return mend(plain).text != plain


def unmasked(document: Document, start: int, end: int) -> str:
    """`document.text[start:end]` without its masked spans."""
    pieces: list[str] = []
    for mask in document.masks[_first_mask(document, start) :]:
        if mask.start >= end:
            break
        if mask.end > start:
            pieces.append(document.text[start : max(start, mask.start)])
            start = max(start, mask.end)
    return "".join([*pieces, document.text[start:end]])


def _first_mask(document: Document, start: int) -> int:
    """Index of the last mask to begin at or before `start`, or 0: those before it end earlier."""
    return max(0, bisect_right(document.masks, start, key=lambda mask: mask.start) - 1)


def embedded_texts(parsed: Parsed) -> list[str]:
    """What the model reads of a document: its passages under their headings, then its sentences."""
    document = parsed.document
    passages = [simplify(shown_text(passage)) for passage in parsed.passages]
    sentences = [simplify(unmasked(document, s.start, s.end)) for s in parsed.sentences]
    return passages + sentences
