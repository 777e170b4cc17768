"""An item as any file can hold it: no control characters, no lone surrogates, one kind of break."""

import re
from dataclasses import replace

from bot.quiz.formats.export import UNSEEN, Export
from bot.quiz.records import Item
from bot.records import Citation

# What XML 1.0 forbids, so that no spreadsheet, Word file or QTI can hold it.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile(r"\r\n?|\u2028|\u2029|\x85")


def printable(item: Item, export: Export) -> Item:
    """The item with its texts cleaned; what was taken out is noted."""
    cleaned = replace(
        item,
        stem=_clean(item.stem),
        options=_all(item.options),
        key=_all(item.key),
        explanation=_clean(item.explanation),
        heading=_all(item.heading),
        prompts=_all(item.prompts),
        citation=_cited(item.citation),
    )
    if _UNSEEN.search("".join(_texts(item))):
        export.note(UNSEEN, item)
    return cleaned


def _cited(citation: Citation) -> Citation:
    return replace(
        citation,
        title=_clean(citation.title),
        heading=_all(citation.heading),
        quote=_clean(citation.quote),
    )


def _texts(item: Item) -> tuple[str, ...]:
    own = (item.stem, item.explanation, *item.options, *item.key, *item.prompts, *item.heading)
    return *own, item.citation.title, item.citation.quote, *item.citation.heading


def _all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_clean, texts))


def _clean(text: str) -> str:
    return _UNSEEN.sub("", _BREAK.sub("\n", text))
