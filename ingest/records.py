"""What flows through ingest: documents, and the things that point into them.

Spans are code points into `Document.text`, end exclusive. Text is pointed at, never copied.
"""

from dataclasses import dataclass, field
from typing import Literal

Script = Literal["hans", "hant-tw", "hant-hk", "en"]


@dataclass(frozen=True, slots=True)
class Mask:
    """A span that is not guidance (or whose words are hidden), and the rule that said so."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Document:
    """One text as received; for a UTF-8 .txt or .md, `text` is the file decoded as is.

    `taiwan_wording` says that it is searched with mainland words in place of 資訊、支援、檔案.
    """

    doc_id: str
    path: str
    title: str
    text: str = field(repr=False)
    script: Script
    sha256: str
    encoding: str = "utf-8"
    taiwan_wording: bool = False
    masks: tuple[Mask, ...] = field(default=(), repr=False)
    gaps: tuple[Mask, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the outline: a numbered heading or item with all that belongs to it.

    `start:end` covers the heading and everything below it; `heading_start:heading_end` the
    heading itself (for an item without a line of its own: its first clause). The root has
    index 0, level 0, parent -1, and covers the document; its heading is the title.
    """

    document: Document = field(repr=False)
    index: int
    parent: int
    level: int
    ordinal: int | None
    marker: str
    start: int
    end: int
    heading_start: int
    heading_end: int
    announced: int | None = None

    @property
    def heading(self) -> str:
        """The heading's words without its number; the title for the root."""
        if self.index == 0:
            return self.document.title
        return self.document.text[self.heading_start : self.heading_end]

    @property
    def text(self) -> str:
        """The section verbatim, heading and all below it."""
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `section` is the index of the innermost section that holds its start."""

    document: Document = field(repr=False)
    start: int
    end: int
    section: int

    @property
    def text(self) -> str:
        """The sentence verbatim."""
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences within one section, and the headings above it, outermost first."""

    document: Document = field(repr=False)
    start: int
    end: int
    section: int
    heading: tuple[str, ...]

    @property
    def text(self) -> str:
        """The passage verbatim, masked spans included."""
        return self.document.text[self.start : self.end]

    @property
    def passage_id(self) -> str:
        """Stable as long as the document is: `doc_id:start-end`."""
        return f"{self.document.doc_id}:{self.start}-{self.end}"
