"""The formats a paper is written in: a mapping from a name to what writes it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from bot.quiz.formats.json_format import write_json
from bot.quiz.records import Item
from ingest.errors import XietiaoError

__all__ = ["FORMATS", "Format", "UnknownFormat", "write"]


class UnknownFormat(XietiaoError):
    """There is no such format; the message lists those there are."""


class Format(Protocol):
    """Writes items to a file; returns sentences on what the format could not carry."""

    def __call__(self, items: Sequence[Item], file: Path) -> list[str]:
        """The file is overwritten."""
        ...


FORMATS: Mapping[str, Format] = {"json": write_json}


def write(name: str, items: Sequence[Item], file: Path) -> list[str]:
    """Writes the items in the format of that name; returns what it could not carry.

    Raises:
        UnknownFormat: there is none of that name.
    """
    if name not in FORMATS:
        raise UnknownFormat(f"unknown format {name[:40]!r}; choose {', '.join(FORMATS)}")
    return FORMATS[name](items, file)
