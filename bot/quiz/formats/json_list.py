"""JSON: the contract of `quiz --format json`, a list of items."""

import json
from collections.abc import Sequence

from bot.quiz.formats.export import Export
from bot.quiz.records import Item


def json_list(items: Sequence[Item], export: Export) -> bytes:
    """UTF-8 JSON; nothing is lost."""
    listed = [item.to_dict() for item in items]
    return (json.dumps(listed, ensure_ascii=False, indent=2) + "\n").encode()
