"""JSON: a list of items, as they are."""

import json
from collections.abc import Sequence
from pathlib import Path

from bot.quiz.records import Item


def write_json(items: Sequence[Item], file: Path) -> list[str]:
    """Writes them all; JSON carries everything."""
    text = json.dumps([item.to_dict() for item in items], ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")
    return []
