"""Why the cleaning hid a span, in the reader's words."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ingest.noise import default_rules
from ingest.records import Script

_Told = Mapping[str, Mapping[str, Mapping[str, str]]]


def told(rule: str, language: Script) -> str:
    """What `rule` hides, as a few words; its bare name where the file has none for it."""
    words = _words()
    found = words["rule"].get(rule) or words["class"].get(_classes().get(rule, ""))
    return found[language] if found else rule


@cache
def _words() -> _Told:
    file = Path(__file__).parents[1] / "masked.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _classes() -> Mapping[str, str]:
    return {rule.name: rule.noise_class for rule in default_rules()}
