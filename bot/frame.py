"""The frame of a question: what it says about itself (please, which, how) and not its subject."""

import re
import tomllib
from pathlib import Path

from ingest.words import cut

_WORDS = tomllib.loads(Path(__file__).with_name("frame.toml").read_text("utf-8"))
_FRAME = frozenset(_WORDS["frame"].split())
TOO_GENERAL = frozenset(_WORDS["too_general"].split())
"""Nouns that say nothing of the type of thing asked for."""
_CANTONESE = [(re.compile(pattern), mandarin) for pattern, mandarin in _WORDS["cantonese"].items()]
_MEASURED = re.compile(r"[一二两三四五六七八九十几]+[个种项条点类样件句步]?")


def to_mandarin(folded: str) -> str:
    """A folded Cantonese question with its function words in Mandarin."""
    for pattern, mandarin in _CANTONESE:
        folded = pattern.sub(mandarin, folded)
    return folded


def content_of(folded: str) -> str:
    """A folded question's runs of words that are not frame, parted by spaces; may be empty."""
    words = ["" if is_frame(word) else word for word in cut(folded)]
    return re.sub(r"\s+", " ", "".join(word or " " for word in words)).strip()


def without_frame(folded: str) -> str:
    """The content of a folded question; all of it if nothing else is left."""
    return content_of(folded) or re.sub(r"[^\w]+", " ", folded).strip()


def is_frame(word: str) -> bool:
    """Whether a word belongs to the frame."""
    return (
        word in _FRAME
        or not any(char.isalnum() for char in word)
        or _MEASURED.fullmatch(word) is not None
    )
