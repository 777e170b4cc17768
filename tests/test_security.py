"""SECURITY.md names a test for every threat, and the tests are there."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT)))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_the_test_is_there(file: str, name: str):
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_threat_has_one():
    rows = [line for line in TEXT.splitlines() if line.startswith("| ")][1:]
    without = [row for row in rows if "::test_" not in row]
    assert len(rows) > 20 and len(without) == 1 and "make audit" in without[0]


@pytest.mark.slow
def test_bandit_finds_nothing():
    folders = ["ingest", "bot", "ui", "eval", "benchmarks"]
    command = [sys.executable, "-m", "bandit", "-q", "-ll", "-r", *folders]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stdout.decode()
