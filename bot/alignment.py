"""Where the words of a claim stand in the evidence, in an order that keeps what it means.

A search: clause by clause the claim's words, or others that mean the same, must be found one after
the other, and what turns the meaning (a negation, a permission, a condition, who does it to whom)
may not be passed over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.reading import (
    BOUNDS,
    CRITICAL,
    FREE,
    Reading,
    Word,
    forms,
    halves,
    is_noun,
    read,
    starts_anew,
)

_TURNING = "不没无未非勿莫反"
_GOVERN = ("cond", "attrib", "role")  # kinds whose reach goes beyond their clause
_DUTIES = ("要", "应", "应当", "应该", "需", "需要")
_BUT = ("但", "但是", "不过")
_MAX_PATHS = 2000  # places looked at in one search; more than enough for sentences of 60 words


@dataclass(frozen=True, slots=True)
class Said:
    """One piece of evidence: its words, and the headings it stands under."""

    text: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word of the claim stands: a text among those searched, a span of its words."""

    text: int
    start: int
    end: int
    clause: int
    piece: int | None
    """The piece of evidence it is in; None for a heading."""
    is_part: bool = False
    """Whether it is only the end of a word, so that what narrows its meaning is left out."""


class Alignment:
    """Looks for the words of a claim in the evidence, in an order that keeps its meaning."""

    def __init__(self, claimed: Reading, evidence: Sequence[Said]) -> None:
        self.asks = bool(claimed.asks)
        self.texts: list[Reading] = []
        self.pieces: list[int | None] = []
        self.above: list[frozenset[int]] = []
        self._lay_out(evidence)
        self.claimed = _weighed(claimed)
        self.n_looked_at = 0

    def _lay_out(self, evidence: Sequence[Said]) -> None:
        """Each piece below its headings; a heading that stays the same stands there once."""
        path: list[tuple[str, int]] = []
        for i, said in enumerate(evidence):
            kept = 0
            while (
                kept < min(len(path), len(said.headings)) and path[kept][0] == said.headings[kept]
            ):
                kept += 1
            del path[kept:]
            for heading in said.headings[kept:]:
                path.append((heading, self._add(heading, None, ())))
            self._add(said.text, i, [number for _, number in path])

    def _add(self, text: str, piece: int | None, above: Sequence[int]) -> int:
        self.texts.append(read(text))
        self.pieces.append(piece)
        self.above.append(frozenset(above))
        return len(self.texts) - 1

    def path(self) -> list[Place] | None:
        """The place of each weighed word of the claim, or None where it can't be had so."""
        return self._from(0, [])

    def _from(self, at: int, path: list[Place]) -> list[Place] | None:
        self.n_looked_at += 1
        if self.n_looked_at > _MAX_PATHS:
            return None
        if at == len(self.claimed):
            is_said = any(place.piece is not None for place in path)
            return path if is_said and self._may_leave(path, len(path), None) else None
        word = self.claimed[at]
        for parts in self._spellings(word.word):
            for places in self._places(parts, path):
                if self._may_follow(at, path, places[0]):
                    found = self._from(at + 1, [*path, *places])
                    if found is not None:
                        return found
        if word.word.text in _DUTIES and self._duty_is_plain(at):
            return self._from(at + 1, path)
        return None

    def _spellings(self, word: Word) -> Iterator[tuple[frozenset[str], ...]]:
        if word.value is not None:
            words = [w for reading in self.texts for w in reading.words]
            yield (frozenset(w.text for w in words if w.value == word.value),)
            return
        yield (forms(word),)
        if (parts := halves(word.text)) is not None:
            yield tuple(frozenset({part}) for part in parts)

    def _places(
        self, parts: tuple[frozenset[str], ...], path: list[Place]
    ) -> Iterator[list[Place]]:
        """Where the parts stand side by side, from the last place on, then from the start."""
        after = (path[-1].text, path[-1].end) if path else (0, 0)
        found = sorted(self._spans(parts), key=lambda places: places[0].piece is None)
        yield from (p for p in found if (p[0].text, p[0].start) >= after)
        yield from (p for p in found if (p[0].text, p[0].start) < after)

    def _spans(self, parts: tuple[frozenset[str], ...]) -> Iterator[list[Place]]:
        for text, reading in enumerate(self.texts):
            for first in range(len(reading.words)):
                place = self._at(text, first, parts[0])
                if place is None:
                    continue
                if len(parts) == 1:
                    yield [place]
                elif (second := self._at(text, place.end, parts[1])) is not None:
                    yield [place, second]

    def _at(self, text: int, first: int, spelled: frozenset[str]) -> Place | None:
        """The words from `first` on that together spell one of the forms, or that hold it."""
        words = self.texts[text].words
        joined = ""
        for end in range(first, min(first + 4, len(words))):
            if words[end].clause != words[first].clause:
                return None
            joined += words[end].text
            is_part = end == first and joined not in spelled and _ends_in(joined, spelled)
            if joined in spelled or is_part:
                clause = words[first].clause
                return Place(text, first, end + 1, clause, self.pieces[text], is_part)
        return None

    # What may follow what

    def _may_follow(self, at: int, path: list[Place], place: Place) -> bool:
        reading = self.texts[place.text]
        if place.clause in reading.asks and not self.asks:
            return False
        if not path:
            return not place.is_part and self._may_enter(place, has_begun=False)
        if place.is_part and self._is_sharp(place):
            return False
        last = path[-1]
        if (last.text, last.clause) == (place.text, place.clause):
            return place.start >= last.end and self._may_pass_over(at, last, place)
        return self._may_go_on(at, path, place)

    def _may_enter(self, place: Place, *, has_begun: bool) -> bool:
        """Whether the start of a clause may be left out up to `place`.

        Once the claim has said whom or what it is about, nothing of it may.
        """
        passed = self._clause_words(place)[: place.start - self._clause_start(place)]
        if any(word.kind in CRITICAL for word in passed):
            return False
        if any(word.kind in ("content", "number") for word in passed) and (
            has_begun or is_noun(self.texts[place.text].words[place.start].text)
        ):
            return False
        return not self._is_conditional(place, has_begun=has_begun)

    def _is_conditional(self, place: Place, *, has_begun: bool) -> bool:
        """Whether a clause before it in its sentence says when it holds, or who says it."""
        reading = self.texts[place.text]
        clause = place.clause
        while clause not in reading.strong and clause > 0:
            clause -= 1
            words = [w for w in reading.words if w.clause == clause]
            if any(w.kind == "cond" for w in words) or _is_quoted_from(words):
                return True
            if words and words[0].text in ("在", "当", "经") and not has_begun:
                return True
        return False

    def _may_pass_over(self, at: int, last: Place, place: Place) -> bool:
        """Whether what lies between two places of one clause may be left out."""
        words = self.texts[place.text].words
        passed = words[last.end : place.start]
        if any(word.kind in CRITICAL for word in passed):
            return False
        weighty = [word for word in passed if word.kind in ("content", "number")]
        if not weighty:
            return True
        before = words[last.end - 1]
        if before.kind in ("neg", "forbid", "may", "role", "number", "hedge", "cond"):
            return False  # these take what follows them and nothing else
        between = self.claimed[at].between
        if passed[0].text in ("的", "之") and "的" not in between:
            return False
        if is_noun(before.text) and passed[0].kind == "content" and is_noun(passed[0].text):
            return False
        if (
            self._is_sharp(place)
            and passed[-1].kind == "content"
            and is_noun(words[place.start].text)
        ):
            return False
        joins = {word.kind for word in passed}
        if any(word in _COPULAS for word in between) and "copula" not in joins:
            return False
        if any(word in _CONJUNCTIONS for word in between) and "conj" not in joins:
            return False
        return "的" not in between or any(word.text in ("的", "之") for word in passed)

    def _is_sharp(self, place: Place) -> bool:
        """Whether the clause forbids, denies or sets a condition: then less said is more meant."""
        words = self._clause_words(place)
        return any(word.kind in ("neg", "forbid", "cond", "all") for word in words)

    def _may_go_on(self, at: int, path: list[Place], place: Place) -> bool:
        """Whether the claim may go on in another clause: whole clauses, each with its subject."""
        last = path[-1]
        reading = self.texts[place.text]
        is_break = self.claimed[at].is_break
        if not self._may_leave(path, len(path), place):
            return False
        first = self._clause_words(place)[0].text
        if last.piece is None and place.piece is not None:
            is_topic = self._is_finished(last) or self._is_subject_only(path)
            return (
                last.text in self.above[place.text]
                and is_topic
                and self._is_first(place)
                and self._may_enter(place, has_begun=True)
            )
        if self.texts[last.text] is not reading or self._is_after_stop(last, place):
            ends = self._is_finished(last) and self._is_last(last)
            begins = self._is_first(place) and self._may_enter(place, has_begun=True)
            draws = self._clause_words(place)[0].kind == "cond"  # 因此: from what stood before it
            return is_break and ends and begins and not draws
        if not self._enters_strictly(place):
            return False
        if self._is_next(last, place) and self._is_finished(last):
            return True
        if place.clause < last.clause or starts_anew(first):
            return self._may_start_anew(path, place, first, is_break=is_break)
        return self._shares_subject(path, place) and (is_break or self._is_subject_only(path))

    def _may_start_anew(
        self, path: list[Place], place: Place, first: str, *, is_break: bool
    ) -> bool:
        """Whether the claim may take up a clause of its own subject after a clause that says it."""
        if not (is_break and starts_anew(first) and self._may_enter(place, has_begun=True)):
            return False
        return self._is_finished(path[-1]) or not self._is_subject_only(path)

    def _is_next(self, last: Place, place: Place) -> bool:
        """Whether no word of weight stands in a clause between the two."""
        words = self.texts[place.text].words
        between = [w for w in words if last.clause < w.clause < place.clause]
        return place.clause > last.clause and all(w.kind in FREE for w in between)

    def _is_first(self, place: Place) -> bool:
        """Whether no word of weight stands before its clause in its sentence."""
        reading = self.texts[place.text]
        start = max(clause for clause in reading.strong if clause <= place.clause)
        before = [w for w in reading.words if start <= w.clause < place.clause]
        return all(word.kind in FREE for word in before)

    def _is_last(self, place: Place) -> bool:
        """Whether its clause is the last of its sentence."""
        reading = self.texts[place.text]
        after = [w.clause for w in reading.words if w.clause > place.clause]
        return not after or min(after) in reading.strong

    def _enters_strictly(self, place: Place) -> bool:
        passed = self._clause_words(place)[: place.start - self._clause_start(place)]
        return all(word.kind in FREE or word.kind in ("must", "all") for word in passed)

    def _is_after_stop(self, last: Place, place: Place) -> bool:
        strong = self.texts[place.text].strong
        low, high = sorted((last.clause, place.clause))
        return any(low < clause <= high for clause in strong)

    def _is_finished(self, last: Place) -> bool:
        """Whether nothing of weight follows in the clause."""
        tail = self._tail(last)
        return all(word.kind in FREE for word in tail)

    def _shares_subject(self, path: list[Place], place: Place) -> bool:
        """Whether the clauses passed over have no subject or case of their own."""
        reading = self.texts[place.text]
        last = path[-1]
        for clause in range(last.clause + 1, place.clause):
            words = [w for w in reading.words if w.clause == clause and w.kind != "frame"]
            if words and (starts_anew(words[0].text) or any(w.kind in _GOVERN for w in words)):
                return False
        here = [p for p in path if (p.text, p.clause) == (last.text, last.clause)]
        return self._enters_strictly(here[0])

    def _is_subject_only(self, path: list[Place]) -> bool:
        """Whether the claim has taken of the last clause the nouns it begins with and no more."""
        last = path[-1]
        words = self.texts[last.text].words
        taken = {i for p in path if p.text == last.text for i in range(p.start, p.end)}
        first = self._clause_start(last)
        return all(
            words[i].kind == "frame" or (i in taken and is_noun(words[i].text))
            for i in range(first, last.end)
        )

    def _may_leave(self, path: list[Place], until: int, place: Place | None) -> bool:
        """Whether what is left of the last clause may be left out."""
        last = path[until - 1]
        words = self.texts[last.text].words
        tail = self._tail(last)
        if not tail:
            return not self._is_restricted(last, place)
        before = words[last.end - 1]
        if tail[0].text in ("的", "之") and len(tail) > 1:
            return False
        if tail[0].kind == "content" and is_noun(before.text) and is_noun(tail[0].text):
            return False
        if place is not None and place.text == last.text and self._is_subject_only(path[:until]):
            return True
        if tail[0].text in BOUNDS or any(w.kind in ("neg", "forbid", "cond") for w in tail):
            return False
        if before.kind in ("neg", "forbid", "may", "role", "number", "hedge", "cond", "must"):
            return all(w.kind in FREE for w in tail)
        return not self._is_restricted(last, place)

    def _is_restricted(self, last: Place, place: Place | None) -> bool:
        """Whether the clause after it takes part of it back (但须…, 除…外) and is left out."""
        if place is not None and place.text == last.text and place.clause == last.clause + 1:
            return False
        reading = self.texts[last.text]
        if last.clause + 1 in reading.strong:
            return False
        words = [w for w in reading.words if w.clause == last.clause + 1]
        takes_back = any(w.kind == "cond" or w.text in ("除", "除了") for w in words[:3]) or (
            bool(words) and words[0].text in _BUT and any(w.kind == "must" for w in words[:3])
        )
        return takes_back and any(w.kind == "may" for w in reading.words if w.clause == last.clause)

    def _duty_is_plain(self, at: int) -> bool:
        """Whether a 要 or 应 may be added: another word of the same sentence says it."""
        following = self.claimed[at + 1 :]
        if not following:
            return False
        for parts in self._spellings(following[0].word):
            for place, *_ in self._spans(parts):
                if place.piece is None:
                    continue
                reading = self.texts[place.text]
                clauses = _sentence_clauses(reading, place.clause)
                words = [w for w in reading.words if w.clause in clauses]
                here = [w for w in words if w.clause == place.clause]
                if any(w.kind == "must" for w in words) and not any(
                    w.kind in ("may", "neg", "forbid") for w in here
                ):
                    return True
        return False

    # Clauses

    def _clause_words(self, place: Place) -> list[Word]:
        return [w for w in self.texts[place.text].words if w.clause == place.clause]

    def _clause_start(self, place: Place) -> int:
        words = self.texts[place.text].words
        return next(i for i, w in enumerate(words) if w.clause == place.clause)

    def _tail(self, last: Place) -> list[Word]:
        words = self.texts[last.text].words
        return [w for w in words[last.end :] if w.clause == last.clause]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A word that the evidence must have, with the free words before it.

    `is_break` says that a mark parts it from the word before it.
    """

    word: Word
    between: tuple[str, ...]
    is_break: bool


def _weighed(claimed: Reading) -> list[_Weighed]:
    weighed: list[_Weighed] = []
    between: list[str] = []
    clause = 0
    for word in claimed.words:
        opens = not weighed and word.kind == "number" and word.text.startswith("第")
        if word.kind in FREE or opens:
            between.append(_LINKS.get(word.kind, word.text))
            continue
        weighed.append(_Weighed(word, tuple(between), bool(weighed) and word.clause != clause))
        between, clause = [], word.clause
    return weighed


_LINKS = {"copula": "=", "conj": "&"}
_COPULAS = frozenset({"="})
_CONJUNCTIONS = frozenset({"&"})


def _is_quoted_from(words: Sequence[Word]) -> bool:
    """Whether a clause only says who says or thinks what follows (有人认为); not 不该说的不说."""
    weighty = [word for word in words if word.kind not in FREE]
    return (
        bool(weighty)
        and weighty[-1].kind == "attrib"
        and not any(word.kind in ("neg", "forbid") for word in weighty)
    )


def _sentence_clauses(reading: Reading, clause: int) -> range:
    """The clauses of the sentence that holds this one."""
    first = max(c for c in reading.strong if c <= clause)
    last = min((c for c in reading.strong if c > clause), default=clause + 100)
    return range(first, last)


def _ends_in(word: str, spelled: frozenset[str]) -> bool:
    """Whether a longer word of the evidence ends in one of the forms (书面通知: 通知)."""
    return any(
        1 < len(form) < len(word) and word.endswith(form) and word[-len(form) - 1] not in _TURNING
        for form in spelled
    )
