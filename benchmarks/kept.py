"""Results that are kept: JSON, and a page of Markdown beside it."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.ingest import machine
from benchmarks.table import Column, rows, where

Line = dict[str, Any]


def about(*, shared: bool = False) -> Line:
    """Machine, commit, hour and load before a run; `shared` where other work is said to run."""
    load = round(os.getloadavg()[0], 1)
    return {**machine(), "shared": shared or load > 1, "load_before": load}


def keep(out: Path, kept: object, write_page: Callable[[Path, Path], None]) -> None:
    """Prints what was measured, writes it to `out` and a page of it beside that."""
    text = json.dumps(kept, ensure_ascii=False, indent=1, default=float) + "\n"
    sys.stdout.write(text)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    write_page(out, out.with_suffix(".md"))


def rounded(line: Line) -> Line:
    """The line with three places after the point."""
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in line.items()}


def page(title: str, command: str, lines: Sequence[Line], columns: Sequence[Column]) -> str:
    """A page with a column a line: Markdown up to where it was measured."""
    head, *rest = rows(columns, lines)
    text = [
        f"# {title}",
        "",
        f"Written by `python -m benchmarks.{command}` from {command}.json.",
        "",
        head,
        f"|---|{'---:|' * len(lines)}",
        *rest,
        "",
        f"Commit {where(lines[-1], 'milliseconds')}",
        "",
    ]
    return "\n".join(text)
