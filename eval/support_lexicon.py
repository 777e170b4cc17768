"""The closed classes of eval/support_lexicon.toml, read once: phrase to kind and key."""

import tomllib
from pathlib import Path
from typing import Any

Entry = tuple[str, str]
"""Kind and key."""

STOP_CHARS = frozenset(
    "的了着过和与及或也还又而且就是在以于之其此该这那等中里来去所并但却则便即把将使让"
)
LIGHT: dict[str, float] = {
    "modal": 0.4,
    "quant": 0.6,
    "neg": 0.6,
    "order": 0.4,
    "role": 0.3,
    "condition": 0.4,
    "cause": 0.4,
}
"""Kind to weight in coverage, where it isn't the length: these are compared by other measures."""


def _read() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _opposites(lines: str) -> dict[str, Entry]:
    """上级/下级 as (opposite, 上级:+) and (opposite, 上级:-)."""
    entries: dict[str, Entry] = {}
    for pair in lines.split():
        sides = [side.split("|") for side in pair.split("/")]
        for sign, words in zip("+-", sides, strict=True):
            entries |= dict.fromkeys(words, ("opposite", f"{sides[0][0]}:{sign}"))
    return entries


def _synonyms(lines: str, opposites: dict[str, Entry]) -> dict[str, Entry]:
    """The key of a line is its first word, or the opposite that stands in it."""
    entries: dict[str, Entry] = {}
    for words in map(str.split, lines.strip().splitlines()):
        opposed = next((opposites[word] for word in words if word in opposites), None)
        entries |= dict.fromkeys(words, opposed or ("word", words[0]))
    return entries


def _lines(lines: str) -> dict[str, str]:
    """Each word to the first of its line."""
    rows = map(str.split, lines.strip().splitlines())
    return {word: words[0] for words in rows for word in words}


def _entries(data: dict[str, Any]) -> dict[str, Entry]:
    opposites = _opposites(data["opposites"])
    entries = _synonyms(data["synonyms"], opposites) | opposites
    entries |= {word: ("number", key) for word, key in _lines(data["frequencies"]).items()}
    for kind, classes in data["classes"].items():
        entries |= {word: (kind, key) for key, words in classes.items() for word in words.split()}
    for kind, words in data["words"].items():
        entries |= dict.fromkeys(words.split(), (kind, ""))
    return entries


_DATA = _read()
ENTRIES = _entries(_DATA)
"""Phrase to (kind, key)."""
UNITS = _lines(_DATA["units"])
"""Unit to the unit it equals: 日 counts as 天, 名 as 人."""
