"""What an ingest did, document by document."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ingest.parsed import Parsed
from ingest.records import Document, Mask


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """One line of the closing table."""

    path: str
    status: str  # added, updated, unchanged, removed, skipped
    reason: str = ""
    script: str = ""
    encoding: str = ""
    n_chars: int = 0
    n_masked: int = 0
    n_sections: int = 0
    n_passages: int = 0
    n_sentences: int = 0
    masks: tuple[tuple[int, int, str, str], ...] = ()
    gaps: tuple[tuple[int, int, str, str], ...] = ()

    @classmethod
    def of(cls, parsed: Parsed, status: str) -> "DocumentReport":
        """What was made of a document."""
        document = parsed.document
        return cls(
            path=document.path,
            status=status,
            script=document.script,
            encoding=document.encoding,
            n_chars=len(document.text),
            n_masked=sum(mask.end - mask.start for mask in document.masks),
            n_sections=len(parsed.sections) - 1,
            n_passages=len(parsed.passages),
            n_sentences=len(parsed.sentences),
            masks=_quoted(document, document.masks),
            gaps=_quoted(document, document.gaps),
        )


def _quoted(document: Document, masks: Sequence[Mask]) -> tuple[tuple[int, int, str, str], ...]:
    return tuple((m.start, m.end, m.rule, document.text[m.start : m.end]) for m in masks)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did; `generation` is the folder name readers now open."""

    documents: tuple[DocumentReport, ...]
    generation: str | None
    problems: tuple[str, ...] = ()
    duplicate_documents: tuple[tuple[str, ...], ...] = ()
    """Paths of documents in the index that nearly equal each other; a dry run finds none."""

    @property
    def changed(self) -> bool:
        """Whether the index differs from before."""
        return any(d.status in ("added", "updated", "removed") for d in self.documents)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: every document, every removed span with its rule, the count of each rule."""
        rules = Counter(mask[2] for document in self.documents for mask in document.masks)
        return {**asdict(self), "rules": dict(sorted(rules.items()))}
