"""What was said before a question that leans on it, and where in the texts that stands.

Nothing of an earlier answer is taken as true: it only tells which part of the texts is talked of.
"""

import re
from collections.abc import Sequence
from functools import cached_property

from bot.evidence import Evidence, tokens_of
from bot.listed import lineage
from bot.records import Turn
from bot.series import Series, series_of
from ingest.outline import ancestors
from ingest.outline.numbering import parse_numeral
from ingest.records import Section, Sentence
from ingest.script import fold, uses_taiwan_wording

_N_ROWS = 10  # passages whose lists may be the one talked of
_NAMED = 0.6  # of a heading's words, by idf: less is said by chance
_FITS = 0.5  # of a series' score: its items, heading and number said, and the last answer in it
_TOLD = 0.9  # of a sentence's words, by idf, that an answer says which quotes it
_MAX_CLAUSES = 12
_SHORT = 4  # characters of a heading (查机油) of which half a word was said
_LINE_END = re.compile(r"[。\n!?！？]|(?:^|\n)\s*\d{1,2}\. ")
_CORNERED = str.maketrans("「」『』", "“”‘’")  # as answers in Traditional have them
_CLAUSE_END = re.compile(r"[。；;\n!?！？]")
_CLAUSE = re.compile(r"[^,，:：;；。]{2,}(?=[,，:：;；。])")
_MARKERS = re.compile(r"\[\d+\]|［\d+］")
_COUNT = re.compile(
    r"(?<!第)([一二两三四五六七八九十]|\d{1,2})\s*(?:个|种|项|条|点|样|大|方面|字|不|心|勤|关)"
)


class Talk:
    """The exchanges that a question leans on; each thing worked out once, when it is asked for."""

    def __init__(self, evidence: Evidence, turns: Sequence[Turn]) -> None:
        """`turns` are those leaned upon, oldest first."""
        self._evidence = evidence
        asked = [_folded(turn.content) for turn in turns if turn.role == "user"]
        said = [_folded(turn.content) for turn in turns if turn.role == "assistant"]
        self.asked = "\n".join(asked)
        self.said = "\n".join(said)
        self.last_asked = asked[-1] if asked else ""
        self.last_said = said[-1] if said else ""

    @cached_property
    def focus(self) -> Sentence | None:
        """The sentence of the texts nearest to what was said last; None where none is near.

        Every clause of the answer votes for the section of the sentence it is most alike to, and
        the question before it for those of its words: one clause alone may stand elsewhere too.
        """
        votes: dict[tuple[str, int], float] = {}
        best: dict[tuple[str, int], tuple[float, int, Sentence]] = {}
        for clause, weight in self._clauses():
            for alike, sentence in self._alike(clause)[:3]:
                place = (sentence.document.doc_id, sentence.section)
                votes[place] = votes.get(place, 0.0) + weight * alike
                best[place] = max(
                    best.get(place, (0.0, 0, sentence)),
                    (weight * alike, -sentence.start, sentence),
                    key=lambda t: t[:2],
                )
        if not votes:
            return None
        return best[max(votes, key=lambda place: votes[place])][2]

    def _clauses(self) -> list[tuple[str, float]]:
        """What was said last clause by clause, and what was asked last, each with its weight."""
        said = [c for c in _CLAUSE_END.split(self.last_said) if len(c) > 3][:_MAX_CLAUSES]
        return [*((clause, 1.0) for clause in said), (self.last_asked, 0.6)]

    def _alike(self, clause: str) -> list[tuple[float, Sentence]]:
        """Sentences around the last exchange by cosine (of idf) to a clause, best first."""
        own = tokens_of(clause)
        scored = [(self._cosine(own, held), s) for s, held in self._near]
        return sorted((p for p in scored if p[0] > 0), key=lambda p: (-p[0], p[1].start))

    @cached_property
    def _near(self) -> list[tuple[Sentence, frozenset[str]]]:
        """The sentences of the passages nearest to the last exchange, with their words."""
        return self._sentences(self._rows(self.last_said, self.last_asked))

    def _sentences(self, rows: Sequence[int]) -> list[tuple[Sentence, frozenset[str]]]:
        """The sentences of these passages, with their words."""
        found = [s for row in rows for s in self._evidence.index.sentences_at(row)]
        folded = self._evidence.folded
        return [(s, tokens_of(folded(s.document, s.start, s.end))) for s in found]

    def _cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        idf = self._evidence.index.lexical.idf
        shared, first, second = (
            sum(idf(t) ** 2 for t in tokens) for tokens in (one & other, one, other)
        )
        return shared / (first * second) ** 0.5 if shared else 0.0

    @cached_property
    def told(self) -> list[Sentence]:
        """The sentences of the texts that the last answer says, whole or cut, in their order there.

        Of an answer in other words than theirs, the one that is nearest.
        """
        near = self._sentences(self._rows(self.last_said, ""))
        said = tokens_of(self.last_said)
        whole = [s for s, held in near if held and self._share_in(held, said) >= _TOLD]
        lines = [tokens_of(line) for line in _LINE_END.split(self.last_said) if len(line) > 3]
        cut = [s for line in lines if (s := self._holding(line, near)) is not None]
        unique = {(s.document.doc_id, s.start): s for s in (*whole, *cut)}
        if not unique:
            return [self.focus] if self.focus else []
        return [unique[place] for place in sorted(unique)]

    def _holding(
        self, line: frozenset[str], near: Sequence[tuple[Sentence, frozenset[str]]]
    ) -> Sentence | None:
        """The sentence most alike to a line of the answer, of those that hold it."""
        holding = [pair for pair in near if self._share_in(line, pair[1]) >= _TOLD]
        alike = [(self._cosine(line, held), -s.start, s) for s, held in holding]
        return max(alike, key=lambda t: t[:2])[2] if line and alike else None

    def likeness(self, sentence: Sentence) -> float:
        """Cosine, 0 to 1, of a sentence's words to the question asked last."""
        folded = self._evidence.folded(sentence.document, sentence.start, sentence.end)
        return self._cosine(tokens_of(self.last_asked), tokens_of(folded))

    def _share_in(self, tokens: frozenset[str], other: frozenset[str]) -> float:
        """Share, 0 to 1 by idf, of the tokens that are among the others; 0 of none."""
        idf = self._evidence.index.lexical.idf
        total = sum(map(idf, tokens))
        return sum(map(idf, tokens & other)) / total if total else 0.0

    @cached_property
    def section(self) -> Section | None:
        """The innermost section that the last answer is nearest to."""
        if self.focus is None:
            return None
        return self._evidence.outline(self.focus.document)[self.focus.section]

    def repeats(self, sentence: Sentence, tokens: frozenset[str] | None = None) -> float:
        """Share, 0 to 1, of a sentence's words that the last answer said; a short one has less."""
        folded = self._evidence.folded(sentence.document, sentence.start, sentence.end)
        own = tokens_of(folded)
        said = tokens_of(self.last_said) if tokens is None else tokens
        return len(own & said) / (len(own) + 10)

    @cached_property
    def series(self) -> list[Series]:
        """The series whose items were talked of, the likeliest first."""
        scored = [(self._score(series), series) for series in self._candidates()]
        likely = [pair for pair in scored if pair[0] >= _FITS]
        return [series for _, series in sorted(likely, key=lambda pair: -pair[0])]

    def around(self, section: Section) -> list[Series]:
        """The series directly below a section, and those it and the sections above it are in."""
        outline = self._evidence.outline(section.document)
        return [series for above in self.path(section) for series in series_of(outline, above)]

    def named(self, items: Sequence[Section], said: str) -> list[Section]:
        """Those of the items whose headings, or the first clauses of those, were said."""
        return [item for item in items if self._share(item, said) >= _NAMED]

    def path(self, section: Section) -> list[Section]:
        """The section and those above it, innermost first, the root last."""
        outline = self._evidence.outline(section.document)
        above = [*reversed(ancestors(outline, section.index)), outline[0]]
        return [section, *(s for s in above if s.index != section.index)]

    def heading(self, section: Section) -> str:
        """A section's heading as it is searched; the title of the root."""
        if section.index == 0:
            return _folded(section.document.title)
        document = section.document
        return self._evidence.folded(document, section.heading_start, section.heading_end)

    def _candidates(self) -> list[Series]:
        """The series around the passages that what was asked and said is nearest to."""
        found: dict[tuple[str, int], list[Series]] = {}
        for row in self._rows(self.said, self.asked):
            sentences = self._evidence.index.sentences_at(row)
            if not sentences:
                continue
            outline = self._evidence.outline(sentences[0].document)
            for section in lineage(outline, sentences[0].section):
                place = (section.document.doc_id, section.index)
                found.setdefault(place, series_of(outline, section))
        return [series for held in found.values() for series in held]

    def _rows(self, said: str, asked: str) -> list[int]:
        """The passages best by BM25 for the answer and for the question, each over its best."""
        words = self._evidence.index.words(*(list(tokens_of(text)) for text in (said, asked)))
        return words.best(_N_ROWS).tolist()

    def _score(self, series: Series) -> float:
        """How much of the series was talked of: its items, its heading, its number."""
        items = series.items
        said = sum(max(self._share(i, self.said), 0.5 * self._share(i, self.asked)) for i in items)
        score = said / len(items) + self._share(series.section, self.asked)
        counts = {parse_numeral(c) for c in _COUNT.findall(f"{self.asked} {self.said}")}
        score += 0.4 * bool(counts & {series.announced, len(items)})
        above = self.path(self.section) if self.section else []
        nearest = next((i for i, section in enumerate(above) if section in items), None)
        return score + (0.4 * 0.5**nearest if nearest is not None else 0.0)

    def _share(self, section: Section, said: str) -> float:
        """Share, 0 to 1 by idf, of a section's heading that was said."""
        heading = self.heading(section).strip("“”\"'「」 ")
        clause = _CLAUSE.match(heading)
        whole = self._share_of(heading, said)
        return max(whole, self._share_of(clause[0], said)) if clause else whole

    def _share_of(self, heading: str, said: str) -> float:
        if len(heading) == 1:
            return float(re.search(rf"(?<!\w){heading}(?!\w)|^{heading}", said, re.M) is not None)
        idf = self._evidence.index.lexical.idf
        tokens = tokens_of(heading)
        total = sum(idf(token) for token in tokens)
        share = sum(idf(t) for t in tokens & tokens_of(said)) / total if total else 0.0
        if len(heading) > _SHORT:
            return share
        return max(share, _longest_shared(heading, said) / len(heading))


def _longest_shared(heading: str, said: str) -> int:
    """Length of the longest run of the heading, of two characters or more, that was said."""
    n = len(heading)
    runs = ((i, j) for i in range(n) for j in range(i + 2, n + 1))
    return max((j - i for i, j in runs if heading[i:j] in said), default=0)


def _folded(text: str) -> str:
    """As it is searched, without the markers of citations; Taiwan wording in mainland words."""
    plain = _MARKERS.sub("", text).translate(_CORNERED)
    return fold(plain, taiwan_wording=uses_taiwan_wording(plain)).text
