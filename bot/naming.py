"""Items that a follow-up calls by a name (那“才”呢), and names that no item has."""

import re

from bot.conversation import Talk
from bot.counted import hidden_by_name
from bot.evidence import Evidence
from bot.frame import is_frame
from bot.further import inside
from bot.leaning import MAX_NAME, own_words, refers_back, spoken
from bot.question import QUOTED, Question
from bot.series import Series
from ingest.records import Section
from ingest.words import cut

_PARTED = re.compile(r"[、,]")
_CALLED = re.compile(  # 责任那条，要做到什么
    rf"(?:那么?|换成)?([㐀-鿿]{{1,{MAX_NAME}}}?)的?[这那]一?[个种条点项块](?:[,，呢]|(?=.{{4}}))"
)
_THAT_ONE = re.compile(r"(?<=[㐀-鿿]{2})的?那[一]?[个種种条点项]")


def names(question: Question) -> list[str]:
    """The words by which a question may call an item; none where a pronoun stands for it."""
    words = own_words(question)
    folded = spoken(question)
    called = _CALLED.match(folded)
    if called is not None:
        return [called[1]]
    if refers_back(question) and not QUOTED.search(folded) and not _THAT_ONE.search(folded):
        return []
    return words if sum(map(len, words)) <= MAX_NAME else []


def named_item(talk: Talk, words: list[str]) -> Section | None:
    """The item whose heading alone among its series holds all the words.

    Of several the one with the shortest: another names it among its own (“四勤”,即脑勤、腿勤…).
    """
    if not words or talk.section is None:
        return None
    found: list[Section] = []
    for series in [*talk.around(talk.section), *talk.series]:
        held = [item for item in series.items if _holds_all(talk, item, words)]
        found += held if len(held) == 1 else []
    return min(found, key=lambda item: len(talk.heading(item)), default=None)


def distinguished_item(talk: Talk, question: Question) -> Section | None:
    """The one item of the list just given that a word of the question tells from the others."""
    words = {w for w in cut(spoken(question)) if len(w) > 1 and not is_frame(w)}
    for series in talk.series:
        if len(talk.named(series.items, talk.last_said)) < 2:
            continue
        held = [{w for w in words if w in talk.heading(item)} for item in series.items]
        own = [
            item
            for item, holds in zip(series.items, held, strict=True)
            if any(sum(word in others for others in held) == 1 for word in holds)
        ]
        if len(own) == 1:
            return own[0]
    return None


def absence_of(evidence: Evidence, talk: Talk, words: list[str]) -> str:
    """What is to be said of a name that no item has; empty where it may stand elsewhere."""
    if len(words) != 1 or not talk.series or len(words[0]) < 2:
        return ""
    (word,), series = words, talk.series[0]
    if _is_hidden(evidence, talk, series, word):
        return hidden_by_name(series.section, series.items, word)
    return f"原文这里没有提到“{word}”。" if _is_nowhere(evidence, talk, series, word) else ""


def _is_hidden(evidence: Evidence, talk: Talk, series: Series, word: str) -> bool:
    """Whether the text announces more items than it has, and the word is of one it has not."""
    if (series.announced or 0) <= len(series.items) or word not in talk.said:
        return False
    return not any(
        word in evidence.folded(s.document, s.start, s.end)
        for item in series.items
        for s in inside(evidence, item)
    )


def _is_nowhere(evidence: Evidence, talk: Talk, series: Series, word: str) -> bool:
    """Whether the word is like the names of the items (安全意识, “不骄傲”), and stands nowhere."""
    headings = [talk.heading(item) for item in series.items]
    quoted = QUOTED.search(spoken(evidence.question)) is not None
    alike = sum(word[-2:] in heading for heading in headings) > 1 and len(word) > 3
    parts = _PARTED.split(word)
    found = any(
        all(part in passage for part in parts)
        for passage in map(evidence.folded_passage, evidence.hits)
    )
    return (alike or quoted) and not found


def _holds_all(talk: Talk, item: Section, words: list[str]) -> bool:
    heading = talk.heading(item)
    return all(_holds(heading, word) for word in words)


def _holds(heading: str, word: str) -> bool:
    """Whether a heading names the word; one character only where it is the heading."""
    return word in heading if len(word) > 1 else heading.strip("“”\"'「」 ") == word
