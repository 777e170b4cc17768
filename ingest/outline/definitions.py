"""Items without a number: 敏，就是…; 脑勤：…; and names an announcement lists (“四勤”，即…)."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ingest.outline.announce import NamedList, find_named_lists
from ingest.outline.headings import may_label
from ingest.outline.lines import Line
from ingest.outline.numbering import inline_markers

_HEAD = re.compile(
    r"(?:^|[。;!?:.][”’」』)]?)[ \t]*"
    r"(?P<open>[\"“「『【]?)(?P<name>[㐀-鿿A-Za-z]{1,8}?)[\"”」』】]?"
    r"(?P<rest>[,、]?(?:就是(?!说)|指的是|是指|意思是|意味着)"
    r"|,(?:即(?!使|便|将|可|日)|也就是(?!说)|意即)"
    r"|:|(?=[,、]|是|要|指|——))",
    re.MULTILINE,
)
_NOT_NAMES = re.compile(
    r"[这那也其它他她我你您并而但且因所则又还再更不就只都若如当在从对把被使让由向为与和及或以于此该即便"
    r"每有一二三四五六七八九十]|首先|总之|换句话|具体|简单|关键|最后|同时|另外|例如|比如|总的|通俗|主要"
)


_NEAR = 400
"""How far behind an announcement a list may begin that says at length what it names."""


@dataclass(frozen=True, slots=True)
class Head:
    """A name that begins a sentence, on line number `line`, and whether words define it there."""

    start: int
    name_start: int
    name_end: int
    name: str
    rest: str
    line: int
    at_start: bool
    quoted: bool

    @property
    def defines(self) -> bool:
        """Whether 就是, 指的是, 即 follows."""
        return len(self.rest) > 1


@dataclass(frozen=True, slots=True)
class Definition:
    """An item of run `run`: a head with what follows, or (`fixed_end`) a name only listed."""

    start: int
    name_start: int
    name_end: int
    run: int
    line: int
    at_start: bool
    fixed_end: int | None = None


def definitions_by_line(text: str, lines: Sequence[Line]) -> dict[int, list[Definition]]:
    """The definition items of a visible text, in order, by the number of their line."""
    spans = [(line.start, line.body, line.end) for line in lines]
    named = [
        replace(found, superseded=_is_superseded(text, lines, found))
        for found in find_named_lists(text, [(line.start, line.end) for line in lines])
    ]
    marked = [line.marker is not None for line in lines]
    limits = [_limit(text, lines, found) for found in named]
    by_line: dict[int, list[Definition]] = {}
    for definition in find_definitions(find_heads(text, spans), named, marked, limits):
        by_line.setdefault(definition.line, []).append(definition)
    return by_line


def _limit(text: str, lines: Sequence[Line], named: NamedList) -> int:
    """Where the names of an announcement stop being taken up: the next line with a marker."""
    following = lines[named.line].next_marked
    return lines[following].start if following is not None else len(text)


def _is_superseded(text: str, lines: Sequence[Line], named: NamedList) -> bool:
    """Whether a numbered list follows at once and says the same as the names listed."""
    if named.line + 1 < len(lines):
        marker = lines[named.line + 1].marker
        if marker and marker.ordinal == 1:
            return True
    end = min(lines[named.line].end, named.end + _NEAR)
    return any(marker.ordinal == 1 for marker in inline_markers(text, named.names[0][0], end))


def find_heads(text: str, spans: Sequence[tuple[int, int, int]]) -> list[Head]:
    """The names that begin sentences; `spans` are each line's start, body start and end."""
    starts = [start for start, _, _ in spans]
    heads: list[Head] = []
    for match in _HEAD.finditer(text):
        start = match.start("open")
        line = bisect_left(starts, start + 1) - 1
        if line < 0:
            continue
        line_start, body, end = spans[line]
        if (body > line_start and start <= body) or start >= end:
            continue
        name = match["name"]
        at_start = start == line_start
        span = match.span("name")
        heads.append(Head(start, *span, name, match["rest"], line, at_start, bool(match["open"])))
    return heads


def find_definitions(
    heads: Sequence[Head], named: Sequence[NamedList], marked: Sequence[bool], closed: Sequence[int]
) -> list[Definition]:
    """The definition items of a text, in order.

    `marked[i]` says whether line `i` begins with a marker; `closed[k]` is the offset up to
    which the names of `named[k]` may be taken up.
    """
    found: list[Definition] = []
    taken: set[int] = set()
    by_name: dict[str, list[Head]] = defaultdict(list)
    for head in heads:
        by_name[head.name].append(head)
    for run, (names, limit) in enumerate(zip(named, closed, strict=True)):
        for definition in _explained(names, limit, by_name, run):
            if definition.start not in taken:
                taken.add(definition.start)
                found.append(definition)
    rest = [h for h in heads if h.defines and h.start not in taken and _may_be_name(h)]
    runs = [*_runs(rest, marked)]
    taken.update(head.start for run in runs for head in run)
    runs += _label_runs([h for h in heads if h.rest == ":" and h.start not in taken])
    for run, heads_run in enumerate(runs, start=len(named)):
        taken.update(head.start for head in heads_run)
        found += [_from_head(head, run) for head in heads_run]
    found += _labels(found, named, taken, len(named) + len(runs))
    return sorted(found, key=lambda definition: definition.start)


def _labels(
    found: Sequence[Definition], named: Sequence[NamedList], taken: set[int], run: int
) -> Iterator[Definition]:
    """An item for each announcement (“三心”，即…) of a line that lists the names of several."""
    listing = {definition.run for definition in found}
    for line, group in groupby(enumerate(named), key=lambda pair: pair[1].line):
        several = [names for index, names in group if index in listing]
        for names in several if len(several) > 1 else []:
            if names.start not in taken:
                yield Definition(names.start, *names.label, run + line, line, False)


def _may_be_name(head: Head) -> bool:
    return head.quoted or not _NOT_NAMES.match(head.name)


def _from_head(head: Head, run: int) -> Definition:
    return Definition(head.start, head.name_start, head.name_end, run, head.line, head.at_start)


def _explained(
    named: NamedList, limit: int, by_name: dict[str, list[Head]], run: int
) -> Iterator[Definition]:
    """The names of an announcement where they are taken up, in order, else where they stand."""
    position = named.end
    matches: list[Head | None] = []
    for name in named.names:
        heads = by_name.get(named.text_of(name), [])
        index = bisect_left(heads, position, key=lambda head: head.name_end)
        head = heads[index] if index < len(heads) and heads[index].start < limit else None
        position = head.name_end if head else position
        matches.append(head)
    if sum(head is not None for head in matches) < 2:
        if not named.superseded:
            for start, end in named.names:
                yield Definition(start, start, end, run, named.line, False, end)
        return
    for head, (start, end) in zip(matches, named.names, strict=True):
        yield (
            _from_head(head, run)
            if head
            else Definition(start, start, end, run, named.line, False, end)
        )


def _runs(heads: Sequence[Head], marked: Sequence[bool]) -> Iterator[list[Head]]:
    """Runs of two and more: at the start of neighbouring lines, or within one line."""
    rest: list[Head] = []
    for _, group in groupby(heads, key=lambda head: head.line):
        in_line = _distinct(list(group))
        if len(in_line) >= 2:
            yield in_line
        else:
            rest += [head for head in in_line if head.at_start]
    run: list[Head] = []
    for before, head in pairwise([None, *rest]):
        if head is None:
            continue
        if before and (head.line - before.line > 3 or any(marked[before.line : head.line + 1])):
            yield from [run] if len(run) >= 2 else []
            run = []
        if head.name not in {h.name for h in run[-8:]}:
            run.append(head)
    yield from [run] if len(run) >= 2 else []


def _label_runs(heads: Sequence[Head]) -> Iterator[list[Head]]:
    """Sentences of one line that begin with names of one length and a colon (会前：…会中：…)."""
    for _, group in groupby(heads, key=lambda head: head.line):
        run = _distinct([h for h in group if not _NOT_NAMES.match(h.name) and may_label(h.name)])
        if len(run) >= 2 and len({len(head.name) for head in run}) == 1:
            yield run


def _distinct(heads: list[Head]) -> list[Head]:
    return list({head.name: head for head in reversed(heads)}.values())[::-1]
