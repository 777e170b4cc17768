"""Files -> index: what changed is loaded, cleaned, outlined, split, embedded and published.

One ingest at a time works on a data folder. What is done is committed to the work database every
few seconds, so a killed run is continued by the next one; readers see only whole generations.
"""

import hashlib
import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Protocol

import numpy as np
from filelock import FileLock, Timeout

from ingest.attach import attach_keys
from ingest.attached import AttachedQuestions
from ingest.deposit import deposit
from ingest.disk import writing
from ingest.errors import IndexBusy, IndexDamaged, IndexNotBuilt, NothingToIngest, UnreadableFile
from ingest.files import SourceFile, find_files
from ingest.generation import LAYOUT, Recipe, current_generation
from ingest.load import load, read_manifest
from ingest.milvus import Milvus
from ingest.parse import parse, searched_text, shown_text, unmasked
from ingest.parsed import Parsed
from ingest.publish import corpus_hash, publish
from ingest.read import Read, Reader
from ingest.report import DocumentReport, IngestReport
from ingest.script import simplify
from ingest.store import Store
from ingest.work import Work

__all__ = [
    "DocumentReport",
    "IngestReport",
    "OnProgress",
    "PassageEmbedder",
    "ingest",
    "parse",
    "preview",
    "searched_text",
    "shown_text",
    "unmasked",
]

_MEAN_QUESTIONS = 256  # headings asked for the mean question; more do not move it


class PassageEmbedder(Protocol):
    """What build needs of an embedding model."""

    @property
    def name(self) -> str:
        """Identifies the model and its weights."""
        ...

    @property
    def dims(self) -> int:
        """Length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """`(n, dims)` float32 unit rows."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
        """`(n, dims)` float32 unit rows."""
        ...


OnProgress = Callable[[int, int, str], None]
"""Called with (files done, files in all, path of the one at hand)."""


def ingest(
    paths: Sequence[Path],
    *,
    folder: Path,
    embedder: PassageEmbedder,
    max_chars: int,
    max_bytes: int,
    cwd: Path,
    rebuild: bool = False,
    on_progress: OnProgress = lambda done, total, path: None,
    attached: AttachedQuestions | None = None,
    milvus: Milvus | None = None,
) -> IngestReport:
    """Brings the index under `folder` in line with the files under `paths`; other paths stay.

    Where everything must be made anew (`rebuild`, another model), that includes other paths.
    `attached` are questions of an administrator, for documents wherever they lie. What is
    published goes to the store `milvus` too, if there is one.

    Raises:
        NothingToIngest: no usable file under `paths`, and the index would be empty.
        IndexBusy: another ingest holds the folder.
        IndexNotWritten: the disk is full or read-only.
        IndexDamaged: the work database is; a rebuild makes it anew.
        StoreUnavailable: the store doesn't answer; the next run brings it up to date.
    """
    recipe = Recipe(embedder.name, embedder.dims, max_chars, rules=_rules_hash())
    with _locked(folder):
        with writing(folder):
            work = Work.open(folder / "work.sqlite", json.dumps(asdict(recipe)), rebuild=rebuild)
        with closing(work):
            run = _Run(work, folder, recipe, embedder, max_bytes, on_progress, attached)
            report = run.run(paths, cwd, rebuild=rebuild)
            if milvus is not None:
                generation = folder / current_generation(folder)
                means = np.load(generation / "means.npy")
                snapshot = generation / "texts.sqlite"
                deposit(work, milvus, recipe, means, snapshot, rebuild=rebuild)
            return report


def _rules_hash() -> str:
    """Changes with every file of rules that decide what is made of a text."""
    files = sorted(Path(__file__).parent.rglob("*.toml"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    """Holds the folder, which is made where it is missing. A killed process holds no lock."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "ingest.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            busy = f"another ingest is writing to {folder}; wait for it, or stop it"
            raise IndexBusy(busy) from None
    try:
        yield
    finally:
        lock.release()


def preview(paths: Sequence[Path], *, max_chars: int, max_bytes: int, cwd: Path) -> IngestReport:
    """What `ingest` would make of the files under `paths`; nothing is embedded or written."""
    reports: list[DocumentReport] = []
    for file in find_files(paths, cwd=cwd):
        try:
            manifest = read_manifest(file.path.parent)
            document = load(file, max_bytes=max_bytes, manifest=manifest)
            reports.append(DocumentReport.of(parse(document, max_chars=max_chars), "read"))
        except UnreadableFile as error:
            reports.append(DocumentReport(file.name, "skipped", str(error)))
    return IngestReport(tuple(reports), None)


@dataclass(slots=True)
class _Run:
    work: Work
    folder: Path
    recipe: Recipe
    embedder: PassageEmbedder
    max_bytes: int
    on_progress: OnProgress
    attached: AttachedQuestions | None
    before: dict[str, str] = field(default_factory=dict[str, str])
    ahead: set[str] = field(default_factory=set[str])
    """Files whose turn is yet to come."""
    evicted: dict[str, str] = field(default_factory=dict[str, str])
    """Path -> why its document had to make room for one that stands before it."""

    def run(self, paths: Sequence[Path], cwd: Path, *, rebuild: bool) -> IngestReport:
        found = find_files(paths, cwd=cwd)
        self.before = self.work.stamps()
        gone, again = self._not_found(found, paths, cwd)
        found += find_files(again, cwd=cwd)
        with writing(self.folder):
            self.work.remove(gone)
        reports = [*self._documents(found), *(DocumentReport(p, "removed") for p in gone)]
        problems = self._attach(found)
        if not self.work.count("documents"):
            raise NothingToIngest(_nothing(paths, reports))
        name = None if rebuild else self._published()
        if name is None:
            mean = self._question_mean()
            with writing(self.folder):
                name = publish(self.folder, self.work, self.recipe, mean).name
        return IngestReport(tuple(reports), name, tuple(problems), self._duplicates(name))

    def _attach(self, found: Sequence[SourceFile]) -> list[str]:
        lines, bad = self.attached.read() if self.attached else ({}, [])
        embed = self.embedder.embed_queries
        return bad + attach_keys(self.work, found, embed, self.folder, lines)

    def _not_found(
        self, found: Sequence[SourceFile], paths: Sequence[Path], cwd: Path
    ) -> tuple[list[str], list[Path]]:
        """Stored paths not in `found`: those to remove, and those to make anew nonetheless."""
        named = {file.name for file in found}
        roots = [Path(os.path.abspath(cwd / path)) for path in paths]  # noqa: PTH100
        gone: list[str] = []
        again: list[Path] = []
        for path in sorted(self.before.keys() - named):
            stored = cwd / path
            is_under = any(stored == root or root in stored.parents for root in roots)
            if is_under or (not self.before[path] and not stored.exists()):
                gone.append(path)
            elif not self.before[path]:
                again.append(Path(path))
        return gone, again

    def _documents(self, found: Sequence[SourceFile]) -> Iterator[DocumentReport]:
        """Embeds and stores one batch of files while the next is read."""
        self.ahead = {file.name for file in found}
        batches = Reader(self.before, self.recipe.max_chars, self.max_bytes).batches(found)
        done = 0
        with ThreadPoolExecutor(1, thread_name_prefix="read") as pool:
            upcoming = pool.submit(next, batches, None)
            while (batch := upcoming.result()) is not None:
                upcoming = pool.submit(next, batches, None)
                self.on_progress(done, len(found), batch[0].file.name)
                yield from self._take(batch)
                done += len(batch)
        self.on_progress(done, len(found), "")

    def _take(self, batch: Sequence[Read]) -> Iterator[DocumentReport]:
        """Stores what changed; of each file what became of it."""
        fresh: list[tuple[Read, Parsed]] = []
        claimed: dict[str, str] = {}
        for read in batch:
            path = read.file.name
            self.ahead.discard(path)
            reason = read.reason or self.evicted.get(path, "")
            if read.parsed is not None:
                doc_id = read.parsed.document.doc_id
                reason = self._refused(path, doc_id, claimed)
                if not reason:
                    claimed[doc_id] = path
                    fresh.append((read, read.parsed))
                    yield DocumentReport.of(read.parsed, self._status(path))
            elif not reason:
                yield DocumentReport(path, "unchanged")
            if reason:
                yield from self._skip(path, reason)
        self._store(fresh)

    def _status(self, path: str) -> str:
        return "updated" if self.before.get(path) else "added"

    def _refused(self, path: str, doc_id: str, claimed: dict[str, str]) -> str:
        """Why no document at `path` may have this id; empty where it may.

        Of two files with one id the first in order keeps it, as in an index made anew.
        """
        with writing(self.folder):
            self.work.withdraw(path)
            holder = claimed.get(doc_id) or self.work.path_of(doc_id)
            if holder is None or holder == path:
                return ""
            if holder in self.ahead:
                self.work.withdraw(holder)
                self.evicted[holder] = _taken(doc_id, path)
                return ""
        return _taken(doc_id, holder)

    def _skip(self, path: str, reason: str) -> Iterator[DocumentReport]:
        """A file that can't be used; what stood at its path before is no longer true."""
        if path in self.before:
            with writing(self.folder):
                self.work.remove([path])
            yield DocumentReport(path, "removed")
        yield DocumentReport(path, "skipped", reason)

    def _store(self, fresh: Sequence[tuple[Read, Parsed]]) -> None:
        """Embeds the documents in one go and commits them in another."""
        if not fresh:
            return
        vectors = self.embedder.embed_passages([text for read, _ in fresh for text in read.texts])
        with writing(self.folder):
            self.work.put(_with_vectors(fresh, vectors))

    def _published(self) -> str | None:
        """The current generation's name, if it holds exactly what the work database holds."""
        try:
            name = current_generation(self.folder)
            manifest = json.loads((self.folder / name / "manifest.json").read_bytes())
        except (IndexNotBuilt, IndexDamaged, OSError, ValueError):
            return None
        same = manifest.get("corpus_sha256") == corpus_hash(self.work.stamps(), self.work.keys())
        same = same and manifest.get("layout") == LAYOUT
        return name if same and _recipe_of(manifest) == asdict(self.recipe) else None

    def _duplicates(self, generation: str) -> tuple[tuple[str, ...], ...]:
        with closing(Store.open_snapshot(self.folder / generation / "texts.sqlite")) as store:
            return tuple(tuple(paths) for paths in store.duplicate_paths())

    def _question_mean(self) -> np.ndarray:
        """Mean vector of questions about this corpus's headings: what all its questions share."""
        dims = self.recipe.dims
        headings = self.work.headings()
        step = max(1, len(headings) // _MEAN_QUESTIONS)
        questions = [simplify(heading)[:60] for heading in headings[::step] if heading]
        keys = np.concatenate([np.empty((0, dims), np.float32), *self.work.vectors("keys", dims)])
        asked = self.embedder.embed_queries(questions).reshape(-1, dims)
        vectors = np.concatenate([asked, keys[::step]])
        return vectors.mean(axis=0) if len(vectors) else np.zeros(dims, dtype=np.float32)


def _with_vectors(
    fresh: Iterable[tuple[Read, Parsed]], vectors: np.ndarray
) -> Iterator[tuple[Parsed, str, np.ndarray, np.ndarray]]:
    """Each document with its stamp and its own rows of `vectors`."""
    first = 0
    for read, parsed in fresh:
        middle = first + len(parsed.passages)
        last = middle + len(parsed.sentences)
        yield parsed, read.stamp, vectors[first:middle], vectors[middle:last]
        first = last


def _recipe_of(manifest: dict[str, object]) -> dict[str, object]:
    return {field.name: manifest.get(field.name) for field in fields(Recipe)}


def _taken(doc_id: str, path: str) -> str:
    return f'its doc_id "{doc_id}" is that of {path}; give it another one in manifest.jsonl'


def _nothing(paths: Sequence[Path], reports: Sequence[DocumentReport]) -> str:
    where = ", ".join(str(path) for path in paths)
    skipped = "; ".join(f"{r.path}: {r.reason}" for r in reports if r.status == "skipped")
    found = f"only files that can't be used ({skipped})" if skipped else "no text files"
    return f"found {found} under {where}; put .txt, .md, .html, .docx or .pdf files there"
