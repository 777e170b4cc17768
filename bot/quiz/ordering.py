"""Orderings: the items of a list whose order means something, to be put in that order."""

import re
from collections.abc import Iterator

from bot.quiz.asking import MAX_ITEMS, MIN_ITEMS, list_span, names_its_items, told
from bot.quiz.draft import Draft
from bot.quiz.material import Material, list_fact, name_facts
from bot.quiz.series import Series
from bot.quiz.source import Source
from bot.quiz.support import folded

_STEPS = re.compile(r"步|阶段|环节|程序|流程|过程|顺序|先后|口诀|[经诀]$")
_TIMED = (
    re.compile(r"首先|第一步|起初|事前|会前|之前|开始|准备"),
    re.compile(r"其次|然后|再|第二步|随后|接着|事中|会中|进入|当中"),
    re.compile(r"最后|最终|末了|事后|会后|之后|结束|第三步"),
)


def orderings(material: Material) -> Iterator[Draft]:
    """One for each whole list of at least three items that the text counts or puts in order."""
    for source, series in material.series:
        n = len(series.items)
        if series.is_contents or not series.is_whole or not MIN_ITEMS <= n <= MAX_ITEMS:
            continue
        if names_its_items(source, series) or not (series.is_announced or _is_real(source, series)):
            continue
        names = material.names(source, series)
        label = material.label(source, series.section)
        own = material.voice.own
        yield material.draft(
            source,
            series.section,
            kind="ordering",
            about=f"order {series.section.start}",
            stem=own("资料论述") + label + own("时依次列出下列各项，请按文中出现的先后顺序排列。"),
            key=names,
            options=sorted(names, key=folded),
            span=list_span(source, series),
            difficulty="medium" if n <= 4 else "hard",
            bloom="remember",
            asks=[list_fact(source, series)],
            tells=name_facts(source, series),
            explanation=told(material, source, series),
        )


def _is_real(source: Source, series: Series) -> bool:
    """Whether the order is one of steps or of time, and not only of the text."""
    heading = source.plain[series.section.heading_start : series.section.heading_end]
    names = [source.plain[slice(*span)] for span in series.names]
    timed = all(any(when.search(name) for name in names) for when in _TIMED)
    return timed or _STEPS.search(heading) is not None
