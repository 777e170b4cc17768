"""What the work database holds -> a generation on disk, beside the old one and swapped in."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ingest.compact import save_compact
from ingest.disk import replace_text, sync, sync_tree
from ingest.duplicates import clusters, signature_of_union
from ingest.errors import IndexDamaged, IndexNotBuilt
from ingest.generation import LAYOUT, Recipe, current_generation, current_line, seal, sha256_of
from ingest.keys import Key
from ingest.lexical import Lexical, tokenize
from ingest.source import Source
from ingest.store import Store
from ingest.vectors import centre, in_halves, write_vectors


def publish(folder: Path, work: Source, recipe: Recipe, question_mean: np.ndarray) -> Path:
    """Writes a generation beside the old one and swaps it in by one rename; its folder.

    `question_mean` is the `(dims,)` mean of unit vectors of questions. The generation before
    the new one is kept for readers that still have it open; older ones are removed.
    """
    current = _current(folder)
    _remove_leftovers(folder, current)
    name = f"gen-{_number(current) + 1:06d}"
    beside = folder / f"{name}.tmp"
    beside.mkdir()
    try:
        _write(beside, work, recipe, question_mean)
        sync_tree(beside)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)  # on a full disk half an index is in the way
        raise
    beside.rename(folder / name)
    sync(folder)
    replace_text(folder / "CURRENT", current_line(name))
    for path in folder.glob("gen-*"):
        if path.name not in (name, current):
            shutil.rmtree(path, ignore_errors=True)
    return folder / name


def corpus_hash(stamps: dict[str, str], keys: Sequence[Key] = ()) -> str:
    """sha256 over the sorted paths, their stamps and keys: equal corpora give equal values."""
    lines = "".join(f"{path}\0{stamp}\n" for path, stamp in sorted(stamps.items()))
    lines += "".join(f"{key.path}\0{key.start}\0{key.end}\0{key.question}\n" for key in keys)
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


def _current(folder: Path) -> str:
    try:
        return current_generation(folder)
    except IndexNotBuilt:
        return "gen-000000"
    except IndexDamaged:  # the one that was meant is not known; the newest one is not in the way
        names = [path.name for path in folder.glob("gen-*") if not path.suffix]
        return max(names, key=_number, default="gen-000000")


def _number(name: str) -> int:
    return int(name[4:]) if name[4:].isdecimal() else 0


def _remove_leftovers(folder: Path, current: str) -> None:
    """Removes what a killed run left: half a generation, or one that no reader was told of."""
    for path in folder.glob("gen-*"):
        if path.suffix == ".tmp" or _number(path.name) > _number(current):
            shutil.rmtree(path)


def _write(folder: Path, work: Source, recipe: Recipe, question_mean: np.ndarray) -> None:
    work.write_snapshot(folder / "texts.sqlite")
    _write_duplicates(folder / "texts.sqlite", work)
    dims = recipe.dims
    mean = _mean(work.vectors("passages", dims), dims)
    passages = _centred(work.vectors("passages", dims), mean)
    write_vectors(folder / "passages.faiss", passages, dims, n=work.count("passages"))
    keys = (in_halves(block) for block in _centred(work.vectors("keys", dims), question_mean))
    write_vectors(folder / "keys.faiss", keys, dims, n=work.count("keys"))
    sentences = _centred(work.vectors("sentences", dims), mean)
    save_compact(folder / "sentences.npy", sentences, (work.count("sentences"), dims))
    first = np.concatenate([[0], np.cumsum(work.sentences_per_passage())]).astype(np.int64)
    np.save(folder / "first_sentence.npy", first)
    np.save(folder / "means.npy", np.stack([mean, question_mean]).astype(np.float32))
    Lexical.build(tokenize(text) for text in work.searched()).save(folder / "bm25")
    Lexical.build(tokenize(names) for names in work.names()).save(folder / "titles")
    _write_manifest(folder, work, recipe)


def _write_manifest(folder: Path, work: Source, recipe: Recipe) -> None:
    manifest = {
        **asdict(recipe),
        "layout": LAYOUT,
        **{f"n_{t}": work.count(t) for t in ("documents", "passages", "sentences", "keys")},
        "corpus_sha256": corpus_hash(work.stamps(), work.keys()),
        "files": {
            file.relative_to(folder).as_posix(): sha256_of(file)
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        },
    }
    manifest["seal"] = seal(manifest)
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _mean(blocks: Iterable[np.ndarray], dims: int) -> np.ndarray:
    """`(dims,)` float32 mean of all rows; zeros where there are none."""
    total, n = np.zeros(dims, dtype=np.float64), 0
    for block in blocks:
        total += block.sum(axis=0, dtype=np.float64)
        n += len(block)
    return (total / max(n, 1)).astype(np.float32)


def _centred(blocks: Iterable[np.ndarray], mean: np.ndarray) -> Iterator[np.ndarray]:
    for block in blocks:
        yield centre(block, mean)


def _write_duplicates(file: Path, work: Source) -> None:
    """Fills the tables of duplicates in a snapshot: rows and paths with the cluster they are in."""
    counts = work.passages_per_document()
    signatures = work.signatures()
    sizes = np.fromiter(counts.values(), dtype=np.int64, count=len(counts))
    document_of_row = np.repeat(np.arange(len(counts)), sizes)
    passages = _shared(clusters(signatures), document_of_row)
    wholes = signature_of_union(signatures, np.cumsum(sizes) - sizes)
    paths = list(counts)
    documents = _shared(clusters(wholes), np.arange(len(paths)))
    Store.write_duplicates(file, passages, [(paths[i], cluster) for i, cluster in documents])


def _shared(cluster: np.ndarray, document: np.ndarray) -> list[tuple[int, int]]:
    """(row, cluster) of every row whose cluster reaches into more than one document."""
    mixed = np.unique(cluster[document != document[cluster]])
    rows = np.flatnonzero(np.isin(cluster, mixed))
    return list(zip(rows.tolist(), cluster[rows].tolist(), strict=True))
