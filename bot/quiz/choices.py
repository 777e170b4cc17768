"""What a trainer chooses of a paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import get_args

from bot.quiz.records import DIFFICULTIES, KINDS, Difficulty, Item, Kind
from bot.quiz.support import folded
from ingest.errors import UnknownDocument, XietiaoError
from ingest.index import Index
from ingest.records import Script

MAX_ITEMS = 1000
BELOW = " › "
"""Between a heading and the one below it."""


class BadPaper(XietiaoError):
    """A paper can't be made like this; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How many items of what; an empty choice is every one.

    `docs` are ids or paths, or how they begin; `sections` are words of headings, in either script,
    or of a heading and one below it with ` › ` between; `without` are ids of items asked before,
    `beside` those of items that stay: nothing on the paper gives their answers away.
    """

    n: int = 20
    kinds: tuple[Kind, ...] = ()
    difficulties: tuple[Difficulty, ...] = ()
    docs: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    script: Script = "hans"
    seed: int = 0
    without: frozenset[str] = field(default=frozenset())
    beside: frozenset[str] = field(default=frozenset())

    def __post_init__(self) -> None:
        """Raises: BadPaper: a choice there is not."""
        if not 1 <= self.n <= MAX_ITEMS:
            raise BadPaper(f"a paper has 1 to {MAX_ITEMS} items, not {self.n}")
        _known("type", self.kinds, KINDS)
        _known("difficulty", self.difficulties, DIFFICULTIES)
        _known("script", (self.script,), get_args(Script))

    def takes(self, item: Item) -> bool:
        """Whether an item is of what was chosen; the documents must be whole ids here."""
        return (
            (not self.kinds or item.kind in self.kinds)
            and (not self.difficulties or item.difficulty in self.difficulties)
            and (not self.docs or item.citation.doc_id in self.docs)
            and self.is_within(item.heading, item.citation.heading)
            and item.id not in self.without
            and item.id not in self.beside
        )

    def is_within(self, *headings: Sequence[str]) -> bool:
        """Whether one of the paths, headings from the outermost, is of the chosen sections."""
        paths = [folded(BELOW.join(path)) for path in headings] if self.sections else []
        return not self.sections or any(folded(s) in path for s in self.sections for path in paths)


def _known(what: str, given: tuple[str, ...], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            raise BadPaper(f"unknown {what} {name[:40]!r}; choose {', '.join(known)}")


def document_ids(index: Index, names: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the documents of these ids, paths, or beginnings of either.

    Raises:
        UnknownDocument: a name fits none.
    """
    found: list[str] = []
    documents = index.documents()
    for name in names:
        ids = [
            d.doc_id
            for d in documents
            if name in (d.doc_id, d.path) or (name and d.doc_id.startswith(name))
        ]
        if not ids:
            raise UnknownDocument(f"no document {name[:80]!r}; `xietiao show` lists them")
        found += ids
    return tuple(dict.fromkeys(found))
