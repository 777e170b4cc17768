"""Which of the proposed edits are made: those that make likelier words, where that is sure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ingest.mend.page import REACH, Page, is_han
from ingest.mend.proposals import Edit, propose
from ingest.mend.repairs import Repair
from ingest.mend.rules import MendRules
from ingest.words import cut_known, frequency

_LOG_ALL = math.log(60_101_967)  # frequencies of jieba's dictionary, summed
_CERTAIN = 200.0  # the score of a rule that needs no judging, and the highest


@dataclass(frozen=True, slots=True)
class _Judged:
    """An edit, the span of the word it makes (edits that share one compete), and its score."""

    edit: Edit
    start: int
    end: int
    score: float


def find_repairs(text: str, known: frozenset[str], rules: MendRules) -> list[Repair]:
    """The repairs of one pass, sorted, without overlap."""
    page = Page.of(text, known, rules.rare)
    judged = (_judge(page, edit, rules) for edit in propose(page, rules))
    return _choose(text, [one for one in judged if one is not None], rules.threshold)


def _judge(page: Page, edit: Edit, rules: MendRules) -> _Judged | None:
    """The edit with its score; None where it makes no word, or what is there is to be kept."""
    if edit.rule.kind == "pattern":
        return _Judged(edit, edit.start, edit.end, _CERTAIN)
    first, last = page.around(edit.start, edit.end)
    left, right = page.starts[first], page.starts[last]
    tokens = cut_known(page.text[left : edit.start] + edit.after + page.text[edit.end : right])
    made = _word_made(tokens, edit, edit.start - left)
    if made is None or frequency(made[1]) < _needed(page, edit, made[1], rules):
        return None
    if len(made[1]) == 2 and any(c in edit.rule.weak for c in made[1] if c not in edit.after):
        return None
    start = min(left + made[0], edit.start)
    shrunk = edit.end - edit.start - len(edit.after)
    end = max(left + made[0] + len(made[1]) + shrunk, edit.end)
    if page.text[start:end] in rules.keep:
        return None
    score = sum(map(_log_prob, tokens)) - sum(map(_log_prob, page.tokens[first:last]))
    bonus = rules.known_bonus if made[1] in page.known else 0.0
    return _Judged(edit, start, end, min(score - edit.rule.cost + bonus, _CERTAIN))


def _needed(page: Page, edit: Edit, word: str, rules: MendRules) -> int:
    """The frequency that the word must have: two characters are soon a word."""
    if len(word) > 3:
        return 1
    sure = len(word) == 3 or word in page.known
    return rules.min_frequency if sure else edit.rule.min_pair_frequency


def _word_made(tokens: Sequence[str], edit: Edit, start: int) -> tuple[int, str] | None:
    """The word among `tokens`, with its offset, that the edit at `start` makes."""
    end = start + len(edit.after)
    for at, token in zip(accumulate(map(len, tokens), initial=0), tokens, strict=False):
        if at >= end and at >= start:
            break
        if len(token) >= edit.rule.min_word and _is_of(edit, at, at + len(token), start, end):
            return at, token
    return None


def _is_of(edit: Edit, at: int, stop: int, start: int, end: int) -> bool:
    """Whether the word [at, stop) is of the making of the edit, now at [start, end)."""
    if edit.rule.kind == "wording":
        return at < start < stop < end or start < at < end < stop
    return at < end and start < stop if edit.after else at < start < stop


def _choose(text: str, judged: Sequence[_Judged], threshold: float) -> list[Repair]:
    """The surest of those that share a place, where it is sure enough; sorted."""
    chosen: list[Repair] = []
    free = 0
    for group in _sharing(judged):
        best = max(group, key=lambda one: one.score)
        others = sum(math.exp(one.score - best.score) for one in group)
        confidence = 1 / (math.exp(-best.score) + others)
        edit = best.edit
        if confidence >= threshold and edit.start >= free:
            # What is nearer in the line is judged anew in the next pass.
            free = edit.end + len(text[edit.end : edit.end + REACH].partition("\n")[0])
            before = text[edit.start : edit.end]
            chosen.append(
                Repair(edit.start, edit.end, before, edit.after, edit.rule.name, confidence)
            )
    return chosen


def _sharing(judged: Sequence[_Judged]) -> Iterator[list[_Judged]]:
    """The edits in groups whose words overlap, in order."""
    group: list[_Judged] = []
    end = 0
    for one in sorted(judged, key=lambda one: (one.start, one.end)):
        if group and one.start >= end:
            yield group
            group = []
        group.append(one)
        end = max(end, one.end) if len(group) > 1 else one.end
    if group:
        yield group


@lru_cache(maxsize=1 << 18)
def _log_prob(word: str) -> float:
    """Log of a word's share of the dictionary's corpus; 0 for what is not Han, on either side."""
    if not is_han(word):
        return 0.0
    return math.log(max(frequency(word), 1)) - _LOG_ALL
