"""Files -> index: what changed is loaded, cleaned, outlined, split, embedded and published.

One ingest at a time works on a data folder. Each document is committed to the work database on
its own, so a killed run is continued by the next one; readers see only whole generations.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from filelock import FileLock, Timeout

from ingest.errors import IndexBusy, IndexNotBuilt, NothingToIngest, UnreadableFile
from ingest.files import SourceFile, file_hash, find_files
from ingest.index import Recipe, corpus_hash, current_generation, publish
from ingest.keys import Key, KeyLine, keys_of, read_keys
from ingest.load import load, read_manifest
from ingest.noise import find_gaps, find_noise
from ingest.outline import build_outline
from ingest.records import Document, Mask, Passage
from ingest.script import fold, simplify, uses_taiwan_wording
from ingest.split import split_passages, split_sentences
from ingest.store import Parsed, Store

_CLAUSES = re.compile(r"[,.;:!?、。\s]+")
_MEAN_QUESTIONS = 256  # headings asked for the mean question; more do not move it
_BATCH_CHARS = 60_000  # texts embedded at once: enough to fill batches, little enough to stay flat


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


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did; `generation` is the folder name readers now open."""

    documents: tuple[DocumentReport, ...]
    generation: str | None
    problems: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the index differs from before."""
        return any(d.status in ("added", "updated", "removed") for d in self.documents)


    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: every document, every removed span with its rule, the count of each rule."""
        rules = Counter(mask[2] for document in self.documents for mask in document.masks)
        return {**asdict(self), "rules": dict(sorted(rules.items()))}


OnProgress = Callable[[int, int, str], None]
"""Called with (files done, files in all, path)."""


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
) -> IngestReport:
    """Brings the index under `folder` in line with the files under `paths`; other paths stay.

    Raises:
        NothingToIngest: no usable file under `paths`, and the index would be empty.
        IndexBusy: another ingest holds the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    recipe = Recipe(model=embedder.name, dims=embedder.dims, max_chars=max_chars)
    try:
        with FileLock(folder / "ingest.lock", timeout=0):
            work = _open_work(folder, recipe, rebuild=rebuild)
            try:
                run = _Run(work, folder, recipe, embedder, max_bytes, on_progress)
                return run.run(paths, cwd, rebuild=rebuild)
            finally:
                work.close()
    except Timeout:
        raise IndexBusy(f"another ingest is writing to {folder}; wait for it, or stop it") from None


def preview(
    paths: Sequence[Path], *, max_chars: int, max_bytes: int, cwd: Path
) -> IngestReport:
    """What `ingest` would make of the files under `paths`; nothing is embedded or written."""
    reports: list[DocumentReport] = []
    for file in find_files(paths, cwd=cwd):
        try:
            manifest = read_manifest(file.path.parent)
            document = load(file, max_bytes=max_bytes, manifest=manifest)
            reports.append(_report(parse(document, max_chars=max_chars), "read"))
        except UnreadableFile as error:
            reports.append(DocumentReport(file.name, "skipped", str(error)))
    return IngestReport(tuple(reports), None)


def parse(document: Document, *, max_chars: int) -> Parsed:
    """A document with its noise masked, its outline, passages, sentences and searched texts."""
    document = replace(
        document,
        masks=tuple(find_noise(document.text)),
        gaps=tuple(find_gaps(document.text)),
        taiwan_wording=uses_taiwan_wording(document.text),
    )
    sections = build_outline(document)
    sentences = split_sentences(document, sections)
    passages = split_passages(document, sections, sentences, max_chars=max_chars)
    taiwan = document.taiwan_wording
    held = [s for s in sentences if any(p.start <= s.start < p.end for p in passages)]
    searched = [searched_text(shown_text(passage), taiwan_wording=taiwan) for passage in passages]
    return Parsed(document, sections, passages, held, searched)


def shown_text(passage: Passage) -> str:
    """The passage with its heading path and without what is masked: what a model reads."""
    heading = "\n".join(passage.heading)
    return f"{heading}\n{unmasked(passage.document, passage.start, passage.end)}"


def searched_text(text: str, *, taiwan_wording: bool) -> str:
    """What BM25 reads of a text: folded; in both wordings where it has Taiwan's.

    Both, since tw2sp also changes words that mainland texts share (程序, 執行).
    """
    plain = fold(text, taiwan_wording=False).text
    if not taiwan_wording:
        return plain
    known = set(_CLAUSES.split(plain))
    worded = _CLAUSES.split(fold(text, taiwan_wording=True).text)
    return "\n".join([plain, *(clause for clause in worded if clause not in known)])


def unmasked(document: Document, start: int, end: int) -> str:
    """`document.text[start:end]` without its masked spans."""
    pieces: list[str] = []
    for mask in document.masks:
        if mask.start >= end:
            break
        if mask.end > start:
            pieces.append(document.text[start : max(start, mask.start)])
            start = max(start, mask.end)
    return "".join([*pieces, document.text[start:end]])


def _open_work(folder: Path, recipe: Recipe, *, rebuild: bool) -> Store:
    """The work database, emptied where the recipe changed or a rebuild was asked for."""
    stamp = folder / "work.json"
    wanted = json.dumps([recipe.model, recipe.dims, recipe.max_chars, recipe.fold, recipe.format])
    if rebuild or not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        for suffix in ("", "-wal", "-shm"):
            (folder / f"work.sqlite{suffix}").unlink(missing_ok=True)
        stamp.write_text(wanted, encoding="utf-8")
    return Store.open_work(folder / "work.sqlite")


@dataclass(slots=True)
class _Run:
    work: Store
    folder: Path
    recipe: Recipe
    embedder: PassageEmbedder
    max_bytes: int
    on_progress: OnProgress

    def run(self, paths: Sequence[Path], cwd: Path, *, rebuild: bool) -> IngestReport:
        found = find_files(paths, cwd=cwd)
        before = self.work.hashes()
        reports = list(self._documents(found, before))
        names = {file.name for file in found}
        for path in sorted(before.keys() - names):
            if _is_under(path, paths, cwd):
                self.work.remove(path)
                reports.append(DocumentReport(path, "removed"))
        problems = self._take_keys(found)
        if not self.work.count("documents"):
            raise NothingToIngest(_nothing(paths, reports))
        generation = None if rebuild else self._published()
        if generation is None:
            generation = publish(self.folder, self.work, self.recipe, self._question_mean()).name
        return IngestReport(tuple(reports), generation, tuple(problems))

    def _take_keys(self, found: Sequence[SourceFile]) -> list[str]:
        """Brings the keys of the found documents in line with questions.jsonl; what was wrong."""
        problems: list[str] = []
        stored: dict[str, list[Key]] = {}
        for key in self.work.keys():
            stored.setdefault(key.path, []).append(key)
        by_folder: dict[Path, dict[str, list[KeyLine]]] = {}
        for file in found:
            if file.path.parent not in by_folder:
                by_folder[file.path.parent], bad = read_keys(file.path.parent)
                problems += bad
            row = self.work.document("path", file.name)
            if row is None:
                continue
            keys, n_stale = keys_of(row[0], by_folder[file.path.parent].get(file.path.name, ()))
            if n_stale:
                problems.append(f"{file.name}: {n_stale} questions no longer fit the text")
            if keys != stored.get(file.name, []):
                questions = [simplify(key.question) for key in keys]
                self.work.put_keys(file.name, keys, self.embedder.embed_queries(questions))
        return problems

    def _documents(
        self, found: Sequence[SourceFile], before: dict[str, str]
    ) -> Iterable[DocumentReport]:
        manifests: dict[Path, dict[str, dict[str, str]]] = {}
        waiting: list[tuple[Parsed, DocumentReport]] = []
        for done, file in enumerate(found):
            self.on_progress(done, len(found), file.name)
            manifest = manifests.setdefault(file.path.parent, read_manifest(file.path.parent))
            try:
                known = before.get(file.name)
                if known is not None and known == file_hash(file, max_bytes=self.max_bytes):
                    yield DocumentReport(file.name, "unchanged")
                    continue
                document = load(file, max_bytes=self.max_bytes, manifest=manifest)
            except UnreadableFile as error:
                yield DocumentReport(file.name, "skipped", str(error))
                continue
            parsed = parse(document, max_chars=self.recipe.max_chars)
            waiting.append((parsed, _report(parsed, "added" if known is None else "updated")))
            if sum(len(parsed.document.text) for parsed, _ in waiting) >= _BATCH_CHARS:
                yield from self._store(waiting)
                waiting = []
        yield from self._store(waiting)
        self.on_progress(len(found), len(found), "")

    def _store(
        self, waiting: Sequence[tuple[Parsed, DocumentReport]]
    ) -> Iterable[DocumentReport]:
        """Embeds the waiting documents in one go and commits them one by one."""
        texts = [text for parsed, _ in waiting for text in _texts(parsed)]
        vectors = self.embedder.embed_passages(texts)
        first = 0
        for parsed, report in waiting:
            middle = first + len(parsed.passages)
            last = middle + len(parsed.sentences)
            self.work.put(parsed, vectors[first:middle], vectors[middle:last])
            first = last
            yield report

    def _published(self) -> str | None:
        """The current generation's name, if it holds exactly what the work database holds."""
        try:
            name = current_generation(self.folder)
            manifest = json.loads((self.folder / name / "manifest.json").read_bytes())
        except (IndexNotBuilt, OSError, ValueError):
            return None
        same = manifest.get("corpus_sha256") == corpus_hash(self.work.hashes(), self.work.keys())
        return name if same and _recipe_of(manifest) == asdict(self.recipe) else None

    def _question_mean(self) -> np.ndarray:
        """Mean vector of questions about this corpus's headings: what all its questions share."""
        headings = sorted({s.heading for _, sections in self.work.document_rows() for s in sections})
        step = max(1, len(headings) // _MEAN_QUESTIONS)
        questions = [simplify(heading)[:60] for heading in headings[::step] if heading]
        questions += [simplify(key.question) for key in self.work.keys()[::step]]
        if not questions:
            return np.zeros(self.recipe.dims, dtype=np.float32)
        return self.embedder.embed_queries(questions).mean(axis=0)


def _texts(parsed: Parsed) -> list[str]:
    """What the model reads of a document: its passages under their headings, then its sentences."""
    document = parsed.document
    passages = [simplify(shown_text(passage)) for passage in parsed.passages]
    sentences = [simplify(unmasked(document, s.start, s.end)) for s in parsed.sentences]
    return passages + sentences


def _report(parsed: Parsed, status: str) -> DocumentReport:
    document = parsed.document
    return DocumentReport(
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


def _recipe_of(manifest: dict[str, object]) -> dict[str, object]:
    return {field.name: manifest.get(field.name) for field in fields(Recipe)}


def _is_under(name: str, paths: Sequence[Path], cwd: Path) -> bool:
    """Whether the stored path `name` lies at or below one of `paths`."""
    stored = cwd / name
    return any(stored == cwd / path or (cwd / path) in stored.parents for path in paths)


def _nothing(paths: Sequence[Path], reports: Sequence[DocumentReport]) -> str:
    where = ", ".join(str(path) for path in paths)
    skipped = "; ".join(f"{r.path}: {r.reason}" for r in reports if r.status == "skipped")
    found = f"only files that can't be used ({skipped})" if skipped else "no text files"
    return f"found {found} under {where}; put .txt, .md, .html, .docx or .pdf files there"
