"""The last result of `benchmarks.ask` as a page for people."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.table import Column, rows, where

_COLUMNS: Sequence[Column] = (
    ("passages", "passages", "{:,}"),
    ("questions", "questions", "{:,}"),
    ("of these, answered", "answered", "{:,}"),
    ("embedding calls for a question", "embedding_calls", "{:.2f}"),
    ("one embedding call, ms", "embed_ms", "{:.1f}"),
    ("an answer, end to end, ms", "ask_ms", "{:.1f}"),
    ("an answer, 95 % within, ms", "ask_p95_ms", "{:.1f}"),
    ("**ratio of an answer to the call**", "ratio", "**{:.2f}**"),
    ("the call, ms of processor time", "embed_cpu_ms", "{:.1f}"),
    ("an answer, ms of processor time", "ask_cpu_ms", "{:.1f}"),
    ("ratio in processor time", "cpu_ratio", "{:.2f}"),
    ("retrieval beyond the call, 95 % within, ms of processor time", "retrieve_p95_ms", "{:.1f}"),
    ("recall@10 of the nearest passages", "recall", "{:.3f}"),
    ("index on disk, MB", "index_mb", "{:,.0f}"),
    ("its publishing, s", "publish_s", "{:,.0f}"),
    ("memory at most, MB", "memory_mb", "{:,.0f}"),
    ("LangChain's tutorial: passages", "tutorial_passages", "{:,}"),
    ("LangChain's tutorial, ms", "tutorial_ms", "{:.1f}"),
    ("its ratio to the call", "tutorial_ratio", "{:.2f}"),
    ("commit", "commit", "{}"),
    ("load of the machine before", "load_before", "{}"),
)
_NOTES = """
- Times are medians over the questions; wanted are ratios of at most 1.5 for the five texts and 2 at
  100,000 passages. Each question is asked once to the bare model, the bot and the tutorial, in
  turning order, after a hundred others, as of a bot that has been up for a while.
- *Processor time* leaves out what the machine did meanwhile for others; what they put out of its
  caches still counts.
- The questions are those of the dev set that the five texts answer, follow-ups left out.
- *In an archive*: the five texts with the documents of `benchmarks/archive.py`, put together from
  20,000 generated sentences. Their vectors are made up (means of two real ones with noise on them),
  since the model would take hours to days; the questions' and the five texts' own are the model's.
- *Recall*: of the ten passages that an exact search finds, those that the index finds, over fifty
  questions. Exact up to 20,000 passages, by four bits and exact again up to 500,000, then cells.
- *Publishing*: the archive made up and written as an index, without embedding anything.
- *Memory* is the process's most so far, publishing included: of a size measured after others it may
  be theirs.
- *LangChain's tutorial* is `eval/baselines/tutorial.py`: passages of 1,000 characters, the same
  model, cosine, the four best passages; it writes no answer, cites nothing and never refuses.
"""


def _date(line: dict[str, Any]) -> str:
    return line["date"]


def write_table(results: Path, page: Path) -> None:
    """Writes `page`, Markdown, from the JSON that `benchmarks.ask` keeps."""
    lines: list[dict[str, Any]] = json.loads(results.read_bytes())
    head = f"| | {' | '.join(line['corpus'] for line in lines)} |\n|---|{'---:|' * len(lines)}"
    text = [
        "# An answer, measured",
        "",
        f"Written by `python -m benchmarks.ask` from {results.name}.",
        "",
        head,
        *rows(_COLUMNS, lines),
        "",
        f"The last line: commit {where(max(lines, key=_date), 'milliseconds')}",
    ]
    page.write_text("\n".join(text) + "\n\n## What the rows say\n" + _NOTES, encoding="utf-8")
