"""Situations: what to do when something comes up, from the sentences that say it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.quiz.cases import Case, cases_of
from bot.quiz.draft import Draft
from bot.quiz.material import Material
from bot.quiz.options import choose
from bot.quiz.support import covered, folded

_FORBIDDEN = r"(?:不能|不得|不可|不要|不应|不宜|不该|不准|不许|切忌|切勿|严禁|禁止|避免|防止|力戒)"
_HOW_WELL = re.compile(r"[^不获取值难]得")
_MOST = 3
_STEMS = {
    "thing": "情境题：要处理的是{}，按{}的要求，应当怎样做？",
    "meets": "情境题：工作中遇到{}，按{}的要求，应当怎样做？",
    "case": "情境题：当{}时，按{}的要求，应当怎样做？",
    "time": "情境题：在{}，按{}的要求，应当怎样做？",
}


def situations(material: Material) -> Iterator[Draft]:
    """One for each sentence that says what to do in a case."""
    cases = [case for source in material.sources for case in cases_of(source)]
    used: Counter[str] = Counter()
    for case in cases:
        others = [other for other in cases if other is not case]
        for draft in _situation(material, case, others, used):
            used.update(draft.item.options)
            yield draft


def _situation(
    material: Material, case: Case, others: Sequence[Case], used: Counter[str]
) -> Iterator[Draft]:
    document = case.source.document
    key = material.voice.words(document, *case.action)
    stem = situation_stem(material, case)
    ways = {
        text: near
        for text, near in _other_ways(material, case, others)
        if used[text] < _MOST  # the same wrong way again and again is soon known for one
    }
    wrong = choose(
        stem,
        [key],
        ways,
        least=2,
        is_right=lambda text: _is_right(material, case, folded(text)),
        likeness=ways.__getitem__,
    )
    if wrong:
        yield material.draft(
            case.source,
            case.section,
            kind="single",
            about=f"situation {case.given[0]}",
            stem=stem,
            options=[key, *wrong],
            key=[key],
            span=case.span,
            difficulty="medium",
            bloom="apply",
            asks=[case.fact, *case.source.facts(*case.span)],
            tells=[case.fact, *case.source.facts(*case.span)],
        )


def situation_stem(material: Material, case: Case) -> str:
    """What has come up, and by which text's word it is to be handled."""
    document = case.source.document
    given = material.voice.words(document, *case.given)
    return material.voice.own(_STEMS[case.form]).format(given, material.voice.title(document))


def _other_ways(
    material: Material, case: Case, others: Sequence[Case]
) -> Iterator[tuple[str, float]]:
    """What is to be done in other cases, with how near they are."""
    here = (case.source.document, case.given[0])
    for other in others:
        near = material.nearness.cosine(here, (other.source.document, other.given[0]))
        if _fits(case, other) and case.source.is_akin(other.source):
            yield material.voice.words(other.source.document, *other.action), near - 0.2


def _fits(case: Case, other: Case) -> bool:
    """Whether what is to be done in another case could be done in this one.

    What is done with a thing lacks its object elsewhere, and 回答得好 fits only who was asked.
    """
    said = other.source.plain[slice(*other.action)]
    return (other.form != "thing" or case.form == "thing") and not _HOW_WELL.search(said)


def _is_right(material: Material, case: Case, text: str) -> bool:
    """Whether the section, or any passage on the case, says that this is to be done."""
    here = case.source.plain[case.section.start : case.section.end]
    given = case.source.plain[slice(*case.given)]
    if text in here and re.search(_FORBIDDEN + re.escape(text), here):
        return False
    return covered(text, here) or material.support.says(given, text)
