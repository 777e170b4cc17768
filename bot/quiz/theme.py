"""Theme: whether a place of the texts says anything near to what a statement says.

A wrong answer is sound only where nothing of what is asked about supports it: neither its words,
nor a rare one of them, nor a sentence that is near in meaning.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from bot.quiz.nearness import Nearness
from bot.quiz.source import Source
from bot.quiz.statements import Statement
from bot.quiz.support import content_words
from ingest.records import Section

_NEAR = 0.56  # cosine to a sentence of the section; half of the pairs within a list are below
_SAME = 0.64  # where all that is asked is the place, and the words have been compared
_NEAR_IN_TEXT = 0.52  # to one of a whole text: of any two texts on one topic half are above .55
_HALF = 0.5  # of a statement's content words within the section
_MOST_WORDS = 0.4  # of them within one sentence of a text
_RUN = 4  # characters: a set phrase (挑拨离间), or a saying of three and its verb (做老实人)
_SOME = 24  # texts that tell what most texts have
_RARE = 3  # sentences that have a word, of all texts: who shares it speaks of the same
_MOSTLY = 0.6  # of a heading's content words in the title
_EMPTY = frozenset(
    ["问题", "方面", "内容", "要求", "注意", "注重", "应该", "应当", "事项", "情况", "工作"]
)
"""What any heading may say."""


class Theme:
    """Reads the words of every sentence once."""

    def __init__(self, sources: Sequence[Source], nearness: Nearness) -> None:
        """The sources are read when first asked."""
        self._sources = sources
        self._nearness = nearness

    def is_in_section(self, statement: Statement, source: Source, section: Section) -> bool:
        """Whether the section says near the same, shares a rare word, or is headed by its words."""
        near = self.nearest(statement, source, section) >= _NEAR
        return near or self._has_words(statement, source, section)

    def is_as_well_in(self, statement: Statement, source: Source, section: Section) -> bool:
        """Whether a reader could as well look for the statement in this section."""
        same = self.nearest(statement, source, section) >= _SAME
        return same or self._has_words(statement, source, section)

    def nearest(self, statement: Statement, source: Source, section: Section) -> float:
        """Cosine to the nearest sentence of a section, -1 to 1."""
        return self._nearness.nearest(statement, source.document, (section.start, section.end))

    def is_in_text(self, statement: Statement, source: Source) -> bool:
        """Whether a sentence of the text says near the same."""
        whole = (0, len(source.plain))
        if self._nearness.nearest(statement, source.document, whole) >= _NEAR_IN_TEXT:
            return True
        words = content_words(statement.plain)
        said_so = any(
            sum(word in said for word in words) >= _MOST_WORDS * len(words)
            for said in self._said[source.document.doc_id]
        )
        return said_so or self._has_run(statement, source)

    def _has_run(self, statement: Statement, source: Source) -> bool:
        """Whether a text has four characters on end of a statement that few texts have."""
        runs = (statement.plain[at : at + _RUN] for at in range(len(statement.plain) - _RUN + 1))
        shared = (run for run in runs if run in source.plain and run.isalpha())
        some = self._sources[:_SOME]
        few = max(2, len(some) // 2)
        return any(sum(run in other.plain for other in some) <= few for run in shared)

    def _has_words(self, statement: Statement, source: Source, section: Section) -> bool:
        text = source.plain[section.start : section.end]
        words = content_words(statement.plain)
        shared = [word for word in words if word in text]
        rare = any(self._counts[word] <= _RARE for word in shared)
        heading = source.plain[section.heading_start : section.heading_end]
        headed = shares_words(statement.plain, heading, self._usual(source, section))
        return rare or headed or len(shared) > _HALF * len(words)

    def _usual(self, source: Source, section: Section) -> str:
        """The headings beside a section's: what they all say tells none from another."""
        row = [s for s in source.outline[1:] if s.parent == section.parent and s is not section]
        return "\n".join(source.plain[s.heading_start : s.heading_end] for s in row)

    @cached_property
    def _said(self) -> dict[str, list[str]]:
        """The sentences of each text, folded."""
        return {
            source.document.doc_id: [source.plain[s.start : s.end] for s in source.sentences]
            for source in self._sources
        }

    @cached_property
    def _counts(self) -> Counter[str]:
        """In how many sentences of all texts each content word stands."""
        sentences = (said for texts in self._said.values() for said in texts)
        return Counter(word for said in sentences for word in set(content_words(said)))


def shares_words(text: str, heading: str, usual: Iterable[str] = "") -> bool:
    """Whether a folded text has two characters on end of a heading that no heading beside it has.

    上下级领导关系 may well belong to 上下级间的协调, wherever it stands.
    """
    beside = "".join(usual)
    pairs = (heading[i : i + 2] for i in range(len(heading) - 1))
    return any(pair in text and pair not in beside and pair.isalpha() for pair in pairs)


def is_broad(heading: str, title: str) -> bool:
    """Whether a heading says hardly more than its text's title: then all of it belongs there."""
    words = [word for word in content_words(heading) if word not in _EMPTY]
    return sum(word in title for word in words) >= _MOSTLY * len(words)
