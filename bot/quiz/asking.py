"""How a stem calls a list, and what stands behind it as its explanation."""

from bot.quiz.material import Material
from bot.quiz.series import Series
from bot.quiz.source import Source
from ingest.script import render

MIN_ITEMS, MAX_ITEMS = 3, 9
"""Of a list that is asked for as a whole, unless the text announces it."""


def the_list(material: Material, source: Source, series: Series) -> str:
    """“…三项原则”，这三项原则: which list is meant, and how many items it has."""
    label = material.label(source, series.section)
    if series.counted:
        counted = render(series.counted, "hans", material.voice.script)
        if source.document.script != "hans":  # its own words stay its own
            counted = render(series.counted, source.document.script, material.voice.script)
        return f"{label}，{material.voice.own('这')}{counted}"
    return f"{material.voice.own('关于')}{label}，" + material.voice.own(
        f"资料列出的{_several(series)}项内容"
    )


def _several(series: Series) -> str:
    return "两" if series.quantity == "二" else series.quantity


def names_its_items(source: Source, series: Series) -> bool:
    """Whether the heading runs through the items itself (纸、笔、电话): nothing is left to ask."""
    section = series.section
    heading = source.plain[section.heading_start : section.heading_end]
    return heading.count("、") >= len(series.items) - 1


def list_span(source: Source, series: Series) -> tuple[int, int]:
    """The shortest span with all names in order: the sentence that lists them, or the section."""
    first, last = series.names[0][0], series.names[-1][1]
    section = series.section
    start = section.heading_start if section.index else first
    told = _listing(source, series)
    return told or (start, last)


def _listing(source: Source, series: Series) -> tuple[int, int] | None:
    """The announcement that names all the items before they are treated at length."""
    names = [source.plain[slice(*span)] for span in series.names]
    start, end = series.section.start, series.names[0][0]
    places: list[int] = []
    at = start
    for name in names:
        at = source.plain.find(name, at, end)
        if at < 0:
            return None
        places.append(at)
        at += len(name)
    left = max(source.plain.rfind(mark, start, places[0]) for mark in "。\n") + 1
    return max(left, start), at


def told(material: Material, source: Source, series: Series) -> str:
    """The list in the source's words: its heading, and the items in order."""
    names = material.names(source, series)
    numbered = "；".join(f"{n}. {name}" for n, name in enumerate(names, start=1))
    return f"{material.heading(source, series.section)}：{numbered}。"
