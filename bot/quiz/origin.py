"""Origins: which of the texts a sentence comes from."""

import re
from collections.abc import Iterator
from itertools import islice

from bot.quiz.draft import Draft
from bot.quiz.material import Material
from bot.quiz.options import N_WRONG, choose
from bot.quiz.plain import absolute, requires
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import content_words, folded, letters
from bot.quiz.voice import quoted

_PER_TEXT = 7  # which text says it is the least of what can be asked of a sentence
_MIN_CHARS = 18  # shorter ones could stand anywhere
_IS = re.compile(r"(?:^|[^,;:。]{2,8})是(?![否非])")
_NEAR = 0.5  # of the words of a sentence within one of another text: then that says it too


def origins(material: Material) -> Iterator[Draft]:
    """A few sentences of each text, where there are others enough on like matters.

    Demands come first, and of them those under no heading: of them nothing else can be asked.
    """
    for source in material.sources:
        others = [other for other in material.akin(source) if not other.hides]
        if source.hides or len(others) < N_WRONG:
            continue
        telling = [s for s in source.statements if _is_telling(s)]
        telling.sort(
            key=lambda s, source=source: (not requires(s.plain), _is_listed(material, source, s))
        )
        drafts = (
            draft
            for statement in telling
            if not any(says(other, statement) for other in others)
            for draft in _origin(material, source, statement, others)
        )
        yield from islice(drafts, _PER_TEXT)


def _is_listed(material: Material, source: Source, statement: Statement) -> bool:
    """Whether it stands under an item of a list: then that can be asked as well."""
    return material.place(source, source.outline[statement.section]).index != 0


def _is_telling(statement: Statement) -> bool:
    long = len(statement.plain) >= _MIN_CHARS
    says = requires(statement.plain) or _IS.search(statement.plain) is not None
    return long and says and not absolute(statement.plain)


def says(other: Source, statement: Statement) -> bool:
    """Whether a sentence of another text has most words of this one."""
    words = content_words(statement.plain)
    return any(
        sum(word in other.plain[s.start : s.end] for word in words) >= _NEAR * len(words)
        for s in other.sentences
    )


def _origin(
    material: Material, source: Source, statement: Statement, others: list[Source]
) -> Iterator[Draft]:
    key = material.voice.title(source.document)
    stem = quoted(material.say(statement)) + material.voice.own("这句话出自下列哪一篇资料？")
    titles = [material.voice.title(other.document) for other in others]
    wrong = choose(stem, [key], titles)
    if wrong and not _echoes(letters(material.say(statement)), folded(key), wrong):
        yield material.draft(
            source,
            source.outline[statement.section],
            kind="single",
            about=f"origin {statement.start}",
            stem=stem,
            options=[key, *wrong],
            key=[key],
            span=(statement.start, statement.end),
            difficulty="hard",
            bloom="remember",
            asks=[statement.fact],
            tells=[statement.fact],
        )


def _echoes(said: str, title: str, wrong: list[str]) -> bool:
    """Whether the sentence shares two characters on end with its text's title alone."""
    rest = "".join(map(folded, wrong))
    pairs = (title[i : i + 2] for i in range(len(title) - 1))
    return any(pair in said and pair not in rest for pair in pairs)
