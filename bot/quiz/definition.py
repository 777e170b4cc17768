"""Definitions: what the texts say that a thing is, among what they say that others are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.quiz.draft import Draft
from bot.quiz.material import Material
from bot.quiz.options import choose
from bot.quiz.plain import absolute, has_pronoun
from bot.quiz.source import Source
from bot.quiz.support import alike, covered, folded
from bot.quiz.voice import quoted
from ingest.records import Section
from ingest.words import cut, tag

_DEFINES = re.compile(
    r"(?:^|[。;!?\n:,])(?P<lead>所谓|[^,;:。\n]{0,8}中,)?[“\"]?(?P<term>[㐀-鿿]{1,10})[”\"]?,?"
    r"(?P<link>可以理解为|就可以简单地?理解为|通常指|指的是|是指|就是指|就是(?:要(?!求))?|(?<![立随迅当并旋亦在])即(?![将便可使时刻日]))[,:]?(?P<meaning>[^。;!?\n]{8,60})"
)
_MIN, _MAX = 8, 56
_ANNOUNCES = re.compile(
    r"^要求|一是|以下|如下|下列|[二两三四五六七八九十]个|[“\"][二三四五六七八九]"
)
_ANOTHER = re.compile(
    r"(?:也|又|还|亦|或者?)(?:可以?|能够?)?(?:从[^,;:。]{1,10})?(?:理解为|解释为|是?指)|另一[种个]?(?:解释|理解|含义|意思|说法)"
)
"""A second reading of the term: who answers with it is right as well."""
_FURTHER = 120  # characters within which it would stand
_BAD_TERM = re.compile(
    r"以为|很多|应|并|[立随迅当]$|这|那|它|其|此|也|都|才|不|的$|^(?:而|但|这样|办法|关键|最)|一般|目的|任务|问题|说$|讲$|^(?:简单|具体)"
)


@dataclass(frozen=True, slots=True)
class Definition:
    """`term` and `meaning` are spans of the document; `span` holds both."""

    source: Source
    section: Section
    term: tuple[int, int]
    meaning: tuple[int, int]
    span: tuple[int, int]


def definitions(material: Material) -> Iterator[Draft]:
    """One for each definition, where three others could be mistaken for it."""
    found = [d for source in material.sources for d in definitions_of(source)]
    for definition in found:
        yield from _definition(material, definition, found)


def definition_stem(material: Material, definition: Definition) -> str:
    """What the term is, in which part of the text."""
    source = definition.source
    term = material.voice.words(source.document, *definition.term)
    where = material.label(source, material.place(source, definition.section))
    own = material.voice.own
    if where.endswith(quoted(term)):  # the definition of an item of a list
        return own("资料对") + where + own("是怎样解释的？")
    return own("资料在") + where + own("这一部分，对") + quoted(term) + own("是怎样解释的？")


def definitions_of(source: Source) -> Iterator[Definition]:
    """Those of a text, in order."""
    for sentence in source.sentences:
        at = sentence.start
        for matched in _DEFINES.finditer(source.plain[at : sentence.end]):
            term, meaning = matched["term"], matched["meaning"]
            section = source.outline[sentence.section]
            told = source.plain[at + matched.end() : min(at + _FURTHER, section.end)]
            if (
                _is_term(term)
                and _MIN <= len(meaning) <= _MAX
                and _is_meaning(meaning)
                and not _ANOTHER.search(told)
            ):
                (a, b), (c, d) = matched.span("term"), matched.span("meaning")
                yield Definition(
                    source, section, (at + a, at + b), (at + c, at + d), (at + a, at + d)
                )


def _is_term(term: str) -> bool:
    words = cut(term)
    nominal = len(term) == 1 or tag(words[-1])[:1] in "nvaj"
    return nominal and not _BAD_TERM.search(term) and len(words) <= 4


def _is_meaning(meaning: str) -> bool:
    return not has_pronoun(meaning) and not absolute(meaning) and not _ANNOUNCES.search(meaning)


def _definition(
    material: Material, definition: Definition, found: list[Definition]
) -> Iterator[Draft]:
    source, document = definition.source, definition.source.document
    words = material.voice.words
    term = words(document, *definition.term)
    key = words(document, *definition.meaning)
    stem = definition_stem(material, definition)
    others = [
        words(other.source.document, *other.meaning) for other in found if other.source is source
    ]
    same = {
        words(other.source.document, *other.meaning)
        for other in found
        if words(other.source.document, *other.term) == term
    }
    here = source.plain[definition.section.start : definition.section.end]
    wrong = choose(
        stem,
        [key],
        others,
        least=2,
        is_right=lambda text: (
            alike(folded(text), folded(key))
            or text in same
            or (term in text or folded(term) in folded(text))
            or covered(folded(text), source.plain[slice(*definition.span)])
        ),
    )
    facts = [f"{document.doc_id}:{definition.term[0]}", *source.facts(*definition.span)]
    if wrong and here:
        yield material.draft(
            source,
            definition.section,
            kind="single",
            about=f"definition {definition.term[0]}",
            stem=stem,
            options=[key, *wrong],
            key=[key],
            span=definition.span,
            difficulty="medium",
            bloom="understand",
            asks=facts,
            tells=facts,
        )
