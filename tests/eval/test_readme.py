import json
from pathlib import Path

from eval.readme import table, with_table

ROOT = Path(__file__).parents[2]


def test_the_readme_shows_what_was_measured() -> None:
    scores = json.loads((ROOT / "docs/scores.json").read_text("utf-8"))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert with_table(readme, scores) == readme


def test_an_undefined_figure_is_a_dash_and_not_a_zero() -> None:
    run = {"n": 2, "about": {}, "figures": {"key_point_recall": 0.5, "refusal_recall": None}}
    scores = {"date": "2026-01-01", "commit": "abc", "machine": "m", "runs": {"dev": run}}
    rows = table(scores).splitlines()
    assert "| key points said, of answerable questions | 0.50 |" in rows
    assert "| unanswerable questions refused | – |" in rows
