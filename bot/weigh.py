"""Sentences weighed by what they say of one theme, in whichever text they stand."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from bot.evidence import Evidence, Placed, tokens_of
from bot.opened import opened_at
from ingest.lexical import tokenize
from ingest.records import Section

_SHARE, _AROUND, _PASSAGE, _COSINE, _KEY = 0.3, 0.1, 0.1, 0.6, 0.7
_NEARBY = 0.1
_QUOTED = 2.0
_N_ROWS = 20  # passages by the theme's words alone, where retrieval has not brought the text up


@dataclass(frozen=True, slots=True)
class Weighed(Placed):
    """A sentence; `worth`, higher is better, sums cosine, words and keys; `share` is of words."""

    worth: float
    share: float
    is_heading: bool


class Scale:
    """Weighs by one theme; words that the corpus lacks weigh nothing, quoted ones double."""

    def __init__(self, evidence: Evidence, theme: str, quoted: str = "") -> None:
        """Nothing is weighed before it is asked for."""
        lexical = evidence.index.lexical
        stressed = frozenset(tokenize(quoted))
        idf = {token: lexical.idf(token) for token in dict.fromkeys(tokenize(theme))}
        self.evidence = evidence
        self.idf = {
            token: value * (_QUOTED if token in stressed else 1)
            for token, value in idf.items()
            if value < lexical.unseen_idf
        }
        self._total = sum(self.idf.values()) or 1.0
        weight = sum(value * (_QUOTED if t in stressed else 1) for t, value in idf.items())
        self._known = self._total / weight if self.idf else 0.0

    def share(self, *folded: str) -> float:
        """Share, 0 to 1 by idf, of the theme that the folded texts say."""
        return self._share_of(frozenset[str]().union(*(tokens_of(text) for text in folded)))

    def _share_of(self, said: Set[str]) -> float:
        return sum(idf for token, idf in self.idf.items() if token in said) / self._total

    def share_of_heading(self, section: Section) -> float:
        """Share of the theme that a section's heading says."""
        return self.share(_heading(self.evidence, section))

    def rows(self) -> list[int]:
        """The passages retrieved, and those that hold most of the theme's words; repeats once."""
        index, found = self.evidence.index, list(self.evidence.found.rows)
        best = index.words(list(self.idf)).best(_N_ROWS).tolist()
        rows: list[int] = []
        repeats: set[int] = set()
        for row in dict.fromkeys([*found, *best]):
            if row not in repeats:
                rows.append(row)
                repeats.update(index.duplicate_rows(row))
        return rows

    def weighed(self, rows: Sequence[int]) -> list[Weighed]:
        """Every sentence of the passages, best first."""
        cosines = self.evidence.index.passage_cosines(self.evidence.found.query_vector, rows)
        found = [
            w for row, near in zip(rows, cosines, strict=True) for w in self._of_row(row, near)
        ]
        return sorted(found, key=lambda w: -w.worth)

    def _of_row(self, row: int, near: float) -> Iterable[Weighed]:
        evidence = self.evidence
        (found,) = evidence.index.passage_at([row])
        headings = [evidence.folded_text(heading) for heading in found.heading]
        passage = self.share(*headings, evidence.folded(found.document, found.start, found.end))
        cosines = evidence.index.sentence_cosines(evidence.found.query_vector, row)
        opened = opened_at(evidence.index, row)
        keys = evidence.key_scores([one.sentence for one in opened])
        for one, cosine, key in zip(opened, cosines.tolist(), keys.tolist(), strict=True):
            share = self._share_of(one.tokens)
            around = self._share_of(one.heading_tokens | one.tokens)
            said = _SHARE * share + _AROUND * around + _PASSAGE * passage
            meant = _COSINE * max(cosine, 0.0) + _NEARBY * max(float(near), 0.0)
            worth = self._known * said + meant + _KEY * key**0.5
            yield Weighed(one.sentence, worth, share, one.is_heading)


def _heading(evidence: Evidence, section: Section) -> str:
    return evidence.folded(section.document, section.heading_start, section.heading_end)
