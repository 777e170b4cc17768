"""The last result of `benchmarks.ingest` as a page for people."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Column = tuple[str, str, str]
"""What a figure is called on the page, its name in the results, how it is written."""
_COLUMNS: Sequence[Column] = (
    ("documents", "documents", "{:,}"),
    ("characters", "chars", "{:,}"),
    ("passages", "passages", "{:,}"),
    ("sentences", "sentences", "{:,}"),
    ("seconds", "ingest_s", "{:.1f}"),
    ("of these, publishing", "publish_s", "{:.1f}"),
    ("characters/s", "chars_per_s", "{:,.0f}"),
    ("ratio to the bare model", "ratio", "{:.2f}"),
    ("with publishing", "ratio_with_publish", "{:.2f}"),
    ("the model's share of CPU", "model_cpu_share", "{:.2f}"),
    ("second run, s of CPU", "unchanged_cpu_s", "{:.2f}"),
    ("peak memory, MB", "peak_memory_mb", "{:,.0f}"),
    ("before, MB", "memory_before_mb", "{:,.0f}"),
    ("index, MB", "index_mb", "{:.1f}"),
    ("work database, MB", "work_mb", "{:.1f}"),
)
_NOTES = """
- *Ratio to the bare model*: speed while the index fills, over that of the model alone on the same
  texts in the same process, each batch timed right after ingest had it embedded (of 1,000 documents
  every fifth batch). Publishing is the work of one whole generation: the mean question, centring,
  BM25, near duplicates, hashes.
- *The model's share of CPU*: processor time the bare model needs for a character, over what ingest
  needs for it from file to published index; other work on the machine hardly moves it.
- The texts are generated (`benchmarks/documents.py`): office prose by templates, numbered, of
  about 1,050 characters each. A document's characters are embedded twice, in passages with
  their headings and in sentences.
- *Peak memory* is the process's, the model and Python's libraries included; *before* is the same
  with the model, dictionaries and rules loaded, which is on no clock.
- `hashing` is not a model but the tests' hashed bigrams in pure Python, one thread: it shows
  memory and size where the real model would take hours. Its speed and ratio mean little.
"""


def write_table(results: Path, page: Path) -> None:
    """Writes `page`, Markdown, from the JSON that `benchmarks.ingest` keeps."""
    lines: list[dict[str, Any]] = json.loads(results.read_bytes())
    text = [
        "# Ingest, measured",
        "",
        f"Written by `python -m benchmarks.ingest` from {results.name}.",
    ]
    for embedder in dict.fromkeys(line["embedder"] for line in lines):
        chosen = [line for line in lines if line["embedder"] == embedder]
        text += ["", f"## `{embedder}`", "", *_table(chosen), "", *map(_about, chosen)]
    page.write_text("\n".join(text) + "\n\n## What the columns say\n" + _NOTES, encoding="utf-8")


def _table(lines: list[dict[str, Any]]) -> list[str]:
    head, *rest = rows(_COLUMNS, lines)
    return [head, f"|---|{'---:|' * len(lines)}", *rest]


def _about(line: dict[str, Any]) -> str:
    return f"- {line['documents']:,} documents: commit {where(line, 'seconds')}"


def rows(columns: Sequence[Column], lines: Sequence[dict[str, Any]]) -> list[str]:
    """A row of Markdown for each column of the results: its name, then a cell for each line."""
    cells = [
        [name, *(form.format(line[key]) if line.get(key) is not None else "–" for line in lines)]
        for name, key, form in columns
    ]
    return [f"| {' | '.join(row)} |" for row in cells]


def where(line: dict[str, Any], unit: str) -> str:
    """At which commit, when and on what a line was measured; `unit` varies on a shared machine."""
    shared = (
        f"; a shared machine, load {line['load_before']} before the run, so {unit} vary"
        if line["shared"]
        else ""
    )
    return (
        f"{line['commit']}, {line['date']}, {line['processor']}, {line['cores']} cores,"
        f" Python {line['python']}{shared}."
    )
