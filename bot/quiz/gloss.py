"""What is said under an item of a list, where it says which item that is, and no other does."""

from collections.abc import Iterator, Sequence

from bot.quiz.clues import clue_words
from bot.quiz.material import Material
from bot.quiz.plain import absolute, requires
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import covered
from ingest.records import Section

_MAX_SPAN = 420  # characters of a citation, from the item's name to what is said
_MIN_MARGIN = -0.06  # of nearness: below, a reader would look for it under another item
_CLEAR_MARGIN = 0.03  # of what does not say what is to be done: background fits many items


def glosses(material: Material, source: Source, series: Series, place: int) -> list[Statement]:
    """The statements under item `place` that fit no other item, the surest first."""
    known = material.glosses
    at = (source.document.doc_id, series.section.index, place)
    if at not in known:
        scored = sorted(_scored(material, source, series, place), key=lambda pair: -pair[0])
        known[at] = [statement for _, statement in scored]
    return known[at]


def _scored(
    material: Material, source: Source, series: Series, place: int
) -> Iterator[tuple[float, Statement]]:
    """Each with its margin of nearness, 1 added where it says what is to be done."""
    item = series.items[place]
    if item.announced is not None:
        return  # a list of its own: what is said there says which of its items is meant
    name = source.plain[slice(*series.names[place])]
    others = [source.plain[slice(*s)] for i, s in enumerate(series.names) if i != place]
    rest = [other for other in series.items if other is not item]
    for statement in _own(source, series, item):
        near = statement.end - item.heading_start <= _MAX_SPAN
        shown = _echoes(statement.plain, [name, *others]) or clue_words(
            statement.plain, [name], others
        )
        if not near or shown or absolute(statement.plain):
            continue
        if not _fits_another(source, series, place, statement):
            margin = material.nearness.margin(statement, item, rest)
            demanding = requires(statement.plain)
            if margin >= (_MIN_MARGIN if demanding else _CLEAR_MARGIN):
                yield margin + demanding, statement


def _echoes(plain: str, names: Sequence[str]) -> bool:
    """Whether a statement shares two characters on end with some of the names, not with all.

    With its own name's that tells the answer (责任重于泰山: 责任意识), with another's it misleads
    (严格程序 said of 文字材料关, beside 工作程序关). Words are what the lints compare.
    """
    pairs = {name[i : i + 2] for name in names for i in range(len(name) - 1)}
    shared = [pair for pair in pairs if pair in plain]
    return any(not all(pair in name for name in names) for pair in shared)


def _own(source: Source, series: Series, item: Section) -> list[Statement]:
    """The statements under an item; of a part of a text those that stand in no list below it."""
    found = source.under(item)
    if series.section.index:
        return found
    return [s for s in found if s.section == item.index or not source.is_listed(s.section)]


def _fits_another(source: Source, series: Series, place: int, statement: Statement) -> bool:
    """Whether another item's section, or its name, says the same."""
    return any(
        covered(statement.plain, source.plain[item.start : item.end])
        or name_is_told(source.plain[slice(*series.names[i])], statement.plain)
        for i, item in enumerate(series.items)
        if i != place
    )


def name_is_told(name: str, text: str) -> bool:
    """Whether a folded text holds all content words of a folded name, or the name itself."""
    return name in text or covered(name, text)


def gloss_span(series: Series, place: int, statement: Statement) -> tuple[int, int]:
    """From the item's name to the end of what is said."""
    return series.items[place].heading_start, statement.end


def gloss_told(material: Material, name: str, statement: Statement) -> str:
    """The item's name, and what is said of it."""
    return f"{name}：{material.say(statement)}。"
