"""What the rules propose for a page: one proposer a kind of rule."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.mend.page import REACH, Page, is_han
from ingest.mend.rules import Kind, MendRule, MendRules
from ingest.words import frequency

_BESIDE_DASH = re.compile(r"[0-9a-z—–―─_-]")


@dataclass(frozen=True, slots=True)
class Edit:
    """A proposal: `after` for [start, end)."""

    start: int
    end: int
    after: str
    rule: MendRule


def propose(page: Page, rules: MendRules) -> Iterator[Edit]:
    """The edits that the rules propose, rule by rule; they may share a place."""
    for rule in rules.rules:
        yield from _PROPOSERS[rule.kind](page, rule, rules)


def _characters(page: Page, rule: MendRule, rules: MendRules) -> Iterator[Edit]:
    """Another character of its group for one that stands alone or in a rare word."""
    table = _table(rule)
    tokens = page.tokens
    for index in page.loose:
        token, start = tokens[index], page.starts[index]
        if len(token) > 1:
            yield from _within(token, start, table, rule)
        elif token in table and (is_han(token) or _is_lone(tokens, index)):
            heads, tails = _heads(tokens, index), _tails(tokens, index)
            for right in _meant(table[token], heads, tails, rules):
                yield Edit(start, start + 1, right, rule)


def _is_lone(tokens: Sequence[str], index: int) -> bool:
    """Whether neither a number, a letter nor another dash is beside the token."""
    beside = (*tokens[max(index - 1, 0) : index], *tokens[index + 1 : index + 2])
    return not any(_BESIDE_DASH.match(token) for token in beside)


def _heads(tokens: Sequence[str], index: int) -> tuple[str, ...]:
    """What a word through the token may begin with: nothing, or the token before, or two."""
    before = tokens[index - 1] if index else ""
    if not 0 < len(before) < REACH:
        return ("",)
    further = tokens[index - 2] + before if index > 1 else ""
    return ("", before, further) if 0 < len(further) < REACH else ("", before)


def _tails(tokens: Sequence[str], index: int) -> tuple[str, ...]:
    after = tokens[index + 1] if index + 1 < len(tokens) else ""
    if not 0 < len(after) < REACH:
        return ("",)
    further = after + tokens[index + 2] if index + 2 < len(tokens) else ""
    return ("", after, further) if 0 < len(further) < REACH else ("", after)


def _meant(
    candidates: Sequence[str], heads: Sequence[str], tails: Sequence[str], rules: MendRules
) -> Iterator[str]:
    """Those of `candidates` that make a word with a head, a tail, or both."""
    if len(heads) == len(tails) == 1:
        return
    around = [(h, t) for h in heads for t in tails if 0 < len(h) + len(t) < REACH]
    for right in candidates:
        if any(frequency(head + right + tail) >= rules.min_frequency for head, tail in around):
            yield right


def _within(token: str, start: int, table: Mapping[str, str], rule: MendRule) -> Iterator[Edit]:
    for at, char in enumerate(token):
        for right in table.get(char, ""):
            if frequency(token[:at] + right + token[at + 1 :]):
                yield Edit(start + at, start + at + 1, right, rule)


@cache
def _table(rule: MendRule) -> dict[str, str]:
    """For each character that may be wrong, those that may be meant."""
    table: dict[str, str] = {}
    for entry in rule.meant:
        meant, _, wrong = entry.partition("=")
        for char in wrong:
            table[char] = table.get(char, "") + meant
    return table


def _strings(page: Page, rule: MendRule, rules: MendRules) -> Iterator[Edit]:
    """The right side for the left side, wherever it stands."""
    pattern, table = _replacements(rule)
    for match in pattern.finditer(page.text):
        for after in table[match.group()]:
            yield Edit(match.start(), match.end(), after, rule)


@cache
def _replacements(rule: MendRule) -> tuple[re.Pattern[str], dict[str, list[str]]]:
    table: dict[str, list[str]] = {}
    for entry in rule.replace:
        one, other = entry.split("=")
        table.setdefault(one, []).append(other)
        if rule.kind == "wording":
            table.setdefault(other, []).append(one)
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), table


def _marks(page: Page, rule: MendRule, rules: MendRules) -> Iterator[Edit]:
    """A mark deleted; with it the character on either side exchanged."""
    tokens, tables = page.tokens, _tables(rules)
    for index in page.loose:
        if tokens[index] not in rule.marks or not _is_between_han(tokens, index):
            continue
        at, heads, tails = page.starts[index], _heads(tokens, index), _tails(tokens, index)
        if any(_is_fragment(page, tokens[i]) for i in (index - 1, index + 1)):
            for _ in _meant(("",), heads, tails, rules):
                yield Edit(at, at + 1, "", rule)
        before, after = tokens[index - 1], tokens[index + 1]
        for table in tables:
            outer = _heads(tokens, index - 1) if len(before) == 1 else ("",)
            for right in _meant(table.get(before[-1], ""), outer, tails, rules):
                yield Edit(at - 1, at + 1, right, rule)
            outer = _tails(tokens, index + 1) if len(after) == 1 else ("",)
            for right in _meant(table.get(after[0], ""), heads, outer, rules):
                yield Edit(at, at + 2, right, rule)


@cache
def _tables(rules: MendRules) -> tuple[dict[str, str], ...]:
    return tuple(_table(rule) for rule in rules.rules if rule.kind == "characters")


def _is_between_han(tokens: Sequence[str], index: int) -> bool:
    beside = [*tokens[max(index - 1, 0) : index], *tokens[index + 1 : index + 2]]
    return len(beside) == 2 and all(is_han(token) for token in beside)


def _is_fragment(page: Page, token: str) -> bool:
    """Whether a token is hardly a word: 易燃、易爆 are two words though 易燃易爆 is one."""
    return len(token) == 1 or token in page.rare


def _pattern(page: Page, rule: MendRule, rules: MendRules) -> Iterator[Edit]:
    for match in re.finditer(rule.pattern, page.text):
        yield Edit(match.start(), match.end(), match.expand(rule.after), rule)


_PROPOSERS: dict[Kind, Callable[[Page, MendRule, MendRules], Iterator[Edit]]] = {
    "characters": _characters,
    "strings": _strings,
    "wording": _strings,
    "marks": _marks,
    "pattern": _pattern,
}
