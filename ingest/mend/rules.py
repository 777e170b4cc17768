"""The rules: what damage to look for, and what an edit must have to be made."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from ingest.errors import XietiaoError

Kind = Literal["characters", "strings", "wording", "marks", "pattern"]

RULES_FILE = Path(__file__).with_name("rules.toml")


class InvalidMendRules(XietiaoError):
    """The rules file has an entry that can't be used; the message names it."""


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
    if rule.kind not in get_args(Kind):
        raise ValueError(f"{rule.name}: no such kind as {rule.kind!r}")
    if any(len(entry.partition("=")[0]) == 0 for entry in (*rule.meant, *rule.replace)):
        raise ValueError(f"{rule.name}: an entry without a left side")
    re.compile(rule.pattern)
    return rule
