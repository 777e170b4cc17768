"""Evidence -> a draft: which spans answer, in which order."""

from bot.evidence import Evidence
from bot.lists import asked_list, list_pieces
from bot.pieces import Draft
from bot.prose import prose_pieces


def compose(evidence: Evidence) -> Draft:
    """The draft of an extractive answer; empty where nothing was found."""
    question = evidence.question
    if question.kind == "list" or question.number is not None:
        section = asked_list(evidence)
        if section is not None:
            return Draft(tuple(list_pieces(evidence, section)), section)
    return Draft(tuple(prose_pieces(evidence)))
