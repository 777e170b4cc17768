"""What an administrator may do: add, remove and re-index documents, attach questions to spans."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, cast

from bot.answer import Bot
from bot.library.run import Run, Runner
from bot.library.uploads import Uploads
from bot.settings import Settings
from ingest.attached import AttachedQuestions, BadKey, key_line
from ingest.build import OnProgress, PassageEmbedder, ingest
from ingest.errors import XietiaoError
from ingest.keys import KeyLine
from ingest.records import Document
from ingest.report import IngestReport


class OnlyDocument(XietiaoError):
    """An index can't be empty: another document has to be there first."""


class Library:
    """The documents behind one bot. What it changes shows with the next index generation."""

    def __init__(self, bot: Bot, *, cwd: Path | None = None) -> None:
        """Paths are called by what they are from `cwd`, as `xietiao ingest` calls them."""
        self._bot = bot
        self._cwd = cwd or Path.cwd()
        settings: Settings = bot.settings
        self._settings = settings
        self.uploads = Uploads(
            self._cwd / settings.uploads_folder,
            max_bytes=settings.max_file_mb * 2**20,
            cwd=self._cwd,
        )
        self.questions = AttachedQuestions(settings.questions_file)
        self._runner = Runner(settings.data / "ingest.json", self._ingest)

    def add(self, name: str, content: BinaryIO, *, replace: bool = False) -> Document:
        """Keeps an uploaded file; `index` takes it up.

        Raises:
            BadUpload, NameTaken: as `Uploads.add`.
        """
        return self.uploads.add(name, content, replace=replace)

    def index(self) -> Run:
        """Starts taking up what was uploaded or removed."""
        return self._runner.start((self.uploads.folder,))

    def remove(self, doc_id: str) -> Run:
        """Deletes an uploaded document's file and starts taking it out of the index.

        Raises:
            UnknownDocument: there is none of that id.
            NotUploaded: its file is not one that was uploaded.
            OnlyDocument: it is the only one.
        """
        document = self._bot.index.document(doc_id)
        if int(self._bot.index.manifest["n_documents"]) == 1:
            raise OnlyDocument(f"{document.path} is the only document; upload another one first")
        self.uploads.remove(self._cwd / document.path)
        return self.index()

    def reindex(self, *, rebuild: bool = False) -> Run:
        """Starts bringing the index in line with the corpus and all uploads."""
        paths = [self._cwd / self._settings.corpus, self.uploads.folder]
        return self._runner.start(tuple(p for p in paths if p.exists()), rebuild=rebuild)

    def run(self) -> Run:
        """The ingest at work, or the last one."""
        return self._runner.last()

    def wait(self, timeout_s: float) -> Run:
        """The ingest once it has ended, or as it is after `timeout_s`."""
        return self._runner.wait(timeout_s)

    def is_uploaded(self, document: Document) -> bool:
        """Whether it may be removed here."""
        return self.uploads.holds(self._cwd / document.path)

    def attach(self, question: str, doc_id: str, start: int, end: int) -> tuple[KeyLine, Run]:
        """Attaches a question to the span that answers it, and starts taking it up.

        Raises:
            UnknownDocument: there is none of that id.
            BadKey: no such span, or not a question.
        """
        line = key_line(self._bot.index.document(doc_id), start, end, question)
        self.questions.add(line)
        return line, self._take_up(line)

    def section_span(self, doc_id: str, section: int) -> tuple[int, int]:
        """Where a section of the outline begins and ends.

        Raises:
            UnknownDocument: there is no such document.
            BadKey: it has no such section.
        """
        outline = self._bot.index.outline(doc_id)
        if not 0 <= section < len(outline):
            raise BadKey(
                f"{doc_id} has no section {section}; its sections are 0 to {len(outline) - 1}"
            )
        return outline[section].start, outline[section].end

    def detach(self, line: KeyLine) -> Run | None:
        """Takes an attached question away again; None where it wasn't there."""
        return self._take_up(line) if self.questions.remove(line) else None

    def attached(self) -> list[KeyLine]:
        """The questions that administrators attached, by document."""
        return [line for lines in self.questions.read()[0].values() for line in lines]

    def duplicates(self) -> Sequence[Sequence[Document]]:
        """Documents that nearly equal each other: clusters of two or more."""
        return self._bot.index.duplicate_documents()

    def _take_up(self, line: KeyLine) -> Run:
        file = self._cwd / line.file
        if (
            not file.exists()
        ):  # the text is indexed and its file elsewhere now: with its next ingest
            return self._runner.last()
        return self._runner.start((file,))

    def _ingest(
        self, paths: tuple[Path, ...], rebuild: bool, on_progress: OnProgress
    ) -> IngestReport:
        return ingest(
            paths,
            folder=self._settings.index_folder,
            embedder=cast(PassageEmbedder, self._bot.retriever.embedder),
            max_chars=self._settings.max_chars,
            max_bytes=self._settings.max_file_mb * 2**20,
            cwd=self._cwd,
            rebuild=rebuild,
            on_progress=on_progress,
            attached=self.questions,
            milvus=self._settings.milvus(),
        )
