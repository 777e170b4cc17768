"""A results folder on disk.

results.json (compared: the same code, corpus and questions give the same bytes), answers.jsonl and
report.md (likewise), timings.json (never the same twice) and report.html (shows both).
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.page import html
from eval.report import markdown
from eval.results import Results


def save(results: Results, folder: Path, answers: Sequence[Mapping[str, Any]]) -> None:
    """Writes the folder, which is made if it isn't there."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "results.json", results.to_dict())
    write_json(folder / "timings.json", results.timings)
    lines = (json.dumps(_untimed(answer), ensure_ascii=False) + "\n" for answer in answers)
    (folder / "answers.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "report.md").write_text(markdown(results), encoding="utf-8")
    (folder / "report.html").write_text(html(results), encoding="utf-8")


def _untimed(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def write_json(file: Path, value: object) -> None:
    """Writes JSON that a person can read and `diff` can compare."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")
