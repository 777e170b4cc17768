"""Files -> batches of parsed documents, those left out that are as they were.

Run in a thread of its own, so that one batch is read while the one before it is embedded.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import UnreadableFile
from ingest.files import SourceFile, file_hash
from ingest.load import Manifest, load, read_manifest
from ingest.parse import embedded_texts, parse
from ingest.parsed import Parsed

_BATCH_CHARS = 15_000  # of what is embedded: 2 s of two cores, and what a kill may cost
_BATCH_FILES = 500


@dataclass(frozen=True, slots=True)
class Read:
    """A file as found: parsed, or unchanged (neither `parsed` nor `reason`), or unreadable."""

    file: SourceFile
    stamp: str = ""
    parsed: Parsed | None = None
    texts: Sequence[str] = ()
    """What the model reads of it: its passages, then its sentences."""
    reason: str = ""


@dataclass(slots=True)
class Reader:
    """Reads files; `stamps` are those of the documents that needn't be read again."""

    stamps: Mapping[str, str]
    max_chars: int
    max_bytes: int
    _manifests: dict[Path, Manifest] = field(default_factory=dict[Path, Manifest])

    def batches(self, found: Sequence[SourceFile]) -> Iterator[list[Read]]:
        """Every file in order, in batches of some 15,000 characters to embed."""
        batch: list[Read] = []
        n_chars = 0
        for file in found:
            batch.append(read := self._read(file))
            n_chars += sum(map(len, read.texts))
            if n_chars >= _BATCH_CHARS or len(batch) >= _BATCH_FILES:
                yield batch
                batch, n_chars = [], 0
        if batch:
            yield batch

    def _read(self, file: SourceFile) -> Read:
        manifest = self._manifest(file.path.parent)
        entry = manifest.get(file.path.name, {})
        try:
            known = self.stamps.get(file.name)
            if known and known == stamp(file_hash(file, max_bytes=self.max_bytes), entry):
                return Read(file, known)
            document = load(file, max_bytes=self.max_bytes, manifest=manifest)
        except UnreadableFile as error:
            return Read(file, reason=str(error))
        parsed = parse(document, max_chars=self.max_chars)
        return Read(file, stamp(document.sha256, entry), parsed, embedded_texts(parsed))

    def _manifest(self, folder: Path) -> Manifest:
        if folder not in self._manifests:
            self._manifests[folder] = read_manifest(folder)
        return self._manifests[folder]


def stamp(sha256: str, entry: Mapping[str, str]) -> str:
    """What a document is made of: its file's hash, and with that its line in manifest.jsonl."""
    named = [entry.get(name, "") for name in ("doc_id", "title")]
    if not any(named):
        return sha256
    return hashlib.sha256("\0".join([sha256, *named]).encode("utf-8", "surrogatepass")).hexdigest()
