"""Evidence -> a draft: which spans answer, in which order."""

from collections.abc import Sequence

from bot.arrange import arranged
from bot.compare import compare_pieces
from bot.counted import corrected
from bot.evidence import Evidence
from bot.lists import asked_lists, list_pieces
from bot.pieces import Draft
from bot.prose import prose_pieces
from ingest.outline import children
from ingest.records import Section


def compose(evidence: Evidence) -> Draft:
    """The draft of an extractive answer; empty where nothing was found."""
    compared = compare_pieces(evidence)
    if compared:
        return Draft(tuple(compared))
    sections = asked_lists(evidence)
    if sections:
        pieces = [piece for section in sections for piece in list_pieces(evidence, section)]
        return Draft(tuple(pieces), sections[0], lead=_number_first(evidence, sections))
    return Draft(tuple(arranged(evidence, prose_pieces(evidence))))


def _number_first(evidence: Evidence, sections: Sequence[Section]) -> str:
    """That the text speaks of another number of things than the question; empty where it agrees."""
    (section, *others), question = sections, evidence.question
    above = [evidence.outline(section.document)[section.parent].announced] if section.index else []
    if others or question.number in above:
        return ""
    items = children(evidence.outline(section.document), section.index)
    return corrected(section, items, question.read, question.number)
