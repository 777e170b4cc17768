"""The table of scores in the README and docs/EVALUATION.md, written by `make eval`."""

import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.other import Other, to_markdown
from eval.report import markdown
from eval.results import Results

SCORES = Path("docs/scores.json")
README = Path("README.md")
DETAILS = Path("docs/EVALUATION.md")
_BEGIN, _END = "<!-- scores -->", "<!-- /scores -->"
_SHOWN = {
    "key_point_recall": "key points said, of answerable questions",
    "evidence_recall@5": "evidence within the first five passages",
    "citation_near_precision": "citations that point into a paragraph with evidence",
    "quote_integrity": "quotes that are the source verbatim",
    "groundedness": "support of a sentence by what it cites (offline judge)",
    "refusal_recall": "unanswerable questions refused",
    "false_refusal": "answerable questions refused (lower is better)",
    "script_fidelity": "answers wholly in the asker's script",
    "answer_chars": "median length of an answer, characters",
}


def scores_of(runs: Mapping[str, Results], *, commit: str) -> dict[str, Any]:
    """What the table is made from: figures by run, with where and when they were made."""
    return {
        "commit": commit,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "runs": {
            name: {
                "about": results.about,
                "n": len(results.scored),
                "figures": {
                    measure: None if figure is None else round(figure.value, 4)
                    for measure, figure in results.summary.overall.items()
                },
            }
            for name, results in runs.items()
        },
    }


def table(scores: Mapping[str, Any]) -> str:
    """The README's table as Markdown."""
    names = list(scores["runs"])
    head = f"| | {' | '.join(names)} |\n|---{'|---' * len(names)}|"
    rows = [
        f"| {meaning} | {' | '.join(_cell(scores, name, measure) for name in names)} |"
        for measure, meaning in _SHOWN.items()
    ]
    where = f"{scores['date']}, commit {scores['commit']}, {scores['machine']}"
    n = ", ".join(f"{name}: {scores['runs'][name]['n']} questions" for name in names)
    note = f"`make eval`; {n}; {where}. More: [docs/EVALUATION.md](docs/EVALUATION.md)."
    return "\n".join([head, *rows, "", note])


def _cell(scores: Mapping[str, Any], name: str, measure: str) -> str:
    value = scores["runs"][name]["figures"].get(measure)
    if value is None:
        return "–"
    return f"{value:.0f}" if measure == "answer_chars" else f"{value:.2f}"


def with_table(readme: str, scores: Mapping[str, Any]) -> str:
    """The README's text with the table between its two marks."""
    before, rest = readme.split(_BEGIN, 1)
    _, after = rest.split(_END, 1)
    return f"{before}{_BEGIN}\n{table(scores)}\n{_END}{after}"


def write(runs: Mapping[str, Results], others: Mapping[str, Other]) -> None:
    """Writes the scores, the README's table and the details, other people's texts among them."""
    scores = scores_of(runs, commit=_commit())
    SCORES.write_text(json.dumps(scores, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    README.write_text(with_table(README.read_text("utf-8"), scores), encoding="utf-8")
    DETAILS.write_text(_details(runs, others, scores), encoding="utf-8")


def _details(
    runs: Mapping[str, Results], others: Mapping[str, Other], scores: Mapping[str, Any]
) -> str:
    parts: Sequence[str] = [
        "# Scores",
        "Written by `make eval`. The questions are in `eval/datasets/`; the test half is looked at"
        " rarely. The peer is the LangChain tutorial's pipeline with the same embedding model."
        " *No keys* is the bot without the questions that editors attached, as other people's texts"
        " start.",
        table(scores),
        "# Other people's texts\n\nNeither code nor weights were changed for them, and they have no"
        f" questions as keys. The encyclopaedia is only scored.\n\n{to_markdown(others).rstrip()}",
        *(
            f"# {name}\n\n{markdown(results).split(chr(10), 2)[2]}"
            for name, results in runs.items()
        ),
    ]
    return "\n\n".join(parts)


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
