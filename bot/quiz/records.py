"""What a quiz is made of."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from bot.records import Citation

Kind = Literal["single", "multiple", "true-false", "blank", "ordering", "matching", "short"]
Difficulty = Literal["easy", "medium", "hard"]
Bloom = Literal["remember", "understand", "apply", "analyze"]
"""Levels of the revised taxonomy (Anderson & Krathwohl 2001) that a written item can reach."""

KINDS: tuple[Kind, ...] = get_args(Kind)
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
BLANK = "____"
"""Where in the stem of a `blank` an answer belongs; once for each answer of the key."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a quiz, in the script of its paper; the citation's quote is the source's own.

    `key` holds the texts of the right options of `single` and `multiple`, one of 正确 and 错误 for
    `true-false`, the answers in order for `blank`, `ordering` and `short` (there the key points),
    and for `matching` the option that belongs to each prompt. `options` are shuffled where their
    order would give the key away; `blank` and `short` have none.
    """

    id: str
    kind: Kind
    stem: str
    options: tuple[str, ...]
    key: tuple[str, ...]
    explanation: str
    citation: Citation
    heading: tuple[str, ...]
    difficulty: Difficulty
    bloom: Bloom
    prompts: tuple[str, ...] = ()
    """What `matching` matches the options to, in order; empty for every other kind."""
    by: str = ""
    """llm:<name> where an LLM proposed it; empty where it was made of the texts alone."""

    def to_dict(self) -> dict[str, Any]:
        """The contract of `quiz --format json`: one object; `prompts`, `by` where there are any."""
        fields = asdict(self)
        if not self.prompts:
            del fields["prompts"]
        if not self.by:
            del fields["by"]
        if not self.citation.also:
            del fields["citation"]["also"]
        return fields
