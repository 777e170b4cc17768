"""The folder of uploaded files: only what can be read as a document gets into it."""

import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.library.names import fault, normal
from ingest.disk import sync
from ingest.errors import UnreadableFile, XietiaoError
from ingest.files import SourceFile, name_of
from ingest.load import load
from ingest.records import Document


class BadUpload(XietiaoError):
    """The file can't be taken; the message names it and says why."""


class NameTaken(XietiaoError):
    """A file of this name was uploaded before."""


class NotUploaded(XietiaoError):
    """The document's file doesn't lie in the folder of uploads."""


class UploadNotKept(XietiaoError):
    """The disk is full or may not be written to; nothing was changed."""


class Uploads:
    """The folder; a file is in it whole or not at all."""

    def __init__(self, folder: Path, *, max_bytes: int, cwd: Path) -> None:
        """`folder` is made with the first file; larger files than `max_bytes` are refused.

        Documents are called by their path from `cwd`, as an ingest there calls them.
        """
        self.folder = folder
        self._cwd = cwd
        self._max_bytes = max_bytes

    def add(self, name: str, content: BinaryIO, *, replace: bool = False) -> Document:
        """Keeps the file and returns what was read of it.

        Raises:
            BadUpload: its name, its size, or what is in it.
            NameTaken: there is one of that name, and it is not to be replaced.
            UploadNotKept: the disk is full, or may not be written to.
        """
        name = normal(name)
        if problem := fault(name):
            raise BadUpload(f"the file name {name[:80]!r} {problem}")
        with self._keeping(), self._incoming() as folder:
            beside = folder / name
            self._write(beside, content)
            document = self._read(beside, name)
            target = self.folder / name
            if target.exists() and not replace:
                raise NameTaken(f"{name} is there already; replace it, or give it another name")
            sync(beside)
            beside.replace(target)
            sync(self.folder)
        return document

    def remove(self, path: Path) -> None:
        """Deletes the uploaded file at `path`.

        Raises:
            NotUploaded: it lies elsewhere, or is gone.
        """
        try:
            inside = path.resolve().parent == self.folder.resolve()
            if not inside:
                raise NotUploaded(
                    f"{path} was not uploaded; remove the file itself and run `xietiao ingest`"
                )
            path.unlink()
        except FileNotFoundError:
            raise NotUploaded(f"{path} is gone already; index again") from None

    def holds(self, path: Path) -> bool:
        """Whether the file at `path` was uploaded."""
        return path.resolve().parent == self.folder.resolve()

    @contextmanager
    def _keeping(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            why = error.strerror or str(error)
            raise UploadNotKept(
                f"files can't be kept in {self.folder} ({why}); make room on that disk,"
                " or name another one with XIETIAO_DATA"
            ) from error

    @contextmanager
    def _incoming(self) -> Generator[Path]:
        """A folder of its own for one file; hidden, so that an ingest passes over it."""
        folder = self.folder / f".incoming-{secrets.token_hex(8)}"
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _write(self, file: Path, content: BinaryIO) -> None:
        left = self._max_bytes
        with file.open("wb") as stream:
            while piece := content.read(1 << 20):
                left -= len(piece)
                if left < 0:
                    raise BadUpload(
                        f"{file.name} is larger than the {self._max_bytes / 1e6:g} MB allowed;"
                        " split it, or raise the setting max_file_mb"
                    )
                stream.write(piece)

    def _read(self, file: Path, name: str) -> Document:
        source = SourceFile(file, name_of(self.folder / name, self._cwd))
        try:
            return load(source, max_bytes=self._max_bytes, manifest={})
        except UnreadableFile as error:
            raise BadUpload(f"{name}: {error}") from error
