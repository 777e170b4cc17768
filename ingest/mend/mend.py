"""A folded text mended: line by line, pass after pass, until no more repairs are seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.mend.judge import find_repairs
from ingest.mend.repairs import Repair, apply, by_line, merge
from ingest.mend.rules import MendRules, default_rules
from ingest.words import cut_known

_MAX_PASSES = 50


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
    for start, end, repairs in by_line(folded, find_repairs(folded, known, rules)):
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
    return frozenset(word for word in cut_known(folded) if len(word) > 1)


def _settle(
    line: str, repairs: Sequence[Repair], known: frozenset[str], rules: MendRules
) -> Mended:
    """The line with the repairs made, and with those that are seen only then."""
    text = line
    origins: Sequence[int] = range(len(line) + 1)
    made: list[Repair] = []
    for _ in range(_MAX_PASSES):
        made += [replace(r, start=origins[r.start], end=origins[r.end]) for r in repairs]
        text, step = apply(text, repairs)
        origins = [origins[index] for index in step]
        repairs = find_repairs(text, known, rules)
        if not repairs:
            break
    return Mended(text, origins, merge(made, line, text, origins))
