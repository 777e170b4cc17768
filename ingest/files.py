"""Which files are meant by the paths a person named, and their bytes.

Nothing here looks at what a file says; `ingest.load` does.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ingest.errors import NothingToIngest, UnreadableFile

_NOT_TEXTS = frozenset(
    {"manifest.jsonl", "questions.jsonl", "__pycache__", "Thumbs.db", "desktop.ini"}
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as found: `path` is absolute, `name` is what people and the index call it.

    `name` is relative to the working folder in posix form where the file lies inside it, else
    the absolute path. Where `reason` is set the file must not be read, and `load` says why.
    """

    path: Path
    name: str
    reason: str = ""


def find_files(paths: Sequence[Path], *, cwd: Path) -> list[SourceFile]:
    """The files under `paths`, folders expanded in sorted order, each file once.

    Hidden files, manifest.jsonl, questions.jsonl, __pycache__ and what Word and Windows leave
    behind (`~$...`, Thumbs.db, desktop.ini) are passed over. Files of unknown type are kept, so
    that a report can say why they were not read; so are links that lead out of the folders
    named, with their `reason`.

    Raises:
        NothingToIngest: a path in `paths` does not exist.
    """
    named = [_absolute(cwd / path) for path in paths]
    for path in named:
        _check_exists(path)
    roots = [Path(os.path.realpath(path)) for path in named]
    found: dict[str, SourceFile] = {}
    for path in named:
        walk = _Walk(roots)
        for file, reason in walk.under(path) if path.is_dir() else [(path, "")]:
            source = _source_file(file, cwd, reason)
            found.setdefault(source.name, source)
    return list(found.values())


def file_hash(file: SourceFile, *, max_bytes: int) -> str:
    """SHA-256 over the file's bytes, in hex.

    Raises:
        UnreadableFile: as `read_bytes`.
    """
    return hashlib.sha256(read_bytes(file, max_bytes=max_bytes)).hexdigest()


def read_bytes(file: SourceFile, *, max_bytes: int) -> bytes:
    """All of a regular file, if it holds no more than `max_bytes`.

    Raises:
        UnreadableFile: it may not be read, is no regular file, or is too large.
    """
    if file.reason:
        raise UnreadableFile(file.reason)
    try:
        with _open_regular(file.path) as stream:
            raw = stream.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise UnreadableFile(_why(error)) from error
    if len(raw) > max_bytes:
        raise UnreadableFile(
            f"the file is larger than the {_mb(max_bytes)} allowed;"
            " split it, or raise the limit in the settings"
        )
    return raw


def _open_regular(path: Path) -> BinaryIO:
    # O_NONBLOCK: opening a named pipe must not wait for someone to write to it.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    number = os.open(path, flags)
    try:
        mode = os.fstat(number).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        if not stat.S_ISREG(mode):
            raise UnreadableFile("this is a device or a pipe, not a file; name a file with text")
        return os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise


_REASONS: dict[type[Exception], str] = {
    IsADirectoryError: "this is a folder, not a file; name the files in it, or rename the folder",
    PermissionError: "you may not read this file; give yourself permission to read it",
    FileNotFoundError: "the file is gone (or the link points nowhere); put it back",
}


def _why(error: Exception) -> str:
    for kind, reason in _REASONS.items():
        if isinstance(error, kind):
            return reason
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "the link leads back to itself; replace it by the file itself"
    cause = error.strerror if isinstance(error, OSError) else str(error)
    return f"the system can't read this file ({cause}); copy it to another place and try again"


def _mb(n_bytes: int) -> str:
    return f"{n_bytes / 1_000_000:g} MB" if n_bytes >= 1_000 else f"{n_bytes} bytes"


def _check_exists(path: Path) -> None:
    try:
        path.lstat()
    except (OSError, ValueError) as error:
        if isinstance(error, PermissionError):
            message = f"you may not look into {path.parent}; give yourself permission to read it"
        else:
            message = f"{path} does not exist; check the spelling, or leave it out"
        raise NothingToIngest(message) from error


def _source_file(path: Path, cwd: Path, reason: str) -> SourceFile:
    name = name_of(path, cwd)
    printable = name.encode("utf-8", "backslashreplace").decode("utf-8")
    if printable != name:
        reason = reason or "the file's name is not valid UTF-8; rename it"
    return SourceFile(path, printable, reason)


def _absolute(path: Path) -> Path:
    """As the person spelled it, but for `..`: resolving would replace a link by what it means."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def name_of(path: Path, cwd: Path) -> str:
    """What people and the index call a file: its path below `cwd`, else the absolute path.

    Below it also where one of them is spelled through a link (/tmp on macOS).
    """
    if path.is_relative_to(_absolute(cwd)):
        return path.relative_to(_absolute(cwd)).as_posix()
    real = Path(os.path.realpath(path.parent)) / path.name
    if real.is_relative_to(os.path.realpath(cwd)):
        return real.relative_to(os.path.realpath(cwd)).as_posix()
    return path.as_posix()


@dataclass(slots=True)
class _Walk:
    """One folder's files; every real folder and every real file is visited once."""

    roots: Sequence[Path]
    visited: set[str] = field(default_factory=set[str])

    def under(self, folder: Path) -> list[tuple[Path, str]]:
        """The files below `folder` in sorted order, with the reason where one must not be read.

        Links come after everything else, so that a file is known by its own name where a link
        inside the folder points to it.
        """
        found: list[tuple[Path, str]] = []
        folders, links = [folder], list[Path]()
        while folders or links:
            if not folders:
                found += self._follow(links.pop(), folders)
                continue
            current = folders.pop()
            if not self._is_new(current):
                continue
            try:
                entries = list(_entries(current))
            except OSError as error:
                found.append((current, _why_not_listed(error)))
                continue
            for entry in entries:
                if entry.is_symlink():
                    links.append(Path(entry.path))
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                elif self._is_new(Path(entry.path)):
                    found.append((Path(entry.path), ""))
        return sorted(found, key=lambda pair: pair[0].parts)

    def _follow(self, link: Path, folders: list[Path]) -> Iterator[tuple[Path, str]]:
        """The file a link leads to; a folder it leads to is added to `folders`."""
        target = Path(os.path.realpath(link))
        if not any(target.is_relative_to(root) for root in self.roots):
            yield (
                link,
                (
                    f"the link leads out of the folder (to {target});"
                    " copy the file into the folder, or name it itself"
                ),
            )
        elif target.is_dir():
            folders.append(link)
        elif self._is_new(link):
            yield link, ""

    def _is_new(self, path: Path) -> bool:
        real = os.path.realpath(path)
        if real in self.visited:
            return False
        self.visited.add(real)
        return True


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name not in _NOT_TEXTS and not entry.name.startswith((".", "~$")):
                yield entry


def _why_not_listed(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "you may not look into this folder; give yourself permission to read it"
    return f"the system can't list this folder ({error.strerror}); check the disk and try again"
