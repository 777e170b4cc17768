"""Completions: a clause of a sentence, among clauses of others that could stand there."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.quiz.draft import Draft
from bot.quiz.material import Material
from bot.quiz.options import choose
from bot.quiz.plain import absolute, demands
from bot.quiz.records import BLANK
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import covered, folded
from bot.quiz.voice import GAP, quoted
from ingest.words import cut_known, tag

_MIN_BEFORE, _MIN_SHOWN = 5, 12  # characters before the gap, and on both sides of it
_MIN, _MAX = 4, 18  # characters of the clause
_MIN_BESIDE, _SHARED = 3, 2
_MOST = 4  # times one may be a wrong answer: again and again it is soon known for one
_CLAUSE = re.compile(r",[^,;:。.!]+(?=$|[,;。.!])")
_UNFIT = re.compile(
    r"[不没无非别勿莫“”\"‘’]|避免|防止|切忌|严禁|禁止|克服|杜绝|力戒|或者|[的地时后前中上下]$|什么|怎|的事|[了过着等]"
)
_FORBIDDEN = re.compile(r"不[能得可要应该宜准许]|切忌|切勿|严禁|禁止|避免|防止|克服|力戒|或者")
_JOINS = re.compile(
    r"[以使让而并也就才更还又则都均]|成为|[把将]|确保|保证|影响|造成|导致|有(?!序)|是|如|尤其|特别"
    r"|要|必须|应|须|属于|具有|达到|涉及|到|会|能"
)
"""What joins a clause to the one before it, or opens a new duty: grammar would tell which fits."""
_PAIRED = re.compile(r"既|又|不仅|不但|一是|二是|先|再|然后|最后|越|边")
_LEANS = re.compile(r",(?:[以使让而并也就才更还又则都均]|从而|这|那|是|其)")
"""What leans on the clause before it would tell what stood there."""


@dataclass(frozen=True)
class End:
    """A clause of a statement, not its first: `start:end` of its document."""

    source: Source
    statement: Statement
    start: int
    end: int

    @property
    def plain(self) -> str:
        """The clause, folded."""
        return self.source.plain[self.start : self.end]

    @property
    def before(self) -> str:
        """What the statement says before it, folded."""
        return self.source.plain[self.statement.start : self.start]

    def words(self, material: Material) -> str:
        """The clause in the reader's script."""
        return material.voice.words(self.source.document, self.start, self.end)


def completions(material: Material) -> Iterator[Draft]:
    """One for each sentence with a clause that two others at least could stand for."""
    used: Counter[str] = Counter()
    ends = [end for source in material.sources for end in _ends(source)]
    for end in ends:
        akin = [other for other in ends if other.source.is_close(end.source)]
        for draft in _completion(material, end, akin, used):
            used.update(set(draft.item.options) - set(draft.item.key))
            yield draft


def _ends(source: Source) -> Iterator[End]:
    for statement in source.statements:
        if absolute(statement.plain) or not demands(statement.plain):
            continue
        for clause in _CLAUSE.finditer(statement.plain):
            at = statement.start
            end = End(source, statement, at + clause.start() + 1, at + clause.end())
            if _is_sound(statement, end):
                yield end


def _is_sound(statement: Statement, end: End) -> bool:
    """Whether the clause is something to do like what stands before it, and no part of a pair."""
    said, before = end.plain, end.before
    whole = before.count("“") == before.count("”") and len(before) > _MIN_BEFORE
    if len(statement.plain) - len(said) < _MIN_SHOWN or _runs_alike(statement, end):
        return False
    if not whole or not _MIN <= len(said) <= _MAX or _UNFIT.search(said):
        return False
    if _JOINS.match(said) or _PAIRED.search(said) or _FORBIDDEN.search(before):
        return False  # what follows a forbidden thing may be forbidden as well
    follows = statement.plain[end.end - statement.start :]
    return not _LEANS.match(follows) and tag(cut_known(said)[0]) in ("v", "i", "l")


def _runs_alike(statement: Statement, end: End) -> bool:
    """Whether a clause beside it has two of its characters (说老实话，办老实事), or hardly any."""
    beside = [end.before.rstrip(",").rpartition(",")[2]]
    beside += statement.plain[end.end - statement.start :].lstrip(",").split(",")[:1]
    short = len(beside[0]) < _MIN_BESIDE
    return short or any(len(set(end.plain) & set(clause)) >= _SHARED for clause in beside)


def _completion(
    material: Material, end: End, ends: Sequence[End], used: Counter[str]
) -> Iterator[Draft]:
    source, statement = end.source, end.statement
    document = statement.document
    key = end.words(material)
    left = document.text[statement.start : end.start]
    shown = material.voice.text(left + GAP + document.text[end.end : statement.end], document)
    own = material.voice.own
    stem = (
        material.voice.title(document)
        + own("中有一句：")
        + quoted(shown.replace(GAP, BLANK))
        + own("。空缺处的原文是下列哪一项？")
    )
    section = source.outline[statement.section]
    here = source.plain[section.start : section.end] if section.index else statement.plain
    others = {
        text: material.nearness.cosine((document, end.start), (other.source.document, other.start))
        for other in ends
        if other.statement is not statement
        and used[text := other.words(material)] < _MOST
        and abs(len(other.plain) - len(end.plain)) <= max(2, len(end.plain) // 3)
    }
    wrong = choose(
        stem,
        [key],
        others,
        least=2,
        is_right=lambda text: (
            covered(folded(text), here) or material.support.says(end.before, folded(text))
        ),
        likeness=others.__getitem__,
    )
    if wrong:
        yield material.draft(
            source,
            section,
            kind="single",
            about=f"end {statement.start} {end.start}",
            stem=stem,
            options=[key, *wrong],
            key=[key],
            span=(statement.start, statement.end),
            difficulty="medium",
            bloom="remember",
            asks=[statement.fact],
            tells=[statement.fact],
        )
