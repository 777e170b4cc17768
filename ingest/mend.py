"""Damage of careless script conversion and of OCR, mended in a folded text: 深人 is read 深入.

What to look for is data (`mend_rules.toml`, which explains its fields); here is how an edit is
judged: by the words it makes, against those that stand there. Only what is searched is mended;
what is shown stays as in the source.
"""

import math
import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal, cast

from ingest import words
from ingest.errors import XietiaoError

Kind = Literal["characters", "strings", "wording", "marks", "pattern"]

RULES_FILE = Path(__file__).with_name("mend_rules.toml")

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿𠀀-𱍊〇]")
_BESIDE_DASH = re.compile(r"[0-9a-z—–―─_-]")
_LOG_ALL = math.log(60_101_967)  # frequencies of jieba's dictionary, summed
_REACH = 4  # characters on either side by which an edit is judged; the longest word it looks for
_MAX_PASSES = 50
_CERTAIN = 200.0  # the score of a rule that needs no judging, and the highest


class InvalidMendRules(XietiaoError):
    """The rules file has an entry that can't be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Repair:
    """`after` is read where `before` stands, at [start, end) of the folded text.

    `confidence` is 0..1, higher is surer; certain rules have 1.
    """

    start: int
    end: int
    before: str
    after: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Mended:
    """A folded text as mended, the way back, and what was done to it.

    `origins[i]` is the offset in the folded text of `text[i]`; monotone; one more entry than
    characters, the last being the folded text's length: the kind of map that `Folded` has, so
    `[folded.origins[i] for i in mended.origins]` leads back to the source.
    """

    text: str
    origins: Sequence[int]
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: tables are cached by it
class MendRule:
    """One class of damage; the rules file explains the fields."""

    name: str
    kind: Kind
    cost: float = 0.0
    min_word: int = 2
    min_pair_frequency: int = 20
    weak: str = ""
    meant: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    marks: str = ""
    pattern: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class MendRules:
    """A rules file: what holds for every rule, and the rules."""

    threshold: float
    known_bonus: float
    min_frequency: int
    rare: int
    keep: frozenset[str]
    rules: tuple[MendRule, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    """A proposal: `after` for [start, end)."""

    start: int
    end: int
    after: str
    rule: MendRule


@dataclass(frozen=True, slots=True)
class _Judged:
    """An edit, the span of the word it makes (edits that share one compete), and its score."""

    edit: _Edit
    start: int
    end: int
    score: float


def mend(
    folded: str, *, known: frozenset[str] = frozenset(), rules: MendRules | None = None
) -> Mended:
    """`folded` with its damage mended; what is in doubt stays.

    `known` are words of the document the text is from (`words_of`): a repair that makes one of
    them is surer. Mending what was mended, with the same `known`, changes nothing.
    """
    rules = default_rules() if rules is None else rules
    made: list[Repair] = []
    pieces: list[str] = []
    origins: list[int] = []
    done = 0
    for start, end, repairs in _by_line(folded, _find(folded, known, rules)):
        line = _settle(folded[start:end], repairs, known, rules)
        pieces += [folded[done:start], line.text]
        origins += [*range(done, start), *(start + origin for origin in line.origins[:-1])]
        made += [replace(r, start=start + r.start, end=start + r.end) for r in line.repairs]
        done = end
    if not made:
        return Mended(folded, range(len(folded) + 1), ())
    origins.extend(range(done, len(folded) + 1))
    return Mended("".join([*pieces, folded[done:]]), origins, tuple(made))


def words_of(folded: str) -> frozenset[str]:
    """The words of two characters and more in a folded text: `known` for `mend`."""
    return frozenset(word for word in _cut(folded) if len(word) > 1)


@cache
def default_rules() -> MendRules:
    """The rules that come with the package."""
    return load_rules(RULES_FILE)


def load_rules(path: Path) -> MendRules:
    """The rules of one file, in its order.

    Raises:
        InvalidMendRules: the file can't be read, or an entry lacks a field, has an unknown one,
            or a pattern that is not a regular expression.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = cast("list[dict[str, Any]]", raw.pop("rule"))
        keep = frozenset(cast("str", raw.pop("keep", "")).split())
        return MendRules(**raw, keep=keep, rules=tuple(_rule_from(entry) for entry in entries))
    except (OSError, ValueError, TypeError, KeyError, re.error) as error:
        raise InvalidMendRules(f"{path}: {error}") from error


def _rule_from(entry: Mapping[str, Any]) -> MendRule:
    values: dict[str, Any] = dict(entry)
    for name in ("meant", "replace"):
        values[name] = tuple(values.get(name, ()))
    rule = MendRule(**values)
    if rule.kind not in _PROPOSERS:
        raise ValueError(f"{rule.name}: no such kind as {rule.kind!r}")
    if any(len(entry.partition("=")[0]) == 0 for entry in (*rule.meant, *rule.replace)):
        raise ValueError(f"{rule.name}: an entry without a left side")
    re.compile(rule.pattern)
    return rule


# ---------------------------------------------------------------- words and their frequencies


@lru_cache(maxsize=1 << 18)
def _frequency(word: str) -> int:
    """How often the dictionary's corpus has `word`; 0 where it is not in the dictionary."""
    return words.rjieba.suggest_freq(word) if words.rjieba.has_word(word) else 0


@lru_cache(maxsize=1 << 18)
def _log_prob(word: str) -> float:
    """Log of a word's share of the dictionary's corpus; 0 for what is not Han, on either side."""
    if not _HAN.match(word):
        return 0.0
    return math.log(max(_frequency(word), 1)) - _LOG_ALL


def _cut(text: str) -> list[str]:
    """`text` cut into the dictionary's words and single characters, by greatest probability."""
    return words.rjieba.cut(text, hmm=False)


@dataclass(frozen=True, slots=True)
class _Page:
    """A text cut into words.

    `starts` has each word's offset and the text's length; `rare` are those of its words that
    may be damage, `loose` the indexes of these and of single characters.
    """

    text: str
    tokens: Sequence[str]
    starts: Sequence[int]
    known: frozenset[str]
    rare: frozenset[str]
    loose: Sequence[int]

    @classmethod
    def of(cls, text: str, known: frozenset[str], rare: int) -> "_Page":
        """The text's words, and what is known of them."""
        tokens = _cut(text)
        starts = list(accumulate(map(len, tokens), initial=0))
        short = (w for w in set(tokens) if 1 < len(w) < _REACH)
        odd = frozenset(w for w in short if 0 < _frequency(w) <= rare)
        loose = [i for i, token in enumerate(tokens) if len(token) == 1 or token in odd]
        return cls(text, tokens, starts, known, odd, loose)

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The words [first, last) that reach `_REACH` characters around a span."""
        first = bisect_right(self.starts, max(start - _REACH, 0)) - 1
        return first, bisect_left(self.starts, min(end + _REACH, len(self.text)))


# ---------------------------------------------------------------- what the rules propose


def _characters(page: _Page, rule: MendRule, rules: MendRules) -> Iterator[_Edit]:
    """Another character of its group for one that stands alone or in a rare word."""
    table = _table(rule)
    tokens = page.tokens
    for index in page.loose:
        token, start = tokens[index], page.starts[index]
        if len(token) > 1:
            yield from _within(token, start, table, rule)
        elif token in table and (_HAN.match(token) or _is_lone(tokens, index)):
            heads, tails = _heads(tokens, index), _tails(tokens, index)
            for right in _meant(table[token], heads, tails, rules):
                yield _Edit(start, start + 1, right, rule)


def _is_lone(tokens: Sequence[str], index: int) -> bool:
    """Whether neither a number, a letter nor another dash is beside the token."""
    beside = (*tokens[max(index - 1, 0) : index], *tokens[index + 1 : index + 2])
    return not any(_BESIDE_DASH.match(token) for token in beside)


def _heads(tokens: Sequence[str], index: int) -> tuple[str, ...]:
    """What a word through the token may begin with: nothing, or the token before, or two."""
    before = tokens[index - 1] if index else ""
    if not 0 < len(before) < _REACH:
        return ("",)
    further = tokens[index - 2] + before if index > 1 else ""
    return ("", before, further) if 0 < len(further) < _REACH else ("", before)


def _tails(tokens: Sequence[str], index: int) -> tuple[str, ...]:
    after = tokens[index + 1] if index + 1 < len(tokens) else ""
    if not 0 < len(after) < _REACH:
        return ("",)
    further = after + tokens[index + 2] if index + 2 < len(tokens) else ""
    return ("", after, further) if 0 < len(further) < _REACH else ("", after)


def _meant(
    candidates: Sequence[str], heads: Sequence[str], tails: Sequence[str], rules: MendRules
) -> Iterator[str]:
    """Those of `candidates` that make a word with a head, a tail, or both."""
    if len(heads) == len(tails) == 1:
        return
    around = [(h, t) for h in heads for t in tails if 0 < len(h) + len(t) < _REACH]
    for right in candidates:
        if any(_frequency(head + right + tail) >= rules.min_frequency for head, tail in around):
            yield right


def _within(token: str, start: int, table: Mapping[str, str], rule: MendRule) -> Iterator[_Edit]:
    for at, char in enumerate(token):
        for right in table.get(char, ""):
            if _frequency(token[:at] + right + token[at + 1 :]):
                yield _Edit(start + at, start + at + 1, right, rule)


@cache
def _table(rule: MendRule) -> dict[str, str]:
    """For each character that may be wrong, those that may be meant."""
    table: dict[str, str] = {}
    for entry in rule.meant:
        meant, _, wrong = entry.partition("=")
        for char in wrong:
            table[char] = table.get(char, "") + meant
    return table


def _strings(page: _Page, rule: MendRule, rules: MendRules) -> Iterator[_Edit]:
    """The right side for the left side, wherever it stands."""
    pattern, table = _replacements(rule)
    for match in pattern.finditer(page.text):
        for after in table[match.group()]:
            yield _Edit(match.start(), match.end(), after, rule)


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


def _marks(page: _Page, rule: MendRule, rules: MendRules) -> Iterator[_Edit]:
    """A mark deleted; with it the character on either side exchanged."""
    tokens, tables = page.tokens, _tables(rules)
    for index in page.loose:
        if tokens[index] not in rule.marks or not _is_between_han(tokens, index):
            continue
        at, heads, tails = page.starts[index], _heads(tokens, index), _tails(tokens, index)
        if any(_is_fragment(page, tokens[i]) for i in (index - 1, index + 1)):
            for _ in _meant(("",), heads, tails, rules):
                yield _Edit(at, at + 1, "", rule)
        before, after = tokens[index - 1], tokens[index + 1]
        for table in tables:
            outer = _heads(tokens, index - 1) if len(before) == 1 else ("",)
            for right in _meant(table.get(before[-1], ""), outer, tails, rules):
                yield _Edit(at - 1, at + 1, right, rule)
            outer = _tails(tokens, index + 1) if len(after) == 1 else ("",)
            for right in _meant(table.get(after[0], ""), heads, outer, rules):
                yield _Edit(at, at + 2, right, rule)


@cache
def _tables(rules: MendRules) -> tuple[dict[str, str], ...]:
    return tuple(_table(rule) for rule in rules.rules if rule.kind == "characters")


def _is_between_han(tokens: Sequence[str], index: int) -> bool:
    beside = [*tokens[max(index - 1, 0) : index], *tokens[index + 1 : index + 2]]
    return len(beside) == 2 and all(_HAN.match(token) for token in beside)


def _is_fragment(page: _Page, token: str) -> bool:
    """Whether a token is hardly a word: 易燃、易爆 are two words though 易燃易爆 is one."""
    return len(token) == 1 or token in page.rare


def _pattern(page: _Page, rule: MendRule, rules: MendRules) -> Iterator[_Edit]:
    for match in re.finditer(rule.pattern, page.text):
        yield _Edit(match.start(), match.end(), match.expand(rule.after), rule)


_PROPOSERS: dict[Kind, Callable[[_Page, MendRule, MendRules], Iterator[_Edit]]] = {
    "characters": _characters,
    "strings": _strings,
    "wording": _strings,
    "marks": _marks,
    "pattern": _pattern,
}


# ---------------------------------------------------------------- which proposals are taken


def _find(text: str, known: frozenset[str], rules: MendRules) -> list[Repair]:
    """The repairs of one pass, sorted, without overlap."""
    page = _Page.of(text, known, rules.rare)
    proposed = (edit for rule in rules.rules for edit in _PROPOSERS[rule.kind](page, rule, rules))
    judged = (_judge(page, edit, rules) for edit in proposed)
    return _choose(text, [one for one in judged if one is not None], rules.threshold)


def _judge(page: _Page, edit: _Edit, rules: MendRules) -> _Judged | None:
    """The edit with its score; None where it makes no word, or what is there is to be kept."""
    if edit.rule.kind == "pattern":
        return _Judged(edit, edit.start, edit.end, _CERTAIN)
    first, last = page.around(edit.start, edit.end)
    left, right = page.starts[first], page.starts[last]
    tokens = _cut(page.text[left : edit.start] + edit.after + page.text[edit.end : right])
    made = _word_made(tokens, edit, edit.start - left)
    if made is None or _frequency(made[1]) < _needed(page, edit, made[1], rules):
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


def _needed(page: _Page, edit: _Edit, word: str, rules: MendRules) -> int:
    """The frequency that the word must have: two characters are soon a word."""
    if len(word) > 3:
        return 1
    sure = len(word) == 3 or word in page.known
    return rules.min_frequency if sure else edit.rule.min_pair_frequency


def _word_made(tokens: Sequence[str], edit: _Edit, start: int) -> tuple[int, str] | None:
    """The word among `tokens`, with its offset, that the edit at `start` makes."""
    end = start + len(edit.after)
    for at, token in zip(accumulate(map(len, tokens), initial=0), tokens, strict=False):
        if at >= end and at >= start:
            break
        if len(token) >= edit.rule.min_word and _is_of(edit, at, at + len(token), start, end):
            return at, token
    return None


def _is_of(edit: _Edit, at: int, stop: int, start: int, end: int) -> bool:
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
            free = edit.end + len(text[edit.end : edit.end + _REACH].partition("\n")[0])
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


# ---------------------------------------------------------------- repairs made, and the way back


def _by_line(text: str, repairs: Iterable[Repair]) -> Iterator[tuple[int, int, list[Repair]]]:
    """The lines that have repairs, each with them, their offsets being the line's own."""
    line: list[Repair] = []
    start = end = 0
    for repair in repairs:
        if line and repair.start >= end:
            yield start, end, line
            line = []
        if not line:
            start = text.rfind("\n", 0, repair.start) + 1
            end = text.find("\n", repair.start)
            end = len(text) if end < 0 else end
        line.append(replace(repair, start=repair.start - start, end=repair.end - start))
    if line:
        yield start, end, line


def _settle(
    line: str, repairs: Sequence[Repair], known: frozenset[str], rules: MendRules
) -> Mended:
    """The line with the repairs made, and with those that are seen only then."""
    text = line
    origins: Sequence[int] = range(len(line) + 1)
    made: list[Repair] = []
    for _ in range(_MAX_PASSES):
        made += [replace(r, start=origins[r.start], end=origins[r.end]) for r in repairs]
        text, step = _apply(text, repairs)
        origins = [origins[index] for index in step]
        repairs = _find(text, known, rules)
        if not repairs:
            break
    return Mended(text, origins, _merged(made, line, text, origins))


def _apply(text: str, repairs: Sequence[Repair]) -> tuple[str, list[int]]:
    """The text with the repairs made, and for each of its offsets the one in `text`."""
    pieces: list[str] = []
    origins: list[int] = []
    done = 0
    for repair in repairs:
        pieces += [text[done : repair.start], repair.after]
        origins.extend(range(done, repair.start))
        last = max(repair.end - repair.start - 1, 0)
        origins.extend(repair.start + min(i, last) for i in range(len(repair.after)))
        done = repair.end
    pieces.append(text[done:])
    origins.extend(range(done, len(text) + 1))
    return "".join(pieces), origins


def _merged(
    made: Sequence[Repair], folded: str, text: str, origins: Sequence[int]
) -> tuple[Repair, ...]:
    """Repairs of several passes, those that overlap as one, with what became of their span."""
    merged: list[Repair] = []
    for repair in sorted(made, key=lambda repair: (repair.start, repair.end)):
        if merged and repair.start < merged[-1].end:
            before = merged.pop()
            repair = replace(
                before,
                end=max(before.end, repair.end),
                confidence=min(before.confidence, repair.confidence),
            )
        merged.append(repair)
    return tuple(_spelt(repair, folded, text, origins) for repair in merged)


def _spelt(repair: Repair, folded: str, text: str, origins: Sequence[int]) -> Repair:
    start, end = bisect_left(origins, repair.start), bisect_left(origins, repair.end)
    return replace(repair, before=folded[repair.start : repair.end], after=text[start:end])
