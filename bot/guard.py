"""Does the evidence say what a claim says? Rather a true sentence dropped than a false one passed.

A claim passes where it is a retelling that leaves out or reorders, and little more: its words
stand in the evidence, or others that mean the same, clause by clause in the same order, and
nothing that turns the meaning (a negation, a permission, a condition, who does it to whom) was
passed over. That is stricter than a reader is; what fails is given in the source's own words.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.alignment import Alignment, Said
from bot.guard_english import english_support
from bot.reading import (
    FREE,
    Reading,
    forms,
    halves,
    read,
)

MIN_COSINE = 0.86  # of claim and evidence; retellings reach .90 and more, see test_guard.py
MIN_ENGLISH_COSINE = 0.8  # across languages the model puts translations at .82 and more
_QUOTED = re.compile(r"[《“「『\"]([^》”」』\"]{1,40})[》”」』\"]")
_OPENING = re.compile(
    r"^(?:根据|依据|按照|按|据)?(?:上述|以上|这些|所给|提供的)?(?:资料|材料|文中|原文|文章)(?:中|里|所述|内容)?"
    r"(?:的?(?:说法|介绍|要求))?(?:提到|指出|说|讲|写道|认为|来看)?[,:]?"
)

Embed = Callable[[str], np.ndarray]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim passed; `reason` says why not, `rests_on` which pieces it was found in."""

    supported: bool
    reason: str = ""
    rests_on: tuple[int, ...] = ()


class Guard:
    """Checks claims against what they cite."""

    def __init__(self, embed: Embed | None = None) -> None:
        """`embed` gives unit vectors; without one, meaning is judged by words alone."""
        self._embed = None if embed is None else lru_cache(maxsize=512)(embed)

    def check(self, claim: str, evidence: Sequence[Said]) -> Verdict:
        """The verdict on a Chinese claim."""
        claimed = read(_OPENING.sub("", read(claim).text))
        if not any(word.kind == "content" for word in claimed.words):
            return Verdict(False, "it says nothing")
        if not evidence:
            return Verdict(False, "it cites nothing")
        for quoted in _QUOTED.findall(claimed.text):
            if not any(quoted in read(_whole(said)).text for said in evidence):
                return Verdict(False, f"{quoted!r} is not in the evidence")
        verbatim = [
            i
            for i, said in enumerate(evidence)
            if _letters(said.text) == _letters(claim)
            and bool(read(said.text).asks) == bool(claimed.asks)
        ]
        if verbatim:
            return Verdict(True, rests_on=(verbatim[0],))
        missing = _missing(claimed, evidence)
        if missing:
            return Verdict(False, f"{missing!r} is not in the evidence")
        path = Alignment(claimed, evidence).path()
        if path is None:
            return Verdict(False, "the evidence says it otherwise")
        rests_on = tuple(sorted({place.piece for place in path if place.piece is not None}))
        if not self._means_the_same(claim, [evidence[i] for i in rests_on]):
            return Verdict(False, "it is too far from the evidence")
        return Verdict(True, rests_on=rests_on)

    def check_english(self, claim: str, evidence: Sequence[Said]) -> Verdict:
        """The verdict on an English claim about Chinese evidence."""
        reason, rests_on = english_support(claim, [said.text for said in evidence])
        if reason:
            return Verdict(False, reason)
        meant = [evidence[i] for i in rests_on]
        if self._embed is not None and self.cosine(claim, meant) < MIN_ENGLISH_COSINE:
            return Verdict(False, "it is too far from the evidence")
        return Verdict(True, rests_on=rests_on)

    def _means_the_same(self, claim: str, evidence: Sequence[Said]) -> bool:
        return self._embed is None or self.cosine(claim, evidence) >= MIN_COSINE

    def cosine(self, claim: str, evidence: Sequence[Said]) -> float:
        """How near in meaning, -1 to 1, the claim is to the evidence, with headings or without."""
        assert self._embed is not None
        plain = "".join(said.text for said in evidence)
        headed = "".join(_whole(said) for said in evidence)
        vector = self._embed(claim)
        return max(float(vector @ self._embed(text)) for text in {plain, headed})


def _whole(said: Said) -> str:
    return "\n".join([*said.headings, said.text])


def _letters(text: str) -> str:
    """The folded text without its marks."""
    return "".join(char for char in read(text).text if char.isalnum())


def _missing(claimed: Reading, evidence: Sequence[Said]) -> str:
    """The first word of the claim that stands nowhere in the evidence; empty if there is none."""
    texts = [read(_whole(said)).text for said in evidence]
    for word in claimed.words:
        if word.kind in FREE or word.kind in ("must", "number"):
            continue
        parts = halves(word.text) or ()
        known = any(form in text for form in forms(word) for text in texts)
        if not known and not (parts and all(any(p in t for t in texts) for p in parts)):
            return word.text
    return ""
