"""Damage of careless script conversion and of OCR, mended in a folded text: 深人 is read 深入.

What to look for is data (`rules.toml`, which explains its fields); a rule proposes edits, and each
is judged by the words it makes, against those that stand there. Only what is searched is mended;
what is shown stays as in the source.
"""

from ingest.mend.mend import Mended, mend, words_of
from ingest.mend.repairs import Repair
from ingest.mend.rules import InvalidMendRules, MendRule, MendRules, default_rules, load_rules

__all__ = [
    "InvalidMendRules",
    "MendRule",
    "MendRules",
    "Mended",
    "Repair",
    "default_rules",
    "load_rules",
    "mend",
    "words_of",
]
