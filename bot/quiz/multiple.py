"""Multiple choice: which demands belong to an item of a list, which items to a list."""

import re
from collections.abc import Iterator, Sequence

from bot.quiz.asking import MIN_ITEMS, list_span, told
from bot.quiz.demands import Action, demanded, warned
from bot.quiz.draft import Draft
from bot.quiz.material import Material, list_fact, name_fact
from bot.quiz.options import choose
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import alike, covered, folded
from bot.quiz.theme import is_broad

_SENTENCE_END = re.compile(r"[。;!?\n]")
_MAX_SPAN = 700
_MIN_MARGIN = -0.1
_MAX_CHARS = 48  # of an option: five long ones can't be kept in mind


def multiples(material: Material) -> Iterator[Draft]:
    """Of demands, then of names."""
    for source, series in material.series:
        if len(series.items) > 1:
            for place in range(len(series.items)):
                yield from _of_demands(material, source, series, place)
        yield from _of_names(material, source, series)
    for source in material.sources:
        yield from _of_warnings(material, source)


def _of_demands(material: Material, source: Source, series: Series, place: int) -> Iterator[Draft]:
    item = series.items[place]
    others = [other for other in series.items if other is not item]
    mine = [
        s
        for s in _apart(source, demanded(source, item))
        if s.end - s.start <= _MAX_CHARS and material.nearness.margin(s, item, others) > _MIN_MARGIN
    ][:3]
    if item.announced is not None or len(mine) < 2 or mine[-1].end - mine[0].start > _MAX_SPAN:
        return
    if is_broad(source.plain[slice(*series.names[place])], source.plain_title):
        return
    keys = [material.say(s) for s in mine]
    if any(alike(folded(a), folded(b)) for i, a in enumerate(keys) for b in keys[:i]):
        return
    label = material.label(source, item)
    own = material.voice.own
    stem = own("资料在论述") + label + own("时，提出的是下列哪些要求？")
    pool = [
        material.say(s)
        for i, other in enumerate(series.items)
        if i != place
        for s in demanded(source, other)
        if s.end - s.start <= _MAX_CHARS
        and material.nearness.margin(s, other, [item]) > _MIN_MARGIN
        and not material.theme.is_in_section(s, source, item)
    ]
    subject = folded(material.heading(source, item))
    wrong = choose(
        stem,
        keys,
        pool,
        n=5 - len(keys),
        least=2,
        is_right=lambda t: material.support.says(subject, folded(t)),
    )
    if wrong:
        yield material.draft(
            source,
            item,
            kind="multiple",
            about=f"demands {item.start}",
            stem=stem,
            options=[*keys, *wrong],
            key=keys,
            span=(mine[0].start, mine[-1].end),
            difficulty="hard",
            bloom="analyze",
            asks=[f"{label} demands", *(s.fact for s in mine)],
            tells=[name_fact(source, series, place), *(s.fact for s in mine)],
        )


def _apart(source: Source, said: Sequence[Statement]) -> list[Statement]:
    """The first of each sentence: its halves are one point, and count as one."""
    return [
        s
        for before, s in zip([None, *said], said, strict=False)
        if before is None or _SENTENCE_END.search(source.plain, before.end, s.start)
    ]


def _looks_like(name: str, names: list[str]) -> bool:
    """Whether a name begins or ends as one of these, or is of about their length."""
    ends = any(name[0] == other[0] or name[-1] == other[-1] for other in names)
    lengths = [len(other) for other in names]
    return ends and min(lengths) - 2 <= len(name) <= max(lengths) + 2


def _of_warnings(material: Material, source: Source) -> Iterator[Draft]:
    """资料反对下列哪些做法？ The others are what the same text warns of elsewhere."""
    by_section: dict[int, list[Action]] = {}
    for section, action in warned(source):
        by_section.setdefault(material.place(source, section).index, []).append(action)
    for index, actions in by_section.items():
        section = source.outline[index]
        keys = [material.voice.words(source.document, a.start, a.end) for a in actions[:3]]
        span = (actions[0].sentence[0], actions[: len(keys)][-1].sentence[1])
        apart = not any(alike(folded(a), folded(b)) for i, a in enumerate(keys) for b in keys[:i])
        if len(keys) < 2 or span[1] - span[0] > _MAX_SPAN or not apart:
            continue
        asked = [
            material.voice.words(source.document, a.start, a.end)
            for other, elsewhere in by_section.items()
            if other != index
            for a in elsewhere
        ]
        here = source.plain[section.start : section.end]
        label = material.label(source, section)
        stem = (
            material.voice.own("在")
            + label
            + material.voice.own("这一部分，资料明确【反对】的是下列哪些做法？")
        )
        wrong = choose(
            stem,
            keys,
            asked,
            n=5 - len(keys),
            least=2,
            is_right=lambda t, here=here: covered(folded(t), here),
        )
        if wrong:
            facts = source.facts(*span)
            yield material.draft(
                source,
                section,
                kind="multiple",
                about=f"warnings {section.start}",
                stem=stem,
                options=[*keys, *wrong],
                key=keys,
                span=span,
                difficulty="medium",
                bloom="understand",
                asks=[f"{label} warns", *(a.fact for a in actions), *facts],
                tells=[*(a.fact for a in actions), *facts],
            )


def _of_names(material: Material, source: Source, series: Series) -> Iterator[Draft]:
    """Which of these belong to the list? The others are items of the lists around it."""
    if series.is_contents or not series.is_whole or not MIN_ITEMS <= len(series.items) <= 4:
        return
    names = material.names(source, series)
    pool = [
        name
        for other in source.series
        if other.section.index
        and other.section.index != series.section.index
        and other.section.index not in {item.index for item in series.items}
        and other.section.parent not in {item.index for item in series.items}
        for name in material.names(source, other)
        if _looks_like(name, names)
    ]
    whole = folded(source.plain[series.section.start : series.section.end])
    label = material.label(source, series.section)
    stem = label + material.voice.own("包括下列哪几项？")
    wrong = choose(stem, names, pool, n=3, least=2, is_right=lambda text: folded(text) in whole)
    if wrong:
        yield material.draft(
            source,
            series.section,
            kind="multiple",
            about=f"names {series.section.start}",
            stem=stem,
            options=[*names, *wrong],
            key=names,
            span=list_span(source, series),
            difficulty="medium",
            bloom="remember",
            asks=[list_fact(source, series)],
            tells=[],
            explanation=told(material, source, series),
        )
