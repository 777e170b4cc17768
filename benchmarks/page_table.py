"""The last result of `benchmarks.page` as a page for people."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.table import Column, rows, where

_COLUMNS: Sequence[Column] = (
    ("openings of the page", "runs", "{:,}"),
    ("**first paint, ms**", "first_paint_ms", "**{:,.0f}**"),
    ("the slowest first paint, ms", "first_paint_max_ms", "{:,.0f}"),
    ("the question box is there, ms", "usable_ms", "{:,.0f}"),
    ("**first answer after load, ms**", "first_answer_ms", "**{:,.0f}**"),
    ("the slowest first answer, ms", "first_answer_max_ms", "{:,.0f}"),
    ("the next answer, ms", "next_answer_ms", "{:,.0f}"),
    ("readers at once", "readers", "{:,}"),
    ("their questions", "asked_by_readers", "{:,}"),
    ("an answer to one of them, ms", "readers_median_ms", "{:,.0f}"),
    ("**95 % of these within, ms**", "readers_p95_ms", "**{:,.0f}**"),
)
_NOTES = """
- Medians over the openings, each in a browser context that has nothing cached. Wanted are a first
  paint within 1.5 s, a first answer within 1 s after load, and 2 s for 95 % of 20 readers' answers.
- *First paint* is the browser's own First Contentful Paint. The server had shown the page once
  before; the browser and the measuring run on the same two cores as the server.
- *An answer* lasts from Enter to the whole answer on the page. *Readers at once* ask by /api/ask,
  five questions each, the next as soon as the one before is answered.
"""


def write_table(result: Path, page: Path) -> None:
    """Writes `page`, Markdown, from the JSON that `benchmarks.page` keeps."""
    figures: dict[str, Any] = json.loads(result.read_bytes())
    text = [
        "# The page, measured",
        "",
        f"Written by `python -m benchmarks.page` from {result.name}.",
        "",
        "| | |\n|---|---:|",
        *rows(_COLUMNS, [figures]),
        "",
        f"Commit {where(figures, 'milliseconds')}",
    ]
    page.write_text("\n".join(text) + "\n\n## What the rows say\n" + _NOTES, encoding="utf-8")
