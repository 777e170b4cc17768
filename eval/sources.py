"""The documents that offsets point into, found by the path, id or file name an answer gives."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath

from eval.spans import Span
from ingest.errors import UnreadableFile
from ingest.files import find_files
from ingest.load import load, read_manifest
from ingest.records import Document

_MAX_BYTES = 50 * 2**20


class Sources:
    """Documents by path; also by id, and by file name where only one has it."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """`texts` are the documents' texts by path."""
        self._texts = dict(texts)
        names = Counter(PurePath(path).name for path in self._texts)
        self._keys = {PurePath(p).name: p for p in self._texts if names[PurePath(p).name] == 1}

    @classmethod
    def of_documents(cls, documents: Iterable[Document]) -> "Sources":
        """The documents given."""
        return cls({document.path: document.text for document in documents})

    @classmethod
    def of_files(cls, paths: Sequence[Path], *, cwd: Path) -> "Sources":
        """The documents of files and folders; no index is needed.

        Raises:
            NothingToIngest: a path does not exist.
        """
        return cls.of_documents(cls.documents_in(paths, cwd=cwd))

    @staticmethod
    def documents_in(paths: Sequence[Path], *, cwd: Path) -> list[Document]:
        """The documents of files and folders, decoded as ingest does.

        Raises:
            NothingToIngest: a path does not exist.
        """
        documents: list[Document] = []
        for file in find_files(paths, cwd=cwd):
            try:
                manifest = read_manifest(file.path.parent)
                documents.append(load(file, max_bytes=_MAX_BYTES, manifest=manifest))
            except UnreadableFile:
                continue  # what can't be ingested can't be cited either
        return documents

    def __len__(self) -> int:
        return len(self._texts)

    def items(self) -> Iterable[tuple[str, str]]:
        """Path and text of each document."""
        return self._texts.items()

    def path(self, given: str) -> str:
        """The path a document is known by here; `given` itself where there is no such document."""
        if given in self._texts:
            return given
        return self._keys.get(PurePath(given.replace("\\", "/")).name, given)

    def text(self, path: str) -> str | None:
        """A document's text, or None where there is no such document."""
        return self._texts.get(self.path(path))

    def quote(self, span: Span) -> str | None:
        """The words of a span; None where the document or the offsets don't exist."""
        text = self.text(span.path)
        if text is None or not 0 <= span.start < span.end <= len(text):
            return None
        return text[span.start : span.end]

    def paragraph(self, span: Span) -> Span:
        """The span widened to whole lines, which is what a paragraph is in a plain text."""
        text = self.text(span.path)
        if text is None:
            return span
        end = text.find("\n", span.end)
        return Span(span.path, text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)
