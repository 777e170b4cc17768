"""The bank: every sound item that the texts carry, in one script."""

import logging
from collections.abc import Callable, Iterator
from functools import lru_cache

from bot.quiz.attached import attached
from bot.quiz.belonging import belongings
from bot.quiz.blank import blanks
from bot.quiz.definition import definitions
from bot.quiz.draft import Draft
from bot.quiz.holding import holdings
from bot.quiz.lints import findings
from bot.quiz.matching import matchings
from bot.quiz.material import Material
from bot.quiz.multiple import multiples
from bot.quiz.ordering import orderings
from bot.quiz.origin import origins
from bot.quiz.short import short_answers
from bot.quiz.single import singles
from bot.quiz.situation import situations
from bot.quiz.true_false import true_false
from ingest.index import Index
from ingest.records import Script

_log = logging.getLogger(__name__)

Maker = Callable[[Material], Iterator[Draft]]
MAKERS: tuple[Maker, ...] = (
    singles,
    belongings,
    situations,
    definitions,
    origins,
    holdings,
    multiples,
    true_false,
    blanks,
    orderings,
    matchings,
    short_answers,
    attached,
)


@lru_cache(maxsize=8)
def bank(index: Index, script: Script) -> tuple[Draft, ...]:
    """The drafts whose items pass every lint, each id once; in the order of their making."""
    material = Material(index, script)
    found: dict[str, Draft] = {}
    for maker in MAKERS:
        for draft in maker(material):
            problems = findings(draft.item)
            if problems:
                _log.debug("%s %s: %s", draft.item.kind, problems, draft.item.stem)
            else:
                found.setdefault(draft.item.id, draft)
    return tuple(found.values())
