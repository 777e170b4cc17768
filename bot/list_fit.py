"""How well a list fits a question: by its words, its number, its items, what was quoted."""

from collections import Counter
from difflib import SequenceMatcher

from bot.evidence import Evidence
from bot.listed import Listed
from bot.opened import heading_searched
from bot.question import QUOTED
from ingest.lexical import tokens_of
from ingest.records import Section

_BY_ITEMS, _BY_RUN = 0.25, 0.4
_IN_A_ROW = 4.0  # for things named in a row, nearly each of which an item is headed by
_MOST = 0.8  # of the items; one may be of another kind
_MIN_RUN = 7  # characters; shorter runs (办公室主任要) are alike by chance


class ListFit:
    """How well lists fit one question; what of it each list is compared with is read once."""

    def __init__(self, evidence: Evidence) -> None:
        """Nothing is compared before it is asked for."""
        self._evidence = evidence
        self._asked = tokens_of(evidence.question.folded)
        self._known = frozenset(evidence.known)
        self._quoted = QUOTED.findall(evidence.question.folded)
        self._names_a_row = evidence.question.read.count("、") > 1

    def of(self, one: Listed) -> float:
        """How well it fits: by its own words, those above it, its number, what was quoted."""
        share = self._evidence.share_of
        score = 0.25 * share(one.heading_tokens) + 0.25 * share(one.lead_tokens)
        score += 0.2 * share(one.path_tokens)
        score += 0.3 * self._share_asked(one)
        score += _BY_ITEMS * self._share_of_items(one) + _BY_RUN * self._run_asked(one)
        return score + self._agreement(one)

    def _share_of_items(self, one: Listed) -> float:
        """Coverage of the question by words that most items are headed by (准备好…, 准备好…).

        `_IN_A_ROW` where it names things in a row (前提、基础、关键) that tell the items apart.
        """
        words = [tokens & self._known for tokens in one.item_tokens]
        counts = Counter(word for own in words for word in own)
        if self._names_a_row:
            own = sum(any(counts[word] == 1 for word in held) for held in words)
            if own >= _MOST * len(words):
                return _IN_A_ROW
        shared = [word for word, n in counts.items() if n > 1 and 2 * n > len(words)]
        return self._evidence.share_of(frozenset(shared)) if shared else 0.0

    def _run_asked(self, one: Listed) -> float:
        """Share, 0 to 1, of the heading that stands in the question in one run."""
        heading, read = one.heading, self._evidence.question.read
        if one.section.index == 0:
            return 0.0
        runs = (heading[i : i + _MIN_RUN] for i in range(len(heading) - _MIN_RUN + 1))
        if not any(run in read for run in runs):
            return 0.0
        match = SequenceMatcher(None, heading, read, autojunk=False)
        size = match.find_longest_match().size
        return size / len(heading) if size >= _MIN_RUN else 0.0

    def _share_asked(self, one: Listed) -> float:
        """Share, 0 to 1, of the heading's words that the question says."""
        said = one.heading_tokens & self._asked
        if one.section.index == 0 or not said:
            return 0.0
        idf = self._evidence.index.lexical.idf
        return sum(map(idf, said)) / sum(map(idf, one.heading_tokens))

    def _agreement(self, one: Listed) -> float:
        """What the question's number and quoted words say about this list."""
        agreement = 0.0
        number, counted = self._evidence.question.number, self._evidence.question.counted
        if number is not None and number not in one.numbers_above:
            agreement += 0.3 if number in (one.section.announced, len(one.items)) else -0.3
        if counted and counted in one.heading:
            agreement += 0.4
        for quoted in self._quoted:
            if quoted in one.heading:
                agreement += 0.6 if quoted == one.heading.strip('“”"') else 0.3
            elif not self._holds(one.section, quoted):
                agreement -= 0.5
        return agreement

    def _holds(self, section: Section, quoted: str) -> bool:
        """Whether a list, or what it is part of, has the words quoted (“三个三”里的三个关系)."""
        outline = self._evidence.outline(section.document)
        around = [outline[section.parent], outline[0], section]
        whole = self._evidence.folded(section.document, section.start, section.end)
        return any(quoted in text for text in (*map(heading_searched, around), whole))
