"""What went wrong, in the reader's language: what the program's sentences say in Chinese."""

import re
import tomllib
from functools import cache
from pathlib import Path

from ingest.records import Script

_FILE = Path(__file__).with_name("problems.toml")


def explained(sentence: str, language: Script) -> str:
    """The sentence in `language`; as it is where no translation is known."""
    for pattern, said in sentences(language):
        if found := re.fullmatch(pattern, sentence):
            return filled(said, found.groups())
    return sentence


def filled(said: str, parts: tuple[str, ...]) -> str:
    """`said` with its {} filled in order; what it has no {} for is left out."""
    rest = iter(parts)
    return re.sub(r"\{\}", lambda _: next(rest, ""), said)


@cache
def sentences(language: Script) -> tuple[tuple[str, str], ...]:
    """Pairs of a regular expression, the same in Python and JavaScript, and what it says."""
    if language == "en":
        return ()
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8"))["sentence"]
    return tuple((_pattern(entry["en"]), entry[language]) for entry in entries)


def _pattern(template: str) -> str:
    # re.escape puts a backslash before spaces and other signs that JavaScript's flag u refuses.
    literal = (re.sub(r"([\\^$.|?*+()\[\]{}/])", r"\\\1", part) for part in template.split("{}"))
    return r"([\s\S]*?)".join(literal)
