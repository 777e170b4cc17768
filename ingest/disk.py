"""Writing so that a kill, a power cut or a full disk leaves what was there before."""

import os
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from ingest.errors import IndexDamaged, IndexNotWritten

_BUSY_S = 10.0  # how long one process waits for another's write
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextmanager
def writing(folder: Path) -> Generator[None]:
    """What the system or SQLite says about a file it can't write becomes one sentence.

    Raises:
        IndexNotWritten: the disk is full, or `folder` may not be written to.
        IndexDamaged: the work database is not as it was written.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _not_written(folder, str(error)) from error
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in _DAMAGED:
            raise
        what = f"the work database in {folder} is damaged ({error})"
        raise IndexDamaged(f"{what}; make it anew with `xietiao ingest --rebuild`") from error
    except OSError as error:
        raise _not_written(folder, error.strerror or str(error)) from error


def _not_written(folder: Path, cause: str) -> IndexNotWritten:
    return IndexNotWritten(
        f"the index in {folder} can't be written ({cause}); make room on that disk, or name another"
        " one with XIETIAO_DATA, and run `xietiao ingest` again; what is indexed is untouched"
    )


@contextmanager
def shared_database(file: Path, tables: str) -> Generator[sqlite3.Connection]:
    """A connection to a database that several processes write; committed where nothing is raised.

    The file, its folder and its `tables` are made where they are not there yet.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file, timeout=_BUSY_S)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.executescript(tables)
        yield connection


def sync(path: Path) -> None:
    """Returns when the file, or the names in the folder, would survive a power cut."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders; NTFS keeps a journal of names
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """`sync` for everything below `folder`, and then for itself."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def replace_text(file: Path, text: str) -> None:
    """Swaps the file's text in by one rename: readers see the old text or the new one."""
    replace_bytes(file, text.encode())


def replace_bytes(file: Path, raw: bytes) -> None:
    """Swaps the file in by one rename: it is there whole, or as it was before."""
    beside = file.with_name(f"{file.name}.tmp")
    try:
        beside.write_bytes(raw)
        sync(beside)
        beside.replace(file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync(file.parent)


def save_blocks(file: Path, blocks: Iterable[np.ndarray], shape: tuple[int, int]) -> None:
    """Writes blocks of float16 rows as the one .npy array they make; only one is in memory."""
    header = {"descr": "<f2", "fortran_order": False, "shape": shape}
    with file.open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, header)
        for block in blocks:
            stream.write(block.astype("<f2").tobytes())
