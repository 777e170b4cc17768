"""The words of the browser interface; the bot's own words are in `bot`.

They are data: `ui/words/PAGE.toml` holds a page's words, a table for each with all four languages
side by side, as they are compared when they are written:

    [ask]
    hans = "提问"
    hant-tw = "提問"
    hant-hk = "提問"
    en = "Ask"

`words("ask", "hans").ask` is then 提问. `{n}` and the like are filled in with `str.format`. A
word that lacks a language fails when the file is read, and in a test.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import get_args

from ingest.records import Script
from ingest.script import detect


class Words:
    """The words of one page in one language, as attributes or items."""

    def __init__(self, table: Mapping[str, str], language: Script) -> None:
        """`table` holds them by key."""
        self.table = table
        self.language: Script = language

    def __getitem__(self, key: str) -> str:
        return self.table[key]

    def __getattr__(self, key: str) -> str:
        try:
            return self.table[key]
        except KeyError:
            raise AttributeError(f"no word {key!r}; add it to its file in ui/words") from None


LANGUAGES: tuple[Script, ...] = get_args(Script)
HTML_LANG: dict[Script, str] = {
    "hans": "zh-Hans",
    "hant-tw": "zh-Hant-TW",
    "hant-hk": "zh-Hant-HK",
    "en": "en",
}
_CHINESE = re.compile(r"[㐀-鿿豈-﫿，。、；：？！“”「」]")
WORDS = Path(__file__).parent / "words"


@cache
def words(page: str, language: Script) -> Words:
    """The words of a page (the name of its file) in a language."""
    table = tomllib.loads((WORDS / f"{page}.toml").read_text(encoding="utf-8"))
    return Words({key: said[language] for key, said in table.items()}, language)


def tongue(text: str, language: Script) -> str:
    """` lang="…"` for Chinese in an English page, which would be read aloud as English; else ''."""
    if language != "en" or detect(text) == "en":
        return ""
    n_han = len(_CHINESE.findall(text))
    return f' lang="{HTML_LANG[detect(text)]}"' if n_han > len(text) / 2 else ""


_ACCEPTED = re.compile(r"([A-Za-z*]+(?:-[A-Za-z0-9]+)*)\s*(?:;\s*q\s*=\s*([01](?:\.\d+)?))?")


def language(accept_language: str) -> Script:
    """The interface language for an Accept-Language header; Simplified where it says nothing.

    A reader of neither Chinese nor English gets English.
    """
    accepted = [(float(q or 1), tag.lower()) for tag, q in _ACCEPTED.findall(accept_language)]
    accepted.sort(key=lambda pair: -pair[0])
    for _, tag in accepted:
        if tag.startswith("zh"):
            return _chinese(tag.split("-"))
        if tag.startswith("en"):
            return "en"
    return "en" if accepted and accepted[0][1] != "*" else "hans"


def _chinese(subtags: list[str]) -> Script:
    if "hans" in subtags:
        return "hans"
    if "hk" in subtags or "mo" in subtags:
        return "hant-hk"
    return "hant-tw" if "tw" in subtags or "hant" in subtags else "hans"
