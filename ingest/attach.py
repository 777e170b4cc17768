"""Keys of the found documents -> the work database, in line with the files of questions."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from ingest.disk import writing
from ingest.files import SourceFile
from ingest.generated import generated_keys, read_generated
from ingest.keys import Key, KeyLine, keys_of, read_keys
from ingest.script import simplify
from ingest.work import Work

EmbedQueries = Callable[[Sequence[str]], np.ndarray]


def attach_keys(
    work: Work,
    found: Sequence[SourceFile],
    embed_queries: EmbedQueries,
    folder: Path,
    attached: Mapping[str, Sequence[KeyLine]],
) -> list[str]:
    """Replaces the keys that changed; a sentence for each line or file where something is wrong.

    `attached` are the lines of `ingest.attached`, by path; they come on top of the folders' own.
    `folder` holds the index, and what a model generated.
    """
    problems: list[str] = []
    generated = generated_keys(read_generated(folder))
    stored = _by_path(work.keys())
    by_folder: dict[Path, dict[str, list[KeyLine]]] = {}
    for file in found:
        if file.path.parent not in by_folder:
            by_folder[file.path.parent], bad = read_keys(file.path.parent)
            problems += bad
        own = by_folder[file.path.parent].get(file.path.name, [])
        lines = [*own, *attached.get(file.name, [])]
        proposed = generated.get(file.name, [])
        text = work.text(file.name) if lines or proposed or file.name in stored else None
        if text is None:
            continue
        _, n_stale = keys_of(file.name, text, lines)
        keys, _ = keys_of(file.name, text, [*lines, *proposed])
        if n_stale:
            problems.append(f"{file.name}: {n_stale} questions no longer fit the text")
        if keys != stored.get(file.name, []):
            vectors = embed_queries([simplify(key.question) for key in keys])
            with writing(folder):
                work.put_keys(file.name, keys, vectors)
    return problems


def _by_path(keys: Sequence[Key]) -> dict[str, list[Key]]:
    grouped: dict[str, list[Key]] = {}
    for key in keys:
        grouped.setdefault(key.path, []).append(key)
    return grouped
