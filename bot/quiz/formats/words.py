"""The words a paper says beside its items, in their script."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.quiz.records import Item
from ingest.script import is_traditional

Words = dict[str, Any]
"""One script's table of words.toml."""

_FILE = Path(__file__).with_name("words.toml")


def words_for(items: Sequence[Item]) -> Words:
    """The table for the script that most of the items' own text is in."""
    text = "".join(item.stem + "".join(item.options + item.key) for item in items)
    return _tables()["hant" if is_traditional(text) else "hans"]


@cache
def _tables() -> dict[str, Words]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
