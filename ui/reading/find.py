"""Searching within one document: words in either script, where they stand in the original."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.records import Document
from ingest.script import fold

MAX_FOUND = 1000
MAX_CHARS = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One place; `masked` where all of it was hidden by the cleaning."""

    start: int
    end: int
    masked: bool


def find(document: Document, words: str) -> list[Found]:
    """The places of `words` in order, at most `MAX_FOUND`.

    Searched as questions are: 溝通 finds 沟通, capitals and full-width forms are alike.
    """
    asked = fold(words[:MAX_CHARS].strip(), taiwan_wording=False).text
    if not asked:
        return []
    folded = fold(document.text, taiwan_wording=False)  # of the text's own length
    return [
        Found(start, end, _is_masked(document, start, end))
        for start, end in _places(folded.text, asked)
    ]


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    at = text.find(words)
    for _ in range(MAX_FOUND):
        if at < 0:
            return
        yield at, at + len(words)
        at = text.find(words, at + len(words))


def _is_masked(document: Document, start: int, end: int) -> bool:
    return any(mask.start <= start and end <= mask.end for mask in document.masks)
