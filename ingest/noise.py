"""What in a document is not guidance: spans to mask, and places where words are hidden.

The rules are data (`noise_rules.toml`, which explains their fields). They are matched on the
folded text, which has the text's own length: one Simplified rule serves both scripts.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Literal, cast, get_args

from ingest.errors import XietiaoError
from ingest.records import Mask
from ingest.script import fold_same_length

Scope = Literal["line", "words", "inline", "block", "repeated-title", "repeated", "head", "tail"]

RULES_FILE = Path(__file__).with_name("noise_rules.toml")

_TITLE = "{title}"
_FRAGMENT = re.compile(r"«([a-z-]+)»")
_NUMBER = re.compile(r"\d[\d.,]*(?:[万亿]|[kKwWmM]\b)?\+?")
_BETWEEN_WORDS = re.compile(r"[\s|/·•・:,、>»›‹«<\[\]【】()「」〔〕┊◆◇●○■□▪★☆▲△▼▽↑↓→←_+?!#*-]+")
_WORD_MAX_CHARS = 12
_PROSE_MIN_CHARS = 40
_CLAUSE_END = re.compile(r"[,。;]")
_PROSE_END = re.compile(r"[。;:…][”』」\")]?$|^.{24,}[!?][”』」\")]?$")


class InvalidNoiseRules(XietiaoError):
    """The rules file has an entry that can't be used; the message names it."""


@dataclass(frozen=True, slots=True)
class NoiseRule:
    """One class of noise and how it is recognised; the rules file explains the fields."""

    name: str
    noise_class: str
    scope: Scope
    pattern: str
    unless: str | None = None
    top: int | None = None
    bottom: int | None = None
    max_chars: int = 100
    ends_sentence: bool = True
    gap: bool = False
    min_words: int = 1
    min_share: float = 1.0
    item: str | None = None
    max_items: int = 20
    from_occurrence: int = 1


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that holds text: `folded` without the space around it, and its span."""

    start: int
    end: int
    folded: str


_Finder = Callable[[NoiseRule, Sequence[_Line], Mapping[int, str]], Iterator[int]]


def find_noise(text: str, rules: Sequence[NoiseRule] | None = None) -> list[Mask]:
    """The spans of `text` that are noise, sorted, without overlap, none across a line's end.

    A rule for whole lines masks the line without the space around it. Where several rules of
    a scope match a line, the one that stands first in `rules` gives its name.
    """
    rules = default_rules() if rules is None else rules
    lines = _lines_of(text)
    by_line: dict[int, str] = {}
    for scope, finder in _LINE_FINDERS.items():
        for rule in rules:
            if rule.scope == scope:
                for index in finder(rule, lines, by_line):
                    by_line.setdefault(index, rule.name)
    whole = (Mask(lines[i].start, lines[i].end, name) for i, name in by_line.items())
    rest = [line for i, line in enumerate(lines) if i not in by_line]
    return _without_overlap(chain(whole, _inline(rules, rest)))


def find_gaps(text: str, rules: Sequence[NoiseRule] | None = None) -> list[Mask]:
    """The places where a site withheld words of the text, by the rule that saw the notice.

    Each is masked as noise too; what is missing stood there, or after it.
    """
    rules = default_rules() if rules is None else rules
    return find_noise(text, [rule for rule in rules if rule.gap])


@cache
def default_rules() -> tuple[NoiseRule, ...]:
    """The rules that come with the package."""
    return load_rules(RULES_FILE)


def load_rules(path: Path) -> tuple[NoiseRule, ...]:
    """The rules of one file, in its order, their fragments put in.

    Raises:
        InvalidNoiseRules: the file can't be read, or a rule has an unknown field, an unknown
            scope, or a pattern that is not a regular expression.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidNoiseRules(f"{path}: {error}") from error
    fragments = {
        name: value if isinstance(value, str) else "|".join(value)
        for name, value in cast("dict[str, str | list[str]]", raw.get("fragments", {})).items()
    }
    entries = cast("list[dict[str, Any]]", raw.get("rule", []))
    return tuple(_rule_from(entry, fragments) for entry in entries)


def _rule_from(entry: Mapping[str, Any], fragments: Mapping[str, str]) -> NoiseRule:
    values = {("noise_class" if key == "class" else key): value for key, value in entry.items()}
    if words := values.pop("words", None):
        values["pattern"] = "|".join(words)
    try:
        for key in ("pattern", "unless", "item"):
            if key in values:
                values[key] = _FRAGMENT.sub(lambda m: fragments[m[1]], values[key])
                _compiled(values[key].replace(_TITLE, ""))
        rule = NoiseRule(**values)
    except (KeyError, TypeError, re.error) as error:
        raise InvalidNoiseRules(f"rule {entry.get('name', '?')}: {error}") from error
    if rule.scope not in get_args(Scope):
        raise InvalidNoiseRules(f"rule {rule.name}: no scope {rule.scope!r}")
    return rule


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _lines_of(text: str) -> list[_Line]:
    folded = fold_same_length(text)
    return [
        _Line(match.start(), match.end(), match[0])
        for match in re.finditer(r"[^\s](?:[^\n\r]*[^\s])?", folded)
    ]


def _in_reach(rule: NoiseRule, lines: Sequence[_Line]) -> Iterator[tuple[int, _Line]]:
    """The lines that `rule` may look at: by place, by length, by how they end."""
    for index in _places(rule, len(lines)):
        line = lines[index]
        if len(line.folded) > rule.max_chars:
            continue
        if rule.ends_sentence or not line.folded.endswith(("。", ";")):
            yield index, line


def _places(rule: NoiseRule, n_lines: int) -> Iterable[int]:
    if rule.top is None and rule.bottom is None:
        return range(n_lines)
    top = min(rule.top or 0, n_lines)
    return chain(range(top), range(max(top, n_lines - (rule.bottom or 0)), n_lines))


def _excepted(rule: NoiseRule, line: _Line) -> bool:
    return rule.unless is not None and _compiled(rule.unless).search(line.folded) is not None


def _by_line(rule: NoiseRule, lines: Sequence[_Line], _: Mapping[int, str]) -> Iterator[int]:
    pattern = _compiled(rule.pattern)
    for index, line in _in_reach(rule, lines):
        if pattern.search(line.folded) and not _excepted(rule, line):
            yield index


def _by_words(rule: NoiseRule, lines: Sequence[_Line], _: Mapping[int, str]) -> Iterator[int]:
    """Lines whose words are the rule's; numbers may stand between them.

    Where `min_share` lets some words be others, those are short, as on a button.
    """
    known = _compiled(rule.pattern)
    for index, line in _in_reach(rule, lines):
        words = [word for word in _BETWEEN_WORDS.split(_NUMBER.sub(" ", line.folded)) if word]
        n_known = sum(known.fullmatch(word) is not None for word in words)
        enough = len(words) >= rule.min_words and n_known >= rule.min_share * len(words) > 0
        short = n_known == len(words) or max(map(len, words)) <= _WORD_MAX_CHARS
        if enough and short and not _excepted(rule, line):
            yield index


def _by_block(rule: NoiseRule, lines: Sequence[_Line], _: Mapping[int, str]) -> Iterator[int]:
    """A line that opens a block, and what follows it for as long as that looks like an item."""
    heads = list(_by_line(rule, lines, {}))[rule.from_occurrence - 1 :]
    item = _compiled(rule.item or r"(?!)")
    for head in heads:
        yield head
        for index in range(head + 1, min(head + 1 + rule.max_items, len(lines))):
            if len(lines[index].folded) > rule.max_chars or not item.search(lines[index].folded):
                break
            yield index


def _by_title(rule: NoiseRule, lines: Sequence[_Line], masked: Mapping[int, str]) -> Iterator[int]:
    """Lines that say the title again: `{title}` in the pattern stands for each possible title.

    A possible title is an unmasked line near the top that `unless` lets pass; only the lines
    after it can be its repetition, unless the pattern adds something to it.
    """
    adds = rule.pattern.strip("^$") != _TITLE
    for first, title in _in_reach(rule, lines):
        if first in masked or _excepted(rule, title):
            continue
        pattern = re.compile(rule.pattern.replace(_TITLE, re.escape(title.folded)))
        for index, line in enumerate(lines):
            short = len(line.folded) <= rule.max_chars
            if short and index != first and (adds or index > first) and pattern.search(line.folded):
                yield index


def _by_repetition(rule: NoiseRule, lines: Sequence[_Line], _: Mapping[int, str]) -> Iterator[int]:
    """Lines that stand on the page `from_occurrence` times or more, as a running head does."""
    times = Counter(line.folded for line in lines)
    for index in _by_line(rule, lines, {}):
        if times[lines[index].folded] >= rule.from_occurrence:
            yield index


def _by_head(rule: NoiseRule, lines: Sequence[_Line], masked: Mapping[int, str]) -> Iterator[int]:
    """What is left between the noise lines of the page's head, below the title.

    The head ends where the text begins: at the first prose or numbered line.
    """
    pattern = _compiled(rule.pattern)
    texts = (i for i, line in enumerate(lines) if i not in masked and _is_prose(line, rule))
    head = range(min(next(texts, 0), rule.top or len(lines)))
    left = [i for i in head if i not in masked]
    if 2 * len(left) > len(head):
        return
    title = next((i for i in left if not pattern.search(lines[i].folded)), len(lines))
    for i in left:
        if i > title and {i - 1, i + 1} <= masked.keys() and pattern.search(lines[i].folded):
            yield i


def _by_tail(rule: NoiseRule, lines: Sequence[_Line], masked: Mapping[int, str]) -> Iterator[int]:
    """What is left between the noise lines after the last line of prose."""
    pattern = _compiled(rule.pattern)
    prose = (i for i, line in enumerate(lines) if i not in masked and _is_prose(line, rule))
    tail = range(max(prose, default=len(lines)) + 1, len(lines))
    first = next((i for i in tail if i in masked), len(lines))
    after = range(first, len(lines))
    if 2 * sum(i in masked for i in after) >= len(after):
        yield from (i for i in after if i not in masked and pattern.search(lines[i].folded))


def _is_prose(line: _Line, rule: NoiseRule) -> bool:
    long = len(line.folded) >= _PROSE_MIN_CHARS and _CLAUSE_END.search(line.folded)
    return bool(long or _PROSE_END.search(line.folded) or _excepted(rule, line))


def _inline(rules: Sequence[NoiseRule], lines: Sequence[_Line]) -> Iterator[Mask]:
    for rule in rules:
        if rule.scope == "inline":
            pattern = _compiled(rule.pattern)
            for line in lines:
                for match in pattern.finditer(line.folded):
                    start, end = match.span(pattern.groups and 1)
                    yield Mask(line.start + start, line.start + end, rule.name)


def _without_overlap(masks: Iterator[Mask]) -> list[Mask]:
    """Sorted; of masks that overlap, one mask over them all, with the name of the first."""
    merged: list[Mask] = []
    for mask in sorted(masks, key=lambda m: (m.start, -m.end)):
        if merged and mask.start < merged[-1].end:
            last = merged.pop()
            mask = Mask(last.start, max(last.end, mask.end), last.rule)
        merged.append(mask)
    return merged


# In this order: what comes later looks at the lines that are masked already.
_LINE_FINDERS: dict[Scope, _Finder] = {
    "line": _by_line,
    "words": _by_words,
    "block": _by_block,
    "repeated-title": _by_title,
    "repeated": _by_repetition,
    "head": _by_head,
    "tail": _by_tail,
}
