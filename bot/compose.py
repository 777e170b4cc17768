"""Evidence -> a draft: which spans answer, in which order."""

from bot.compare import compare_pieces
from bot.evidence import Evidence
from bot.lists import asked_lists, list_pieces
from bot.pieces import Draft
from bot.prose import prose_pieces


def compose(evidence: Evidence) -> Draft:
    """The draft of an extractive answer; empty where nothing was found."""
    compared = compare_pieces(evidence)
    if compared:
        return Draft(tuple(compared))
    sections = asked_lists(evidence)
    if sections:
        pieces = [piece for section in sections for piece in list_pieces(evidence, section)]
        return Draft(tuple(pieces), sections[0])
    return Draft(tuple(prose_pieces(evidence)))
