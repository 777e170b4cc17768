"""Hits -> sentences and sections scored for the question: what an answer is made of."""

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from bot.compound import solid
from bot.question import Question
from bot.records import Hit
from bot.retrieve import Found
from ingest.build import searched_text
from ingest.index import Index
from ingest.lexical import share_unseen, tokens_of
from ingest.records import Document, Passage, Section, Sentence
from ingest.split import heading_path

_SHARP_CHARS = 100


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

    `coverage` is by its own words, `under_heading` by them and its heading's.
    """

    score: float
    cosine: float
    coverage: float
    under_heading: float
    rank: int
    is_heading: bool


class Evidence:
    """The hits of one question opened up, each thing scored once and kept."""

    def __init__(self, question: Question, found: Found, index: Index) -> None:
        """Nothing is computed before it is asked for."""
        self.question = question
        self.found = found
        self.index = index
        self._outlines: dict[str, list[Section]] = {}
        self._terms_held: dict[str, Set[str]] = {}

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages found, best first."""
        return self.found.hits

    @cached_property
    def idf(self) -> Mapping[str, float]:
        """Inverse document frequency of each content term of the question, but for mere seams."""
        lexical = self.index.lexical
        terms = solid(self.question.terms, self.question.about, lexical)
        return {term: lexical.idf(term) for term in terms}

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
        if len(texts) == 1:
            return self._share(self._held(texts[0]))
        return self._share(frozenset[str]().union(*map(self._held, texts)))

    def _share(self, terms: Set[str]) -> float:
        """The share that these known terms make up."""
        return math.fsum(map(self.known.__getitem__, terms)) / self._known_total

    def _held(self, text: str) -> Set[str]:
        """The known terms that a folded text contains."""
        held = self._terms_held.get(text)
        if held is None:
            held = self._terms_held[text] = self._known_terms & tokens_of(text)
        return held

    @cached_property
    def _known_terms(self) -> frozenset[str]:
        return frozenset(self.known)

    @cached_property
    def _known_total(self) -> float:
        return sum(self.known.values()) or 1.0

    def folded(self, document: Document, start: int, end: int) -> str:
        """A span of a document as it is searched."""
        return _searched(document.text[start:end], document.taiwan_wording)

    def folded_text(self, text: str) -> str:
        """A heading or a title as it is searched."""
        return _searched(text, taiwan_wording=False)

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
        scored = [
            scored
            for rank, (hit, row) in enumerate(zip(self.hits, self.found.rows, strict=True), start=1)
            if rank <= 10
            for scored in self._scored(hit, row, rank)
        ]
        return sorted(scored, key=lambda s: (-s.score, s.rank, s.sentence.start))

    def _scored(self, hit: Hit, row: int, rank: int) -> Iterable[ScoredSentence]:
        cosines = self.index.sentence_cosines(self.found.query_vector, row)
        for sentence, cosine in zip(self.index.sentences_at(row), cosines, strict=True):
            document = sentence.document
            section = self.outline(document)[sentence.section]
            folded = self.folded(document, sentence.start, sentence.end)
            held = self._held(folded)
            coverage = self._share(held)
            head = self.folded(document, section.heading_start, section.heading_end)
            above = self._held(head)
            under_heading = coverage if above <= held else self._share(held | above)
            words = (0.3 * coverage + 0.15 * under_heading) * (1 - self.missing)
            score = 0.35 * max(float(cosine), 0.0) + words + 0.2 * hit.score / self._best_hit
            score += self.key_score(sentence) ** 0.5
            is_heading = sentence.end <= section.heading_end + 1 < section.end
            yield ScoredSentence(
                sentence, score, float(cosine), coverage, under_heading, rank, is_heading
            )

    @cached_property
    def _best_hit(self) -> float:
        """The best hit's score, at least 1: what keys add must not outweigh the sentences."""
        return max(1.0, *(hit.score for hit in self.hits[:1]))

    def key_score(self, sentence: Sentence) -> float:
        """What the keyed spans that hold the sentence say of it, 0 to 1; a wide one says less."""
        start, end = sentence.start, sentence.end
        total = 0.0
        for first, last, score in self._keyed_by_path.get(sentence.document.path, ()):
            shared = min(end, last) - max(start, first)
            if shared > 0 and 2 * shared >= min(end - start, last - first):
                total += score
        return min(total, 1.0)

    @cached_property
    def _keyed_by_path(self) -> Mapping[str, Sequence[tuple[int, int, float]]]:
        """Path -> (start, end, score by width) of its keyed spans."""
        spans: dict[str, list[tuple[int, int, float]]] = {}
        for span in self.found.keyed:
            sharp = min(1.0, (_SHARP_CHARS / (span.end - span.start)) ** 0.5)
            spans.setdefault(span.path, []).append((span.start, span.end, span.score * sharp))
        return spans

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


# The same few hundred spans come up again and again: folding and cutting them into words anew for
# every question was three quarters of the time of an answer.
@lru_cache(maxsize=32768)
def _searched(text: str, taiwan_wording: bool) -> str:
    return searched_text(text, taiwan_wording=taiwan_wording)


def top(values: Sequence[float] | np.ndarray, default: float = 0.0) -> float:
    """The largest value, or `default` of none."""
    return float(max(values)) if len(values) else default
