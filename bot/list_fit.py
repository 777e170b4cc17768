"""How well a list fits a question: by its words, its number, its items, what was quoted."""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from bot.evidence import Evidence
from bot.question import QUOTED
from ingest.lexical import tokens_of
from ingest.records import Section

_BY_ITEMS, _BY_RUN = 0.25, 0.4
_IN_A_ROW = 4.0  # for things named in a row, nearly each of which an item is headed by
_MOST = 0.8  # of the items; one may be of another kind
_MIN_RUN = 7  # characters; shorter runs (办公室主任要) are alike by chance


def list_fit(
    evidence: Evidence, outline: Sequence[Section], section: Section, items: Sequence[Section]
) -> float:
    """How well the list fits: by its own words, those above it, its number, what was quoted."""
    document = section.document
    heading = evidence.folded(document, section.heading_start, section.heading_end)
    start = max(section.start, items[0].start - 80)
    lead = evidence.folded(document, start, items[0].start)
    above = [
        evidence.folded(document, s.heading_start, s.heading_end)
        for s in takewhile(lambda other: other.start <= section.start, outline[1:])
        if s.end >= section.end
    ]
    score = 0.25 * evidence.coverage(heading) + 0.25 * evidence.coverage(heading, lead)
    score += 0.2 * evidence.coverage(heading, lead, *above)
    score += 0.3 * _share_asked(evidence, section)
    score += _BY_ITEMS * _share_of_items(evidence, items) + _BY_RUN * _run_asked(evidence, section)
    return score + _agreement(evidence, outline, section, items)


def _share_of_items(evidence: Evidence, items: Sequence[Section]) -> float:
    """Coverage of the question by words that most items are headed by (准备好…, 准备好…, 准备好…).

    `_IN_A_ROW` where it names things in a row (前提、基础、关键) that tell the items apart.
    """
    heads = [evidence.folded(i.document, i.heading_start, i.heading_end) for i in items]
    known = frozenset(evidence.known)
    words = [tokens_of(head) & known for head in heads]
    counts = Counter(word for own in words for word in own)
    shared = {word for word, n in counts.items() if n > 1 and 2 * n > len(items)}
    own = [{word for word in held if counts[word] == 1} for held in words]
    enumerated = evidence.question.read.count("、") > 1
    if enumerated and sum(map(bool, own)) >= _MOST * len(items):
        return _IN_A_ROW
    total = sum(evidence.known.values())
    return sum(evidence.known[word] for word in shared) / total if total else 0.0


def _run_asked(evidence: Evidence, section: Section) -> float:
    """Share, 0 to 1, of the heading that stands in the question in one run."""
    if section.index == 0:
        return 0.0
    heading = evidence.folded(section.document, section.heading_start, section.heading_end)
    runs = (heading[i : i + _MIN_RUN] for i in range(len(heading) - _MIN_RUN + 1))
    if not any(run in evidence.question.read for run in runs):
        return 0.0
    match = SequenceMatcher(None, heading, evidence.question.read, autojunk=False)
    size = match.find_longest_match().size
    return size / len(heading) if size >= _MIN_RUN else 0.0


def _share_asked(evidence: Evidence, section: Section) -> float:
    """Share, 0 to 1, of the heading's words that the question says."""
    if section.index == 0:
        return 0.0
    heading = evidence.folded(section.document, section.heading_start, section.heading_end)
    tokens = tokens_of(heading)
    asked = tokens_of(evidence.question.folded)
    idf = evidence.index.lexical.idf
    total = sum(idf(token) for token in tokens)
    return sum(idf(token) for token in tokens & asked) / total if total else 0.0


def _agreement(
    evidence: Evidence, outline: Sequence[Section], section: Section, items: Sequence[Section]
) -> float:
    """What the question's number and quoted words say about this list."""
    agreement = 0.0
    number = evidence.question.number
    if number is not None and number not in _numbers_above(outline, section):
        agreement += 0.3 if number in (section.announced, len(items)) else -0.3
    heading = evidence.folded(section.document, section.heading_start, section.heading_end)
    counted = evidence.question.counted
    if counted and counted in heading:
        agreement += 0.4
    for quoted in QUOTED.findall(evidence.question.folded):
        if quoted in heading:
            agreement += 0.6 if quoted == heading.strip('“”"') else 0.3
        elif not _holds(evidence, section, quoted):
            agreement -= 0.5
    return agreement


def _holds(evidence: Evidence, section: Section, quoted: str) -> bool:
    """Whether a list, or what it is part of, has the words quoted (“三个三”里的三个关系)."""
    outline = evidence.outline(section.document)
    around = [outline[section.parent], outline[0], section]
    texts = [evidence.folded(s.document, s.heading_start, s.heading_end) for s in around]
    whole = evidence.folded(section.document, section.start, section.end)
    return any(quoted in text for text in (*texts, whole))


def _numbers_above(outline: Sequence[Section], section: Section) -> set[int | None]:
    """The sizes that the lists this section is an item of announce."""
    found: set[int | None] = set()
    while section.index > 0:
        section = outline[section.parent]
        found.add(section.announced)
    return found - {None}
