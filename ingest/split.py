"""Section tree -> sentences and passages, as spans.

A sentence ends at 。！？ (with the closing quotes and brackets that follow), at a line's end, and
wherever a section begins; never inside a quotation or 《》. A passage is a run of whole sentences
of one section; a section that fits stays whole, so that short lists are never torn apart.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.records import Document, Mask, Passage, Section, Sentence

_CLOSERS = "”’」』）)】》〉]\"'"
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "（": "）", "【": "】"}
_MAX_QUOTED = 120  # a quotation mark that is not closed by then was a slip, not a quotation
_MIN_SECTION = 8
_ENDS = frozenset("。！？!?…")
_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_CLAUSE_END = re.compile(r"[；;，,、：:\s]")


def split_sentences(document: Document, sections: Sequence[Section]) -> list[Sentence]:
    """The sentences of `document` outside its masks, in order, each with its innermost section."""
    holders = _innermost(document, sections)
    borders = sorted(_section_starts(sections) | _heading_ends(sections))
    found: list[Sentence] = []
    for start, end in _unmasked_lines(document):
        for left, right in _cut_at(_sentence_spans(document.text, start, end), borders):
            span = _trim(document.text, left, right)
            if span is not None:
                found.append(Sentence(document, *span, holders.at(span[0])))
    return found


def split_passages(
    document: Document,
    sections: Sequence[Section],
    sentences: Sequence[Sentence],
    *,
    max_chars: int,
) -> list[Passage]:
    """Passages of at most `max_chars` characters, none crossing a section, no heading alone.

    A single sentence longer than that is cut at clause borders (see `clause_spans`).
    """
    cutter = _Cutter(document, sections, sentences, max_chars)
    return cutter.passages()


def heading_path(sections: Sequence[Section], index: int) -> tuple[str, ...]:
    """Headings from the title down to section `index`, outermost first."""
    path: list[str] = []
    while index >= 0:
        section = sections[index]
        if section.heading:
            path.append(section.heading)
        index = section.parent
    return tuple(reversed(path))


def clause_spans(text: str, start: int, end: int, *, max_chars: int) -> list[tuple[int, int]]:
    """`text[start:end]` cut into pieces of at most `max_chars`, after clause marks if possible."""
    spans: list[tuple[int, int]] = []
    while end - start > max_chars:
        marks = [m.end() for m in _CLAUSE_END.finditer(text, start, start + max_chars)]
        cut = marks[-1] if marks else start + max_chars
        spans.append((start, cut))
        start = cut
    return [*spans, (start, end)]


class _innermost:
    """Which section holds an offset: the last one to start at or before it and not yet ended."""

    def __init__(self, document: Document, sections: Sequence[Section]) -> None:
        events = sorted(sections, key=lambda section: (section.start, -section.end, section.index))
        self._starts: list[tuple[int, int]] = []
        open_sections: list[Section] = []
        for section in events:
            self._close(open_sections, section.start)
            open_sections.append(section)
            self._starts.append((section.start, section.index))
        self._close(open_sections, len(document.text) + 1)
        self._starts.sort(key=lambda pair: pair[0])

    def _close(self, open_sections: list[Section], offset: int) -> None:
        while len(open_sections) > 1 and open_sections[-1].end <= offset:
            ended = open_sections.pop()
            self._starts.append((ended.end, open_sections[-1].index))

    def at(self, offset: int) -> int:
        low, high = 0, len(self._starts)
        while low < high:
            middle = (low + high) // 2
            if self._starts[middle][0] <= offset:
                low = middle + 1
            else:
                high = middle
        return self._starts[low - 1][1] if low else 0


def _section_starts(sections: Sequence[Section]) -> set[int]:
    """Where a section begins a sentence: not where it is a mere name in an enumeration."""
    return {section.start for section in sections if section.end - section.start >= _MIN_SECTION}


def _heading_ends(sections: Sequence[Section]) -> set[int]:
    """Where a heading that has a line of its own ends; an item's first clause is no border."""
    return {
        section.heading_end
        for section in sections[1:]
        if section.document.text[section.heading_end : section.heading_end + 1] in ("\n", "\r")
    }


def _unmasked_lines(document: Document) -> Iterator[tuple[int, int]]:
    """Spans of lines, cut where a mask stands at a clause border.

    A mask in the middle of a clause (a stray mark inside a sentence) does not cut: the quote
    keeps it, the answer leaves it out.
    """
    text = document.text
    hard = [mask for mask in document.masks if _at_border(text, mask.start, mask.end)]
    for match in re.finditer(r"[^\r\n\u2028\u2029]+", text):
        start = match.start()
        for mask in hard[bisect_right(hard, start, key=_end) :]:
            if mask.start >= match.end():
                break
            if mask.start > start:
                yield start, mask.start
            start = max(start, mask.end)
        if start < match.end():
            yield start, match.end()


def _end(mask: Mask) -> int:
    return mask.end


def _at_border(text: str, start: int, end: int) -> bool:
    before = (
        text[:start].rstrip(" \t　")[-1:]
        if start < 200
        else text[start - 200 : start].rstrip(" \t　")[-1:]
    )
    after = text[end : end + 50].lstrip(" \t　")[:1]
    return not (_HAN.match(before) and _HAN.match(after)) or end - start > 20


def _sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of sentences within one line."""
    spans: list[tuple[int, int]] = []
    begin, offset = start, start
    closer, opened = "", start
    n_straight = 0
    while offset < end:
        char = text[offset]
        if closer and (char == closer or offset - opened > _MAX_QUOTED):
            closer = ""
        elif not closer and char in _PAIRS and text.find(_PAIRS[char], offset, end) > 0:
            closer, opened = _PAIRS[char], offset
        n_straight += char == '"'
        offset += 1
        if _ends_sentence(text, offset - 1, end) and _quote_allows(text, offset, end, closer):
            offset = _after_closers(text, offset, end, odd_quote=n_straight % 2 == 1)
            spans.append((begin, offset))
            begin, closer, n_straight = offset, "", 0
    if begin < end:
        spans.append((begin, end))
    return spans


def _ends_sentence(text: str, offset: int, end: int) -> bool:
    """Whether a sentence can end with `text[offset]`; a half-width stop only after Han."""
    char = text[offset]
    following = text[offset + 1] if offset + 1 < end else ""
    if following in _ENDS:
        return False
    if char in _ENDS:
        return True
    if char != ".":
        return False
    before = text[offset - 1] if offset else ""
    return (
        bool(_HAN.match(before) or before in _CLOSERS) and following not in "."
        if following
        else True
    )


def _quote_allows(text: str, offset: int, end: int, closer: str) -> bool:
    """Inside a quotation a sentence ends only where the quotation ends with it."""
    if not closer:
        return True
    return (
        offset < end
        and text[offset] == closer
        and (offset + 1 >= end or text[offset + 1] not in "，,、；;的是之")
    )


def _after_closers(text: str, offset: int, end: int, *, odd_quote: bool) -> int:
    while offset < end and text[offset] in _CLOSERS:
        if text[offset] == '"' and not odd_quote:
            break
        odd_quote = odd_quote and text[offset] != '"'
        offset += 1
    return offset


def _cut_at(spans: Sequence[tuple[int, int]], borders: Sequence[int]) -> Iterator[tuple[int, int]]:
    for start, end in spans:
        inside = borders[bisect_right(borders, start) : bisect_left(borders, end)]
        yield from pairwise([start, *inside, end])


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without surrounding white space; None where no letter or digit is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not any(char.isalnum() for char in text[start:end]):
        return None
    return start, end


@dataclass(slots=True)
class _Cutter:
    document: Document
    sections: Sequence[Section]
    sentences: Sequence[Sentence]
    max_chars: int

    def passages(self) -> list[Passage]:
        children: dict[int, list[int]] = {}
        for section in self.sections[1:]:
            children.setdefault(section.parent, []).append(section.index)
        own: dict[int, list[Sentence]] = {}
        for sentence in self.sentences:
            own.setdefault(sentence.section, []).append(sentence)
        runs = _Runs(self, children, own).of(0) or self._headings_alone()
        return [self._passage(run, section) for run, section in runs]

    def _headings_alone(self) -> list[tuple[tuple[int, int], int]]:
        """All there is, where that is nothing but headings: a notice of one line is its title."""
        if not self.sentences:
            return []
        start, end = self.sentences[0].start, self.sentences[-1].end
        spans = clause_spans(self.document.text, start, end, max_chars=self.max_chars)
        return [(span, 0) for span in spans]

    def _passage(self, run: tuple[int, int], section: int) -> Passage:
        return Passage(self.document, *run, section, heading_path(self.sections, section))


@dataclass(slots=True)
class _Runs:
    """The recursive cut: what fits stays whole, what doesn't is taken apart along the outline."""

    cutter: _Cutter
    children: dict[int, list[int]]
    own: dict[int, list[Sentence]]

    def of(self, index: int) -> list[tuple[tuple[int, int], int]]:
        sentences = self._all(index)
        if not sentences or all(self._is_heading(sentence) for sentence in sentences):
            return []
        span = sentences[0].start, sentences[-1].end
        if span[1] - span[0] <= self.cutter.max_chars:
            return [(span, index)]
        parts: list[tuple[tuple[int, int], int]] = []
        pending: list[Sentence] = []
        for part in self._in_order(index):
            if isinstance(part, Sentence):
                pending.append(part)
                continue
            parts += self._packed(pending, index)
            pending = []
            parts += self.of(part)
        parts += self._packed(pending, index)
        return self._merged(parts, index)

    def _all(self, index: int) -> list[Sentence]:
        found = list(self.own.get(index, ()))
        for child in self.children.get(index, ()):
            found += self._all(child)
        return sorted(found, key=lambda sentence: sentence.start)

    def _in_order(self, index: int) -> list[Sentence | int]:
        parts: list[tuple[int, Sentence | int]] = [(s.start, s) for s in self.own.get(index, ())]
        parts += [(self.cutter.sections[c].start, c) for c in self.children.get(index, ())]
        return [part for _, part in sorted(parts, key=lambda pair: pair[0])]

    def _is_heading(self, sentence: Sentence) -> bool:
        section = self.cutter.sections[sentence.section]
        if section.index == 0:
            return sentence.text == section.heading
        text = self.cutter.document.text
        own_line = text[section.heading_end : section.heading_end + 1] in ("", "\n", "\r")
        return own_line and section.start <= sentence.start and sentence.end <= section.heading_end

    def _packed(self, sentences: list[Sentence], index: int) -> list[tuple[tuple[int, int], int]]:
        """Whole sentences packed into runs of near equal length, none longer than allowed."""
        if all(self._is_heading(sentence) for sentence in sentences):
            return []
        max_chars, text = self.cutter.max_chars, self.cutter.document.text
        spans: list[tuple[int, int]] = []
        for sentence in sentences:
            spans += clause_spans(text, sentence.start, sentence.end, max_chars=max_chars)
        total = spans[-1][1] - spans[0][0]
        target = total / max(1, -(-total // max_chars))
        runs: list[list[int]] = []
        for start, end in spans:
            if runs and end - runs[-1][0] <= max_chars and runs[-1][1] - runs[-1][0] < target:
                runs[-1][1] = end
            else:
                runs.append([start, end])
        return [((start, end), index) for start, end in runs]

    def _merged(
        self, parts: list[tuple[tuple[int, int], int]], index: int
    ) -> list[tuple[tuple[int, int], int]]:
        """Neighbours too short to stand alone are joined to their neighbour under the parent."""
        merged: list[tuple[tuple[int, int], int]] = []
        for span, section in parts:
            if merged:
                (start, end), _ = merged[-1]
                short = min(end - start, span[1] - span[0]) < self.cutter.max_chars // 4
                if short and span[1] - start <= self.cutter.max_chars:
                    merged[-1] = ((start, span[1]), index)
                    continue
            merged.append((span, section))
        return merged
