"""The corpus is what its manifest says, byte for byte."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parents[1] / "corpus"
ENTRIES: list[dict[str, Any]] = [
    json.loads(line) for line in (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines()
]


def test_the_manifest_names_every_text_once():
    files = [entry["file"] for entry in ENTRIES]
    assert files == sorted(path.name for path in CORPUS.iterdir() if path.suffix == ".txt")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["doc_id"])
def test_a_text_is_as_received(entry: dict[str, Any]):
    raw = (CORPUS / entry["file"]).read_bytes()
    assert entry.keys() == {"doc_id", "title", "file", "sha256", "script"}
    assert hashlib.sha256(raw).hexdigest() == entry["sha256"]
    assert entry["doc_id"] == Path(entry["file"]).stem
    assert entry["title"] in raw.decode("utf-8")


def test_scripts_are_told_apart():
    scripts = {entry["doc_id"][:3]: entry["script"] for entry in ENTRIES}
    assert scripts == {
        "000": "hans",
        "001": "hans",
        "002": "hant-tw",
        "003": "hans",
        "004": "hant-tw",
    }
