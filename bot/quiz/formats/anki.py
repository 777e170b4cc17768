"""Anki: a note an item; the only import of genanki."""

import io
from collections.abc import Sequence
from html import escape

import genanki

from bot.quiz.formats.archive import settled
from bot.quiz.formats.export import NO_PLACE, Export
from bot.quiz.formats.feedback import place
from bot.quiz.formats.lettered import answer
from bot.quiz.formats.markup import as_html
from bot.quiz.formats.words import Words
from bot.quiz.records import Item

# Anki knows a note type and a deck by these numbers: change one, and a second import of the same
# items makes new notes instead of bringing the old ones up to date.
_TYPE_ID = 1_763_800_001
_DECK_ID = 1_763_800_002
_TIME = 1_700_000_000.0  # one for all, so that the same items make the same file
_DECK = "协调"
_FIELDS = ("Id", "Kind", "Stem", "Prompts", "Options", "Answer", "Key", "Explanation", "Source")
_FRONT = '<div class="kind">{{Kind}}</div><div class="stem">{{Stem}}</div>{{Prompts}}{{Options}}'
_BACK = (
    "{{FrontSide}}<hr id=answer>"
    '<div class="answer">{{Answer}}</div>{{Key}}'
    '<div class="explanation">{{Explanation}}</div><div class="source">{{Source}}</div>'
)
_STYLE = """\
.card { font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif;
  font-size: 18px; line-height: 1.6; text-align: left; max-width: 40em; margin: 0 auto; }
.kind, .source { color: #777; font-size: 80%; }
.answer { font-weight: bold; }
.explanation { margin: .6em 0; }
"""


def anki(items: Sequence[Item], export: Export) -> bytes:
    """The .apkg; a note's guid comes of the item's id, so that it is the same note next time."""
    export.say(NO_PLACE)
    deck = genanki.Deck(_DECK_ID, _DECK)
    for item in items:
        deck.add_note(_note(item, export.words))
    stream = io.BytesIO()
    genanki.Package(deck).write_to_file(stream, timestamp=_TIME)
    return settled(stream.getvalue())


def _note(item: Item, words: Words) -> genanki.Note:
    fields = _fields(item, words)
    tags = [item.kind, item.difficulty, item.bloom]
    return genanki.Note(
        model=_TYPE, fields=fields, tags=tags, guid=genanki.guid_for("xietiao", item.id)
    )


def _fields(item: Item, words: Words) -> list[str]:
    return [
        escape(item.id),
        words["kinds"][item.kind],
        as_html(item.stem),
        _list(item.prompts, "1"),
        _list(item.options, "A"),
        as_html(answer(item)),
        _list(item.key, "1"),
        as_html(item.explanation),
        as_html(place(item.citation)),
    ]


def _list(texts: Sequence[str], numbering: str) -> str:
    if not texts:
        return ""
    return f'<ol type="{numbering}">{"".join(f"<li>{as_html(text)}</li>" for text in texts)}</ol>'


_TYPE = genanki.Model(
    _TYPE_ID,
    "Xietiao",
    fields=[{"name": name} for name in _FIELDS],
    templates=[{"name": "Card 1", "qfmt": _FRONT, "afmt": _BACK}],
    css=_STYLE,
    sort_field_index=_FIELDS.index("Stem"),
)
