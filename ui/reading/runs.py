"""Text in the reader's script, every stretch of it with the span of the original it stands for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.records import Document, Script
from ingest.script import render
from ui.reading.controls import CONTROL, name

# Where a conversion can be cut without tearing a word; SequenceMatcher is slow on long pieces.
_PIECE = re.compile(r".{0,200}?(?:[。！？；，、,;!?\s]|$)|.{1,200}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """`text` is shown for `start:end` of the original, character for character where `is_even`."""

    start: int
    end: int
    text: str
    is_control: bool = False
    """Whether `text` is the name of a control character, as U+202E, in its place."""

    @property
    def is_even(self) -> bool:
        """Whether each character stands for one of the original."""
        return len(self.text) == self.end - self.start and not self.is_control


def runs(document: Document, start: int, end: int, reader: Script | None) -> list[Run]:
    """`start:end` of the document as runs in order; None for `reader` is the original.

    Control characters are runs of their own: they are shown by name and turn nothing around.
    """
    found: list[Run] = []
    done = start
    for match in CONTROL.finditer(document.text, start, end):
        found += _converted(document, done, match.start(), reader)
        found.append(Run(match.start(), match.end(), name(match.group()), is_control=True))
        done = match.end()
    return found + _converted(document, done, end, reader)


def _converted(document: Document, start: int, end: int, reader: Script | None) -> list[Run]:
    text = document.text[start:end]
    if not text:
        return []
    if reader is None or reader == document.script:
        return [Run(start, end, text)]
    found: list[Run] = []
    for match in _PIECE.finditer(text):
        for run in _aligned(match.group(), start + match.start(), document.script, reader):
            _append(found, run)
    return found


def _aligned(text: str, start: int, source: Script, reader: Script) -> Iterator[Run]:
    """The text converted; where that changes its length, word by word (程序员, 程式設計師)."""
    shown = render(text, source, reader)
    if len(shown) == len(text):
        yield Run(start, start + len(text), shown)
        return
    plain = render(text, source, "hant-hk" if reader == "hant-tw" else reader)
    plain = plain if len(plain) == len(text) else text
    matcher = SequenceMatcher(None, plain, shown, autojunk=False)
    for _, i1, i2, j1, j2 in _replaced(matcher):
        yield Run(start + i1, start + i2, shown[j1:j2])


def _replaced(matcher: SequenceMatcher[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """The opcodes; what is only put in or left out goes with what stands before it."""
    kept: tuple[str, int, int, int, int] | None = None
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if kept and (i1 == i2 or j1 == j2 or kept[1] == kept[2]):
            kept = ("replace", kept[1], i2, kept[3], j2)
            continue
        if kept:
            yield kept
        kept = (tag, i1, i2, j1, j2)
    if kept:
        yield kept


def _append(found: list[Run], run: Run) -> None:
    """Appends the run, to the last one where both go character for character."""
    if not run.end - run.start:
        return
    if found and found[-1].is_even and run.is_even and found[-1].end == run.start:
        found[-1] = Run(found[-1].start, run.end, found[-1].text + run.text)
    else:
        found.append(run)
