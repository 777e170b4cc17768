"""File -> Document: its text, title, identity and script."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import cast

from ingest.errors import UnreadableFile
from ingest.files import SourceFile, read_bytes
from ingest.formats import Converted, convert
from ingest.records import Document
from ingest.script import detect

Manifest = Mapping[str, Mapping[str, str]]
"""File name -> its line in manifest.jsonl."""

_MAX_TITLE_CHARS = 60
_SAMPLE_CHARS = 20_000
_NO_TITLE = re.compile(  # what programs fill in: their own name, or a file's
    r"untitled\d*|无标题|無標題|word document|microsoft word\b.*|powerpoint .*|文档\s?\d*"
    r"|.*\.(?:docx?|wps|pdf|html?|indd)",
    re.IGNORECASE,
)


def load(file: SourceFile, *, max_bytes: int, manifest: Manifest) -> Document:
    """The document in `file`; `manifest` is that of the folder it lies in.

    Raises:
        UnreadableFile: it can't be read; the message gives the reason and the remedy, and leaves
            the file's name to whoever reports it.
    """
    raw = read_bytes(file, max_bytes=max_bytes)
    if not raw:
        raise UnreadableFile("the file is empty (0 bytes); save it again with its text")
    converted = convert(file.path.suffix, raw)
    if not converted.text.strip("\ufeff \t\r\n\f\v\u3000\u200b\xa0"):
        raise UnreadableFile("the file holds only blank space; save it again with its text")
    entry = manifest.get(file.path.name, {})
    return Document(
        doc_id=entry.get("doc_id") or _doc_id(file),
        path=file.name,
        title=entry.get("title") or _title(converted, file),
        text=converted.text,
        script=detect(_sample(converted.text)),
        sha256=hashlib.sha256(raw).hexdigest(),
        encoding=converted.encoding,
    )


def _sample(text: str) -> str:
    """Enough of the text to tell its script: all of it, or its beginning, middle and end.

    Detection reads 250,000 characters a second; no text of that length changes its script.
    """
    if len(text) <= 3 * _SAMPLE_CHARS:
        return text
    middle = len(text) // 2
    return text[:_SAMPLE_CHARS] + text[middle : middle + _SAMPLE_CHARS] + text[-_SAMPLE_CHARS:]


def read_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """File name -> its line of `folder`/manifest.jsonl; empty where there is none.

    Raises:
        UnreadableFile: the manifest is there but can't be understood. To go on without it would
            change the ids that citations carry.
    """
    path = folder / "manifest.jsonl"
    if not path.is_file():
        return {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeError) as error:
        raise UnreadableFile(f"{path} can't be read ({error}); save it as UTF-8") from error
    entries = (_entry(path, n, line) for n, line in enumerate(lines, start=1) if line.strip())
    manifest = {
        PurePosixPath(entry["file"]).name: entry
        for entry in entries
        if PurePosixPath(entry["file"]).parent.name in ("", folder.name)
    }
    ids = Counter(entry.get("doc_id", "") for entry in manifest.values())
    for doc_id, n in ids.items():
        if doc_id and n > 1:
            raise UnreadableFile(f'in {path} two files have the doc_id "{doc_id}"; change one')
    return manifest


def _entry(path: Path, number: int, line: str) -> dict[str, str]:
    try:
        values: object = json.loads(line)
    except (ValueError, RecursionError):
        values = None
    if isinstance(values, dict):
        items = cast("dict[str, object]", values).items()
        entry = {key: value for key, value in items if isinstance(value, str)}
        if entry.get("file"):
            return entry
    raise UnreadableFile(
        f'line {number} of {path} is not a JSON object with a "file"; correct that line'
    )


def _doc_id(file: SourceFile) -> str:
    stem = re.sub(r"\W", "-", file.path.stem)
    return f"{stem}-{hashlib.blake2b(file.name.encode(), digest_size=3).hexdigest()}"


def _title(converted: Converted, file: SourceFile) -> str:
    """What the document calls itself, else its first line if short, else the file's name."""
    own = " ".join(converted.title.split())
    if own and not _NO_TITLE.fullmatch(own):
        return own
    first = next((line for line in converted.text.splitlines() if re.search(r"\w", line)), "")
    first = re.sub(r"^#{1,6}\s+", "", first.strip("\ufeff \t\u3000")).strip()
    return first if 0 < len(first) <= _MAX_TITLE_CHARS else file.path.stem
