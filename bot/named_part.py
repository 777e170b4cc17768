"""What the part talked of says of a thing that a follow-up merely names: 作风呢, 那缓的事呢.

It may stand in the very sentence that was said: then that is said again, cut to what is asked.
"""

import re
from collections.abc import Sequence

from bot.aspect import aspect_of
from bot.conversation import Talk
from bot.evidence import Evidence
from bot.further import around, inside
from bot.leaning import MAX_NAME, own_words, spoken
from bot.pieces import Draft, Piece
from bot.question import Question
from ingest.records import Section, Sentence
from ingest.script import fold_same_length

_BARE = re.compile(r"(?:呢|怎么说|怎么讲)[?？。!！~～ ]*$")
_JOINING = re.compile(r"^(?:那么?|咁|还有|换成)[,，]?|(?:那|这)(?:个|些|件)?$")
_MIN_NAME = 2  # characters
_MOST = 4  # sentences that name it; what is named more often is talked of all along
_N_TOLD = 2
_PART = re.compile(r"[^;；]+[;；]?")


def named_part(evidence: Evidence, talk: Talk) -> Draft | None:
    """The sentences nearest to what was said last that name what is asked of; None without any."""
    section, called = talk.section, _called(evidence.question)
    if section is None or talk.focus is None:
        return None
    if any(name in talk.heading(section) for name in called):
        return None  # all of it is on that
    for name in called:
        naming = [s for s in _sentences(evidence, talk, section) if _names(evidence, s, name)]
        if len(naming) > _MOST:
            return None
        if naming:
            focus = talk.focus.start
            nearest = sorted(naming, key=lambda s: abs(s.start - focus))[:_N_TOLD]
            nearest.sort(key=lambda s: s.start)
            return Draft(tuple(_part(sentence, name) for sentence in nearest))
    return None


def _called(question: Question) -> Sequence[str]:
    """What is named, as it is said (缓的事) and by its content; none where more is asked of it."""
    folded = spoken(question).strip()
    bare = _BARE.sub("", folded)
    if bare == folded or aspect_of(bare) is not None:
        return []
    called = dict.fromkeys([_JOINING.sub("", bare), *own_words(question)])
    return [name for name in called if _MIN_NAME <= len(name) <= MAX_NAME]


def _sentences(evidence: Evidence, talk: Talk, section: Section) -> Sequence[Sentence]:
    """Those of the section; of a text without any, those around what was said."""
    if section.index == 0 and talk.focus is not None:
        return around(evidence, talk.focus)
    return inside(evidence, section)


def _names(evidence: Evidence, sentence: Sentence, name: str) -> bool:
    """Whether a sentence, that is no heading, names it."""
    section = evidence.outline(sentence.document)[sentence.section]
    is_heading = sentence.end <= section.heading_end + 1 < section.end
    return not is_heading and name in evidence.folded(
        sentence.document, sentence.start, sentence.end
    )


def _part(sentence: Sentence, name: str) -> Piece:
    """The sentence from the part between semicolons that begins with the name; else all of it."""
    text = fold_same_length(sentence.text)
    for part in _PART.finditer(text):
        if part.group().lstrip().startswith(name):
            return Piece(
                sentence.document, sentence.start + part.start(), sentence.start + part.end()
            )
    return Piece(sentence.document, sentence.start, sentence.end)
