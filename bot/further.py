"""What a part of the texts says further on what was talked of: the sentences that tell it."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from bot.asked import missing_types
from bot.aspect import Aspect
from bot.conversation import Talk
from bot.evidence import Evidence, tokens_of
from bot.pieces import Piece
from bot.prose import LEANING
from ingest.lexical import tokenize
from ingest.records import Section, Sentence
from ingest.script import fold_same_length

MAX_CHARS = 300
_MAX_EXACT = 150
_MAX_GAP = 60
_MAX_WHOLE = 200  # of a part that is given as it is
_MAX_SENTENCES = 6
_SAID = 0.45  # share of a sentence's words that makes it a repetition
_REPEATED = 0.65
_NEAR_EXACT = 0.75
_NEAR = 0.5  # of the best sentence's score
_KEY = 0.6  # what attached questions say
_FADES = 0.8  # of nearness, a sentence further on
_NTH = re.compile(r"第[一二三四五六七八九十]{1,2}([次天年步章节届轮批期])")
_CONCLUDES = re.compile(r"(?:因此|所以|因而|为此|故而?[,，])")
_WINDOW = 6  # sentences before and after, where no section holds what was said


class Region:
    """Sentences of one part of the texts, scored for what a follow-up asks of it."""

    def __init__(
        self,
        evidence: Evidence,
        talk: Talk,
        sentences: Sequence[Sentence],
        *,
        words: str = "",
        aspect: Aspect | None = None,
    ) -> None:
        """`words` is what the question itself brings, folded; may be empty."""
        self.sentences = list(sentences)
        self._evidence = evidence
        self._talk = talk
        self._words = words
        self._aspect = aspect

    @cached_property
    def telling(self) -> bool:
        """Whether something not said yet tells what is asked."""
        focus = self._talk.focus
        at = self.sentences.index(focus) if focus in self.sentences else None
        near = self.sentences
        if self._aspect is not None and self._aspect.exact and at is not None:
            near = near[max(0, at - 1) : at + 2] if focus and not focus.section else near
        return any(self._tells(s) and self._talk.repeats(s) < _REPEATED for s in near)

    @cached_property
    def coverage(self) -> float:
        """Share, 0 to 1 by idf, of the question's own words that stand here; 1 if it has none."""
        held = frozenset[str]().union(*(tokens_of(self._folded(s)) for s in self.sentences))
        return self.share(held)

    def absent(self, folded: str) -> str | None:
        """The time or step by number (第四次) that a question asks for, where only others are."""
        nth = _NTH.search(folded)
        text = self._text
        return nth[0] if nth and nth[0] not in text and re.search(f"第.{nth[1]}", text) else None

    def lacks(self, folded: str) -> bool:
        """Whether a type of thing that a folded question asks for (几年) is not here."""
        return any(kind != "quantity" for kind in missing_types(folded, self._text))

    @cached_property
    def _text(self) -> str:
        return "\n".join(map(self._folded, self.sentences))

    def pieces(self, max_chars: int | None = None) -> list[Piece]:
        """The sentences that tell most, with what they lean on, in their order."""
        exact = self._aspect is not None and self._aspect.exact
        max_chars = max_chars or (_MAX_EXACT if exact else MAX_CHARS)
        near = _NEAR_EXACT if exact else _NEAR
        fresh = [s for s in self.sentences if self._talk.repeats(s) < _REPEATED]
        if fresh and not exact and _length(fresh) <= _MAX_WHOLE:
            return [Piece(s.document, s.start, s.end) for s in fresh]
        told = [s for s in self.sentences if not self._is_heading(s)] or self.sentences
        scored = sorted(((self._score(s), -s.start, s) for s in told), reverse=True)
        chosen: list[Sentence] = []
        for score, _, sentence in scored:
            if chosen and (len(chosen) == _MAX_SENTENCES or score < near * scored[0][0]):
                break
            wanted = [s for s in self._whole(sentence) if s not in chosen]
            if not chosen or _length([*chosen, *wanted]) <= max_chars:
                chosen += wanted
        chosen = self._without_gaps(chosen)
        return [Piece(s.document, s.start, s.end) for s in chosen]

    def _is_heading(self, sentence: Sentence) -> bool:
        section = self._evidence.outline(sentence.document)[sentence.section]
        return sentence.end <= section.heading_end + 1 < section.end

    def _without_gaps(self, chosen: Sequence[Sentence]) -> list[Sentence]:
        """The sentences in their order, with a short one that two of them are parted by."""
        places = sorted(self.sentences.index(s) for s in chosen)
        gaps = [a + 1 for a, b in pairwise(places) if b == a + 2]
        short = [i for i in gaps if _length([self.sentences[i]]) <= _MAX_GAP]
        return [self.sentences[i] for i in sorted([*places, *short])]

    def _whole(self, sentence: Sentence) -> list[Sentence]:
        """The sentence, after the one before it if it leans on that."""
        at = self.sentences.index(sentence)
        leans = at > 0 and LEANING.match(fold_same_length(sentence.text))
        return self.sentences[at - 1 : at + 1] if leans else [sentence]

    def _score(self, sentence: Sentence) -> float:
        folded = self._folded(sentence)
        likeness = 0.6 if self._words else 0.4
        score = likeness * max(0.0, self._cosines.get(sentence.start, 0.0))
        score += 0.35 * self._tells(sentence) if self._aspect else 0.0
        score += 0.8 * self.share(tokens_of(folded)) if self._words else 0.0
        score += 0.3 * bool(self._words and folded.startswith(tuple(self._words.split())))
        score += 0.35 * self._nearness(sentence)
        score += _KEY * self._keys.get(sentence.start, 0.0)
        said = self._talk.repeats(sentence)
        return score * (1.0 if said < _SAID else 0.7 if said < _REPEATED else 0.4)

    def _tells(self, sentence: Sentence) -> bool:
        if self._aspect is None:
            return True
        if self._aspect.name == "reason" and sentence in self._reasons:
            return True
        concludes = self._aspect.name == "reason" and self._concludes(sentence)
        return not concludes and bool(self._aspect.tells.search(self._folded(sentence)))

    @cached_property
    def _reasons(self) -> list[Sentence]:
        """The sentences right before one that concludes from them."""
        return [a for a, b in pairwise(self.sentences) if self._concludes(b)]

    def _concludes(self, sentence: Sentence) -> bool:
        return _CONCLUDES.match(self._folded(sentence)) is not None

    def share(self, held: frozenset[str]) -> float:
        """Share, 0 to 1 by idf, of the question's own words among these; 1 if it has none."""
        idf = self._evidence.index.lexical.idf
        own = set(tokenize(self._words))
        own = own - self._known or own
        total = sum(idf(token) for token in own)
        return sum(idf(token) for token in own & held) / total if total else 1.0

    @cached_property
    def _known(self) -> frozenset[str]:
        """Words of what was asked and said before: they tell nothing of what is asked now."""
        return tokens_of(self._talk.last_asked) | tokens_of(self._talk.last_said)

    def _nearness(self, sentence: Sentence) -> float:
        """1 right after what was said last, less further on and before it."""
        focus = self._talk.focus
        if focus not in self.sentences:
            return 0.0
        apart = self.sentences.index(sentence) - self.sentences.index(focus)
        before = 1.0 if self._aspect is not None and self._aspect.name == "reason" else 0.7
        return _FADES ** (apart - 1) if apart > 0 else before * _FADES**-apart

    @cached_property
    def _cosines(self) -> dict[int, float]:
        """Cosine to the question of each sentence that its search brought up, by start."""
        document = self.sentences[0].document.doc_id if self.sentences else ""
        found = self._evidence.found
        return {
            sentence.start: float(cosine)
            for hit, row in zip(found.hits, found.rows, strict=True)
            if hit.passage.document.doc_id == document
            for sentence, cosine in zip(
                self._evidence.index.sentences_at(row),
                self._evidence.index.sentence_cosines(found.query_vector, row),
                strict=True,
            )
        }

    @cached_property
    def _keys(self) -> dict[int, float]:
        """What the questions attached nearest to this one say of each sentence, by start."""
        if not self.sentences:
            return {}
        says = np.sqrt(self._evidence.key_scores(self.sentences)).tolist()
        return dict(zip((s.start for s in self.sentences), says, strict=True))

    def _folded(self, sentence: Sentence) -> str:
        return self._evidence.folded(sentence.document, sentence.start, sentence.end)


def inside(evidence: Evidence, section: Section) -> list[Sentence]:
    """The sentences of a section, those of its heading first."""
    sentences = evidence.index.sentences(section.document.doc_id)
    return [s for s in sentences if section.start <= s.start < section.end]


def around(evidence: Evidence, focus: Sentence) -> list[Sentence]:
    """The sentences before and after one that no section but the whole text holds."""
    sentences = evidence.index.sentences(focus.document.doc_id)
    at = next(i for i, s in enumerate(sentences) if s.start == focus.start)
    near = sentences[max(0, at - _WINDOW) : at + _WINDOW + 1]
    return [s for s in near if s.section == focus.section]


def _length(sentences: Sequence[Sentence]) -> int:
    return sum(s.end - s.start for s in sentences)
