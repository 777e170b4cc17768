"""The last result of `benchmarks.load` as a page for people."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.table import Column, rows, where

_COLUMNS: Sequence[Column] = (
    ("readers at once", "users", "{}"),
    ("by", "kind", "{}"),
    ("pause between questions", "pause", "{}"),
    ("seconds", "seconds", "{}"),
    ("questions", "requests", "{:,}"),
    ("a second", "per_second", "{:.1f}"),
    ("median, ms", "median_ms", "{:,.0f}"),
    ("95 % within, ms", "p95_ms", "{:,.0f}"),
    ("longest, ms", "max_ms", "{:,.0f}"),
    ("p95 over one reader's median", "ratio", "{:.1f}"),
    ("errors", "errors", "{}"),
    ("told 503", "told_503", "{}"),
    ("memory before, MB", "memory_before_mb", "{:,.0f}"),
    ("memory after, MB", "memory_after_mb", "{:,.0f}"),
)
_NOTES = """
## What the rows say

- A reader asks a question of the dev set, waits for the answer, reads for one to three seconds
  and asks on; without a pause, the server gets all it can take. Locust runs on the same cores.
- *program* is `POST /api/ask`; *browser* does what the page does: joins Gradio's queue and
  reads the stream until the answer is whole.
- *Told 503*: refused at once or after `max_wait_s`, in one sentence with `Retry-After`; no error.
- Wanted: no error; at 50 readers a p95 under ten times one reader's median, memory flat; at 100 an
  answer or a 503; 20 browsers with a p95 under 2,000 ms.
"""


def write_table(results: Path, page: Path) -> None:
    """Writes `page`, Markdown, from the JSON that `benchmarks.load` keeps."""
    kept: dict[str, Any] = json.loads(results.read_bytes())
    one = next(run["median_ms"] for run in kept["runs"] if run["users"] == 1)
    runs = [{**run, "ratio": run["p95_ms"] / one} for run in kept["runs"]]
    head, *rest = rows(_COLUMNS, runs)
    text = [
        "# A server under load, measured",
        "",
        f"Written by `python -m benchmarks.load` from {results.name}.",
        *("", head, f"|---|{'---:|' * len(runs)}", *rest),
        *("", f"Ready {kept['ready_s']} s after its start."),
        f"Commit {where(kept, 'milliseconds')}",
    ]
    page.write_text("\n".join(text) + "\n" + _NOTES, encoding="utf-8")
