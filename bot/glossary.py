"""English questions: their office words in Chinese, so that words can find what words say."""

import re
import tomllib
from pathlib import Path

_WORDS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("glossary.toml").read_text("utf-8")
)["words"]
_HAN = r"[㐀-鿿][㐀-鿿,，、]*"
_PHRASES = re.compile(
    rf"(?P<han>{_HAN})|"
    + r"(?<![a-z])(?P<word>"
    + "|".join(re.escape(w) for w in sorted(_WORDS, key=len, reverse=True))
    + r")"
    r"(?:s|es|ed|d|ing)?(?![a-z])"
)


def in_chinese(english: str) -> str:
    """The Chinese of the office words in an English text, and what of it is; may be empty."""
    words = _PHRASES.finditer(english.lower())
    found = (match["han"] or _WORDS[match["word"]] for match in words)
    return " ".join(dict.fromkeys(found))
