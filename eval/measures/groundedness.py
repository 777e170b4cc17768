"""Whether each sentence of an answer is supported by what it cites, as a judge sees it.

Source: ALCE (Gao et al. 2023) again: citation recall is, per sentence, whether the cited texts
together support it; citation precision whether a citation is needed, i.e. supports the sentence
alone or can't be left out. The judge here gives a probability; the mean of probabilities is
reported, and a sentence is called supported from .5 up. Departures: a marker speaks for
everything back to the marker or line break before it (a list item may be two sentences long);
a line that only announces others (ends in a colon, cites nothing) is not a claim, nor is the
title of a cited text before what it says (《title》：).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from eval.measures.undefined import Undefined
from eval.support import SupportJudge
from ingest.script import simplify

_PIECE = re.compile(r"(?P<text>[^\[\n]*(?:\[(?!\d+\])[^\[\n]*)*)(?P<markers>(?:\s?\[\d+\])*)")
_SENTENCE = re.compile(r"[^。！？!?]*(?:[。！？!?]+[”’」』）)\"']*|$)")
_TITLE = re.compile(r"^\s*《(.+?)》[:：]")
_LIST_NUMBER = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.、)）](?!\d))\s*")
SUPPORTED = 0.5


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer with the markers that speak for it."""

    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim, how probably its citations support it, and which of them are needed."""

    claim: Claim
    support: float
    needed: tuple[int, ...]


def claims(answer: str, titles: Collection[str] = ()) -> list[Claim]:
    """The sentences of an answer with their markers, without list numbers and announcements.

    `titles` are those of the cited texts: at the head of a line they say where the rest stands.
    """
    named = frozenset(map(_plain, titles))
    found: list[Claim] = []
    for line in answer.split("\n"):
        title = _TITLE.match(line)
        said = line[title.end() :] if title and _plain(title[1]) in named else line
        for match in _PIECE.finditer(_LIST_NUMBER.sub("", said)):
            markers = tuple(int(n) for n in re.findall(r"\[(\d+)\]", match["markers"]))
            text = match["text"].strip()
            found += [Claim(sentence, markers) for sentence in _sentences(text)]
    return [claim for claim in found if claim.markers or not claim.text.endswith((":", "："))]


def _plain(title: str) -> str:
    """A title however it is written: its words in one script, without marks."""
    return "".join(char for char in simplify(title) if char.isalnum())


def _sentences(text: str) -> list[str]:
    pieces = [match.group().strip() for match in _SENTENCE.finditer(text)]
    return [piece for piece in pieces if any(char.isalnum() for char in piece)]


def judge_answer(
    answer: str, quotes: Mapping[int, str], judge: SupportJudge, titles: Collection[str] = ()
) -> list[Verdict]:
    """A verdict for each claim; a claim that cites nothing is not supported (0.0)."""
    return [_verdict(claim, quotes, judge) for claim in claims(answer, titles)]


def _verdict(claim: Claim, quotes: Mapping[int, str], judge: SupportJudge) -> Verdict:
    cited = [marker for marker in dict.fromkeys(claim.markers) if marker in quotes]
    if not cited:
        return Verdict(claim, 0.0, ())
    support = judge.support(claim.text, "\n".join(quotes[marker] for marker in cited))
    if len(cited) == 1:
        return Verdict(claim, support, tuple(cited) if support >= SUPPORTED else ())
    needed = tuple(m for m in cited if _is_needed(claim.text, m, cited, quotes, judge))
    return Verdict(claim, support, needed if support >= SUPPORTED else ())


def _is_needed(
    sentence: str, marker: int, cited: Sequence[int], quotes: Mapping[int, str], judge: SupportJudge
) -> bool:
    """Whether the citation supports the sentence alone, or the others don't without it."""
    if judge.support(sentence, quotes[marker]) >= SUPPORTED:
        return True
    others = "\n".join(quotes[other] for other in cited if other != marker)
    return judge.support(sentence, others) < SUPPORTED


def groundedness(verdicts: Sequence[Verdict]) -> float:
    """Mean support of the claims, 0 to 1.

    Raises:
        Undefined: the answer claims nothing.
    """
    if not verdicts:
        raise Undefined("undefined for an answer that claims nothing")
    return sum(verdict.support for verdict in verdicts) / len(verdicts)


def supported_share(verdicts: Sequence[Verdict]) -> float:
    """Share of the claims that are supported: ALCE's citation recall."""
    if not verdicts:
        raise Undefined("undefined for an answer that claims nothing")
    return sum(verdict.support >= SUPPORTED for verdict in verdicts) / len(verdicts)


def needed_share(verdicts: Sequence[Verdict]) -> float:
    """Share of the claims' citations that are needed: ALCE's citation precision.

    Raises:
        Undefined: nothing is cited.
    """
    cited = sum(len(set(verdict.claim.markers)) for verdict in verdicts)
    if not cited:
        raise Undefined("undefined without citations")
    return sum(len(verdict.needed) for verdict in verdicts) / cited
