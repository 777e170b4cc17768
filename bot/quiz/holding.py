"""Holdings: which of these demands stand in a text, among demands that other texts make."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from bot.quiz.draft import Draft
from bot.quiz.material import Material
from bot.quiz.options import choose
from bot.quiz.origin import says
from bot.quiz.plain import absolute, requires
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import alike
from bot.quiz.theme import shares_words

_ONES, _TWOS = 5, 2  # of a text: where a sentence stands is the least of what can be asked of it
_MIN, _MAX = 14, 40  # characters of an option
_MOST = 2  # times one may be a wrong answer
_MAX_SPAN = 500


def holdings(material: Material) -> Iterator[Draft]:
    """A few of each text, single and multiple, where others on like matters ask for what differs.

    What is a wrong answer stands in no right one here: it would give that away.
    """
    asked = {source.document.doc_id: list(_telling(source)) for source in material.sources}
    used: Counter[str] = Counter()
    for source in material.sources:
        mine = [s for s in asked[source.document.doc_id] if not used[s.fact]]
        foreign = [
            statement
            for other in material.akin(source)
            for statement in asked[other.document.doc_id]
            if _is_foreign(source, other, statement)
        ]
        drafts = (
            draft
            for keys in pairwise(mine)
            if _are_two(keys)
            for draft in _holding(material, source, keys, foreign, used)
        )
        yield from islice(drafts, _TWOS)
        drafts = (draft for s in mine for draft in _holding(material, source, [s], foreign, used))
        yield from islice(drafts, _ONES)


def _telling(source: Source) -> Iterator[Statement]:
    """The demands of a text that say by themselves what is meant."""
    for statement in source.statements:
        plain = statement.plain
        if _MIN <= len(plain) <= _MAX and requires(plain) and not absolute(plain):
            yield statement


def _are_two(keys: tuple[Statement, Statement]) -> bool:
    """Whether two statements can be cited together, and are two points."""
    first, second = keys
    near = second.end - first.start <= _MAX_SPAN and first.section == second.section
    return near and second.start - first.end > _MIN and not alike(first.plain, second.plain)


def _is_foreign(source: Source, other: Source, statement: Statement) -> bool:
    """Whether a text says nothing like a statement of another, and its title none of its words."""
    named = shares_words(statement.plain, source.plain_title, other.plain_title)
    return not (named or source.hides or says(source, statement))


def _holding(
    material: Material,
    source: Source,
    keys: Sequence[Statement],
    foreign: Sequence[Statement],
    used: Counter[str],
) -> Iterator[Draft]:
    one = len(keys) == 1
    if any(used[key.fact] for key in keys):
        return
    shown = [material.say(key) for key in keys]
    asking = "下列哪一项要求出自" if one else "下列哪些要求出自"
    stem = material.voice.own(asking) + material.voice.title(source.document) + "？"
    pool = {material.say(s): s for s in foreign if used[s.fact] < _MOST}
    wrong = choose(
        stem,
        shown,
        pool,
        n=3,
        likeness=lambda text: 0.5 * (used[pool[text].fact] == 1),  # few are wrong answers, twice
    )
    if wrong:
        used.update(pool[text].fact for text in wrong)
        yield material.draft(
            source,
            source.outline[keys[0].section],
            kind="single" if one else "multiple",
            about=f"holds {' '.join(str(key.start) for key in keys)}",
            stem=stem,
            options=[*shown, *wrong],
            key=shown,
            span=(keys[0].start, keys[-1].end),
            difficulty="hard",
            bloom="remember",
            asks=[key.fact for key in keys],
            tells=[key.fact for key in keys],
        )
