"""Two runs against each other, and a run against its gates."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.compare import NotComparable, compare, paired_difference
from eval.folder import save
from eval.gates import BadGates, Gate, Gates, breaches, load_gates
from tests.eval import fakes


def results(folder: Path, name: str, scores: dict[str, float | None]) -> Path:
    questions = [
        {"id": key, "kind": "fact", "scores": {"right": value}} for key, value in scores.items()
    ]
    file = folder / f"{name}.json"
    found: dict[str, Any] = {"about": {"system": name}, "questions": questions}
    file.write_text(json.dumps(found), encoding="utf-8")
    return file


def test_differences_are_paired(tmp_path: Path):
    a = results(tmp_path, "a", {"1": 0.0, "2": 1.0, "3": None, "4": 0.5, "5": 1.0})
    b = results(tmp_path, "b", {"1": 1.0, "2": 1.0, "3": 1.0, "4": None, "6": 0.0})
    found = compare(a, b)
    difference = found.differences["right"]
    assert difference is not None
    assert (difference.a, difference.b, difference.difference) == (0.5, 1.0, ((1 - 0) + 0) / 2)
    assert (difference.n, difference.only_a, difference.only_b) == (2, 1, 1)
    assert found.differences["mrr"] is None
    assert [one.id for one in found.changed] == ["1", "3", "4"]
    assert found.changed[0].scores == {"right": (0.0, 1.0)}
    assert (found.only_a, found.only_b) == (["5"], ["6"])
    assert "| 3 | fact | – -> 1.00 |" in found.to_markdown()


def test_a_settled_difference_leaves_out_zero():
    better = paired_difference([({"x": 0.0}, {"x": 1.0})] * 9 + [({"x": 1.0}, {"x": 1.0})], "x")
    unclear = paired_difference([({"x": 0.0}, {"x": 1.0}), ({"x": 1.0}, {"x": 0.0})] * 5, "x")
    assert better is not None
    assert unclear is not None
    assert better.settled
    assert better.p < 0.05
    assert not unclear.settled
    assert unclear.p > 0.5


def test_what_cannot_be_compared_is_told(tmp_path: Path):
    a = results(tmp_path, "a", {"1": 1.0})
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")
    for other, message in [
        (results(tmp_path, "b", {"2": 1.0}), "no question in common"),
        (tmp_path, "results.json isn't there"),
        (tmp_path / "broken.json", "not JSON"),
        (tmp_path / "other.json", "holds no results"),
    ]:
        with pytest.raises(NotComparable, match=message):
            compare(a, other)


def test_gates(tmp_path: Path):
    texts, items = fakes.sources(), fakes.cases()[:60]
    summary = fakes.measured(fakes.oracle(texts), items, texts).summary
    wanted = Gates(
        all={"right": Gate(min=0.9), "refusal_recall": Gate(min=0.1), "answer_chars": Gate(max=1)},
        kinds={"list": {"mrr": Gate(min=1.1)}, "no such kind": {"mrr": Gate(min=2)}},
    )
    failed = breaches(summary, wanted)
    assert [sentence.split(" is ")[0] for sentence in failed] == [
        "all questions: refusal_recall",  # the first sixty are all answerable
        "all questions: answer_chars",
        "list: mrr",
    ]
    assert "undefined" in failed[0]


def test_the_bundled_gates_can_be_read_and_bad_ones_are_told(tmp_path: Path):
    assert load_gates().all
    for text, message in [
        ("[all]\nnonsense = { min = 1 }", "no measure is called nonsense"),
        ("[all]\nmrr = { least = 1 }", r"all\.mrr\.least: Extra inputs"),
        ("[all", "can't be read"),
    ]:
        (tmp_path / "gates.toml").write_text(text, encoding="utf-8")
        with pytest.raises(BadGates, match=message):
            load_gates(tmp_path / "gates.toml")


def test_a_run_is_the_same_twice_but_for_its_timings(tmp_path: Path):
    texts, items = fakes.sources(), fakes.cases()[:20]
    for name in ("a", "b"):
        found = fakes.measured(fakes.oracle(texts), items, texts)
        save(found, tmp_path / name, [fakes.oracle(texts)(case) for case in items])
    for file in ("results.json", "answers.jsonl", "report.md"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
        assert "timings" not in (tmp_path / "a" / file).read_text("utf-8")
    timings = json.loads((tmp_path / "a/timings.json").read_text("utf-8"))
    lengths = sorted(1.0 + len(case.question) for case in items)
    assert timings["total"] == {"p50_ms": lengths[9], "p95_ms": lengths[18], "n": 20}
    assert compare(tmp_path / "a", tmp_path / "b").changed == []
