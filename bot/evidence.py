"""Hits -> sentences and sections scored for the question: what an answer is made of."""

import math
from collections.abc import Mapping, Sequence, Set
from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.compound import solid
from bot.opened import Opened, opened_at, searched
from bot.question import Question
from bot.records import Hit
from bot.retrieve import Found
from ingest.index import Index
from ingest.lexical import share_unseen, tokens_of
from ingest.records import Document, Passage, Section, Sentence
from ingest.split import heading_path

_SHARP_CHARS = 100
_N_OPENED = 10  # hits
_NEAR_CHARS, _BESIDE = 400, 0.7  # of what was talked of, in another section


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence with where it stands; what adds a score to it has these too."""

    sentence: Sentence

    @property
    def place(self) -> tuple[str, int]:
        """The section it stands in."""
        return self.sentence.document.doc_id, self.sentence.section

    @property
    def n_chars(self) -> int:
        """Its length."""
        return self.sentence.end - self.sentence.start


@dataclass(frozen=True, slots=True)
class ScoredSentence(Placed):
    """A sentence of a hit; `score` sums cosine, words, its hit and its keys; higher is better.

    `coverage` is by its own words, `under_heading` by them and its heading's; `key` is what the
    keyed spans that hold it say, 0 to 1.
    """

    score: float
    cosine: float
    coverage: float
    under_heading: float
    key: float
    rank: int
    opened: Opened

    @property
    def place(self) -> tuple[str, int]:
        """The section it stands in."""
        return self.opened.place

    @property
    def is_heading(self) -> bool:
        """Whether it is all of its section's heading, and something stands below."""
        return self.opened.is_heading


class Evidence:
    """The hits of one question opened up, each thing scored once and kept."""

    def __init__(self, question: Question, found: Found, index: Index) -> None:
        """Nothing is computed before it is asked for."""
        self.question = question
        self.found = found
        self.index = index
        self._talked_of: Sentence | None = None
        self._outlines: dict[str, list[Section]] = {}
        self._shares: dict[Set[str], float] = {}

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages found, best first."""
        return self.found.hits

    def after(self, talked_of: Sentence | None) -> "Evidence":
        """The same, of a question asked after this sentence of the texts was talked of."""
        after = copy(self)
        after._talked_of = talked_of
        return after

    def goes_on(self, scored: Placed) -> float:
        """How near, 0 to 1, a sentence is to what was talked of; 0 where nothing was."""
        last = self._talked_of
        if last is None or scored.place[0] != last.document.doc_id:
            return 0.0
        if scored.place[1] == last.section:
            return 1.0
        return _BESIDE if abs(scored.sentence.start - last.start) < _NEAR_CHARS else 0.0

    @cached_property
    def idf(self) -> Mapping[str, float]:
        """Inverse document frequency of each content term of the question, but for mere seams."""
        lexical = self.index.lexical
        terms = solid(self.question.terms, self.question.about, lexical)
        return {term: lexical.idf(term) for term in terms}

    @cached_property
    def total_idf(self) -> float:
        """The sum of `idf`."""
        return sum(self.idf.values())

    @cached_property
    def known(self) -> Mapping[str, float]:
        """The idf of the terms that the corpus holds."""
        unseen = self.index.lexical.unseen_idf
        return {term: idf for term, idf in self.idf.items() if idf < unseen}

    @cached_property
    def missing(self) -> float:
        """Share, 0 to 1 by idf, of the question's content that stands nowhere in the corpus.

        The more is missing, the less the few words that are there tell which passage is meant.
        """
        return share_unseen(self.idf, self.index.lexical)

    def coverage(self, *texts: str) -> float:
        """Share, 0 to 1, of the question's known content (by idf) that the folded texts contain.

        Terms that stand nowhere in the corpus say nothing about which passage is the right one.
        """
        return self.share_of(*map(tokens_of, texts))

    def share_of(self, *tokens: Set[str]) -> float:
        """The coverage by texts whose search tokens these are."""
        held = map(self._known_terms.intersection, tokens)  # first: they are few, a text's many
        return self._share(frozenset[str]().union(*held))

    def _share(self, terms: Set[str]) -> float:
        """The share that these known terms make up."""
        share = self._shares.get(terms)
        if share is None:
            share = math.fsum(map(self.known.__getitem__, terms)) / self._known_total
            self._shares[terms] = share
        return share

    @cached_property
    def _known_terms(self) -> frozenset[str]:
        return frozenset(self.known)

    @cached_property
    def _known_total(self) -> float:
        return sum(self.known.values()) or 1.0

    def folded(self, document: Document, start: int, end: int) -> str:
        """A span of a document as it is searched."""
        return searched(document.text[start:end], document.taiwan_wording)

    def folded_text(self, text: str) -> str:
        """A heading or a title as it is searched."""
        return searched(text, taiwan_wording=False)

    def outline(self, document: Document) -> list[Section]:
        """The document's sections."""
        if document.doc_id not in self._outlines:
            self._outlines[document.doc_id] = self.index.outline(document.doc_id)
        return self._outlines[document.doc_id]

    def heading(self, document: Document, offset: int) -> tuple[str, ...]:
        """Heading path of the innermost section that holds this offset."""
        outline = self.outline(document)
        holding = [s for s in outline if s.start <= offset < s.end] or outline[:1]
        innermost = max(holding, key=lambda s: (s.level, s.start))
        return heading_path(outline, innermost.index)

    def elsewhere(self, document: Document, offset: int) -> tuple[str, ...]:
        """Paths of the other documents in which the passage found here nearly stands."""
        holding = (
            others
            for passage, others in self._repeated
            if passage.document.doc_id == document.doc_id and passage.start <= offset < passage.end
        )
        return next(holding, ())

    @cached_property
    def _repeated(self) -> Sequence[tuple[Passage, tuple[str, ...]]]:
        """The passages found that nearly stand in other documents, with these documents' paths."""
        repeated: list[tuple[Passage, tuple[str, ...]]] = []
        for hit, row in zip(self.hits, self.found.rows, strict=True):
            paths = {other.document.path for other in self.index.duplicates(row)}
            others = paths - {hit.passage.document.path}
            if others:
                repeated.append((hit.passage, tuple(sorted(others))))
        return repeated

    @cached_property
    def sentences(self) -> list[ScoredSentence]:
        """Every sentence of the ten best hits, best first."""
        rows = self.found.rows[:_N_OPENED]
        if not rows:
            return []
        of_rows = [opened_at(self.index, row) for row in rows]
        opened = [one for own in of_rows for one in own]
        hits = np.repeat(np.arange(len(rows)), [len(own) for own in of_rows])
        cosines = self.index.cosines_of_sentences(self.found.query_vector, rows).astype(np.float64)
        covers = np.array([self._covers(one) for one in opened]).reshape(-1, 2)
        keys = self.key_scores([one.sentence for one in opened])
        words = (0.3 * covers[:, 0] + 0.15 * covers[:, 1]) * (1 - self.missing)
        of_hits = np.array([hit.score for hit in self.hits[:_N_OPENED]])[hits]
        scores = 0.35 * np.maximum(cosines, 0.0) + words + 0.2 * of_hits / self._best_hit
        numbers = np.column_stack([scores + np.sqrt(keys), cosines, covers, keys, hits + 1])
        scored = [
            ScoredSentence(one.sentence, score, cosine, covered, under, key, int(rank), one)
            for one, (score, cosine, covered, under, key, rank) in zip(
                opened, numbers.tolist(), strict=True
            )
        ]
        return sorted(scored, key=lambda s: (-s.score, s.rank, s.sentence.start))

    def _covers(self, one: Opened) -> tuple[float, float]:
        """Coverage by a sentence's own words, and by these with its heading's."""
        held = self._known_terms & one.tokens
        above = self._known_terms & one.heading_tokens
        coverage = self._share(held)
        return coverage, coverage if above <= held else self._share(held | above)

    @cached_property
    def _best_hit(self) -> float:
        """The best hit's score, at least 1: what keys add must not outweigh the sentences."""
        return max(1.0, *(hit.score for hit in self.hits[:1]))

    def key_scores(self, sentences: Sequence[Sentence]) -> np.ndarray:
        """`(n,)` what the keyed spans that hold each say of it, 0 to 1; a wide span says less."""
        texts, spans, said = self._keyed
        places = [(texts.get(s.document.path, -1), s.start, s.end) for s in sentences]
        text, start, end = np.array(places, dtype=np.int64).reshape(-1, 3, 1).swapaxes(0, 1)
        of, first, last = spans
        shared = np.minimum(end, last) - np.maximum(start, first)
        holds = (shared > 0) & (2 * shared >= np.minimum(end - start, last - first)) & (text == of)
        return np.minimum(holds @ said, 1.0)

    @cached_property
    def _keyed(self) -> tuple[Mapping[str, int], np.ndarray, np.ndarray]:
        """The keyed spans: path -> number of a text; `(3, n)` text, start, end; scores by width."""
        keyed = self.found.keyed
        texts = {path: n for n, path in enumerate(dict.fromkeys(span.path for span in keyed))}
        places = [(texts[span.path], span.start, span.end) for span in keyed]
        spans = np.array(places, dtype=np.int64).reshape(-1, 3).T
        sharp = np.minimum(1.0, np.sqrt(_SHARP_CHARS / (spans[2] - spans[1])))
        return texts, spans, np.array([span.score for span in keyed]) * sharp

    @cached_property
    def best_passage_coverage(self) -> float:
        """The largest coverage by one of the five best passages with its headings."""
        return max((self._passage_coverage(hit) for hit in self.hits[:5]), default=0.0)

    def _passage_coverage(self, hit: Hit) -> float:
        return self.coverage(*self._folded_parts(hit))

    def folded_passage(self, hit: Hit) -> str:
        """A hit's passage under its headings, as it is searched."""
        return "\n".join(self._folded_parts(hit))

    def _folded_parts(self, hit: Hit) -> list[str]:
        passage = hit.passage
        headings = [self.folded_text(heading) for heading in passage.heading]
        return [*headings, self.folded(passage.document, passage.start, passage.end)]


def top(values: Sequence[float] | np.ndarray, default: float = 0.0) -> float:
    """The largest value, or `default` of none."""
    return float(max(values)) if len(values) else default
