"""A whole document as HTML: what it says, what was hidden in it and why, where words are missing.

Every stretch of text carries the span of the original it stands for (`data-s`, `data-e`), in
either script, so that the page can mark a span and tell which one was selected.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from ingest.records import Document, Mask, Passage, Script, Section
from ui.markup import escape
from ui.places import reading_link
from ui.reading.controls import named, named_html
from ui.reading.lines import Line, lines, parts
from ui.reading.rules import told
from ui.reading.runs import Run, runs
from ui.strings import HTML_LANG, words


def text_html(
    document: Document,
    sections: Sequence[Section],
    also: Mapping[int, Sequence[Passage]],
    *,
    reader: Script | None,
    language: Script,
) -> str:
    """The document in the script of `reader`, None for the original; words in `language`.

    Args:
        document: what is read.
        sections: its outline, the root first.
        also: end of a passage -> passages of other documents that say nearly the same.
        reader: the script to show it in.
        language: of the interface.
    """
    page = _Page(document, reader, language)
    lang = HTML_LANG[reader or document.script]
    shown = "".join(page.line(line) + page.also(line, also) for line in lines(document, sections))
    return (
        f'<div class="xt-text" lang="{lang}" data-volume="{escape(document.doc_id)}" '
        f'data-chars="{len(document.text)}">{shown}</div>'
    )


class _Page:
    """What all lines of one document are written with."""

    def __init__(self, document: Document, reader: Script | None, language: Script) -> None:
        self._document = document
        self._reader: Script | None = reader
        self._language: Script = language
        self._say = words("read", language)
        self._ends = [mask.end for mask in document.masks]
        self._starts = [mask.start for mask in document.masks]

    def line(self, line: Line) -> str:
        """The line, a heading or not, and the gaps that begin on it."""
        masks = self._document.masks[
            bisect_right(self._ends, line.start) : bisect_left(self._starts, line.end)
        ]
        pieces = parts(line, masks)
        shown = "".join(self._part(*piece) for piece in pieces)
        hidden = all(mask for start, end, mask in pieces if self._has_words(start, end))
        kind = "xt-line" + (" xt-wholly-masked" if hidden else "")
        if line.section is None:
            return f'<p class="{kind}" dir="auto">{shown}</p>{self._gaps(line)}'
        return self._begun(line, line.section, kind, shown) + self._gaps(line)

    def also(self, line: Line, also: Mapping[int, Sequence[Passage]]) -> str:
        """Where else the passages that end on this line stand."""
        found = [p for end, same in also.items() if line.start < end <= line.end for p in same]
        return "".join(self._beside(passage) for passage in found)

    def _begun(self, line: Line, section: Section, kind: str, shown: str) -> str:
        """A line that begins a section, with the link to it."""
        anchor = self._anchor(section)
        number = f'data-section="{section.index}"'
        if not line.is_heading:
            return f'<p class="{kind}" dir="auto" {number}>{shown}{anchor}</p>'
        level = min(section.level + 3, 6)
        kind += f" xt-heading xt-level-{section.level}"
        if section.index == 0 and self._is_title(line):
            kind += " xt-same-title"
        return (
            f'<h{level} class="{kind}" dir="auto" {number} tabindex="-1">{shown}{anchor}</h{level}>'
        )

    def _is_title(self, line: Line) -> bool:
        return self._document.text[line.start : line.end].strip() == self._document.title.strip()

    def _anchor(self, section: Section) -> str:
        start = section.heading_start if section.index == 0 else section.start
        href = reading_link(self._document.doc_id, start, section.heading_end)
        label = f"{self._say['link_to']} {section.marker}{section.heading}"
        return (
            f'<a class="xt-anchor" href="{escape(href)}" aria-label="{escape(named(label))}" '
            f'title="{escape(self._say["copy_link"])}" data-copy-place></a>'
        )

    def _part(self, start: int, end: int, mask: Mask | None) -> str:
        shown = "".join(_run(run) for run in runs(self._document, start, end, self._reader))
        if mask is None:
            return shown
        why = told(mask.rule, self._language)
        return (
            f'<span class="xt-masked" data-rule="{escape(mask.rule)}"><bdi>{shown}</bdi>'
            f'<span class="xt-rule" lang="{HTML_LANG[self._language]}">{escape(why)}</span></span>'
        )

    def _gaps(self, line: Line) -> str:
        gaps = [gap for gap in self._document.gaps if line.start <= gap.start < line.end]
        return "".join(
            f'<p class="xt-gap" role="note" lang="{HTML_LANG[self._language]}" '
            f'data-gap="{gap.start}">{escape(told(gap.rule, self._language))}</p>'
            for gap in gaps
        )

    def _beside(self, passage: Passage) -> str:
        other = passage.document
        href = reading_link(other.doc_id, passage.start, passage.end)
        return (
            f'<p class="xt-beside" lang="{HTML_LANG[self._language]}">{escape(self._say["also"])} '
            f'<a href="{escape(href)}" data-place>{named_html(other.title)}</a></p>'
        )

    def _has_words(self, start: int, end: int) -> bool:
        return bool(self._document.text[start:end].strip())


def _run(run: Run) -> str:
    where = f'data-s="{run.start}" data-e="{run.end}"'
    if run.is_control:
        return f'<span {where} class="xt-control">{escape(run.text)}</span>'
    return f"<span {where}>{escape(run.text)}</span>"
