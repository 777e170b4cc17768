"""Orders to the bot inside a question: text like any other, never obeyed, not searched for."""

import re
import tomllib
from pathlib import Path

from ingest.script import fold_same_length

_PATTERNS = tomllib.loads(Path(__file__).with_name("instructions.toml").read_text("utf-8"))
_INSTRUCTION = re.compile("|".join(f"(?:{p})" for p in _PATTERNS["patterns"]))
_SENTENCE = re.compile(r"[^。！？!?\n】：:]*?(?:[。！？!?\n】：:]+[”」』\"]?|\.(?=\s|$)|$)")


def without_instructions(text: str) -> str:
    """The sentences of `text` that ask something; empty where all of them give orders."""
    sentences = [match.group() for match in _SENTENCE.finditer(text) if match.group()]
    kept = [s for s in sentences if not _INSTRUCTION.search(fold_same_length(s).lower())]
    return "".join(kept).strip()
