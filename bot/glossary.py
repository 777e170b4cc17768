"""English questions: their office words in Chinese, so that words can find what words say."""

import re
import tomllib
from pathlib import Path

_WORDS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("glossary.toml").read_text("utf-8")
)["words"]
_PHRASES = re.compile(
    r"\b(" + "|".join(re.escape(w) for w in sorted(_WORDS, key=len, reverse=True)) + r")"
    r"(?:s|es|ed|d|ing)?\b"
)


def in_chinese(english: str) -> str:
    """The Chinese of the office words in an English text, parted by spaces; may be empty."""
    found = (_WORDS[match.group(1)] for match in _PHRASES.finditer(english.lower()))
    return " ".join(dict.fromkeys(found))
