"""Situations: what to do when something comes up, from the sentences that say it.

The wrong ways are what other texts say is to be done when something else comes up. What the same
text asks for would be right here as well, and what is done with another thing can't be done here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.quiz.cases import Case, cases_of
from bot.quiz.draft import Draft
from bot.quiz.material import Material
from bot.quiz.options import choose
from bot.quiz.statements import Statement
from bot.quiz.support import content_words, covered, folded

_HOW_WELL = re.compile(r"[^不获取值难]得")
_ASKED = re.compile(r"[询打过]问|问[到起及]|打听|咨询|请教|求助")
_ANSWERS = re.compile(r"答|告|说|解释|介绍|转达")
_MOST = 3
_SAME = 2  # words of an action within one sentence: then the text may ask for it
_STEMS = {
    "thing": "情境题：对{}，按{}的要求，应当怎样做？",
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
        is_right=lambda text: material.support.says(
            case.source.plain[slice(*case.given)], folded(text)
        ),
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
    """What other texts say is to be done in other cases, with how near these are."""
    here = (case.source.document, case.given[0])
    akin = {source.document.doc_id for source in material.akin(case.source)}
    for other in others:
        if other.source.document.doc_id not in akin:
            continue
        if _fits(case, other) and not _is_asked_for(material, case, other):
            near = material.nearness.cosine(here, (other.source.document, other.given[0]))
            yield material.voice.words(other.source.document, *other.action), near - 0.2


def _fits(case: Case, other: Case) -> bool:
    """Whether what is to be done in another case could be done in this one.

    What is done with a thing needs that thing; who was asked something wants an answer.
    """
    given, said = case.source.plain[slice(*case.given)], other.source.plain[slice(*other.action)]
    if _HOW_WELL.search(said) or (_ASKED.search(given) and not _ANSWERS.search(said)):
        return False
    if other.form != "thing" and case.form != "thing":
        return True
    things = content_words(other.source.plain[slice(*other.given)])
    return any(word in given for word in things)


def _is_asked_for(material: Material, case: Case, other: Case) -> bool:
    """Whether the case's own text asks for that as well, wherever."""
    start, end = other.action
    said = Statement(
        other.source.document, start, end, other.section.index, other.source.plain[start:end]
    )
    here = case.source.plain[case.section.start : case.section.end]
    if covered(said.plain, here) or material.theme.is_in_text(said, case.source):
        return True
    words = [w for w in content_words(said.plain) if w not in case.source.plain_title]
    return any(
        sum(word in case.source.plain[s.start : s.end] for word in words) >= _SAME
        for s in case.source.sentences
    )
