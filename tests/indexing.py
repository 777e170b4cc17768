"""Small offices to ingest with a small real embedder, and what of an index can be compared."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from ingest.build import IngestReport, ingest
from ingest.generation import current_generation
from ingest.index import Index
from tests.hashing import HashingEmbedder


def run(
    office: Path, *paths: str, data: str = "index", rebuild: bool = False, **options: Any
) -> tuple[IngestReport, HashingEmbedder]:
    """One ingest of `paths` (texts/) below `office` into its folder `data`."""
    embedder = options.pop("embedder", None) or HashingEmbedder()
    report = ingest(
        [Path(path) for path in paths or ("texts",)],
        folder=office / data,
        embedder=embedder,
        max_chars=100,
        max_bytes=1 << 20,
        cwd=office,
        rebuild=rebuild,
        **options,
    )
    return report, embedder


def write(office: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        file = office / "texts" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def statuses(report: IngestReport) -> dict[str, str]:
    return {Path(d.path).name: d.status for d in report.documents}


def snapshot(folder: Path) -> dict[str, Any]:
    """All that the current generation holds: its files' bytes, and of SQLite's the rows."""
    generation = folder / current_generation(folder)
    held: dict[str, Any] = {
        file.relative_to(generation).as_posix(): file.read_bytes()
        for file in generation.rglob("*")
        if file.is_file() and file.name not in ("texts.sqlite", "manifest.json")
    }
    with closing(sqlite3.connect(generation / "texts.sqlite")) as connection:
        held["texts.sqlite"] = list(connection.iterdump())
    manifest = Index.open(folder).manifest
    held["manifest.json"] = {
        name: value for name, value in manifest.items() if name not in ("files", "seal")
    }
    return held
