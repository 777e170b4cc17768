"""Evidence -> a draft: which spans answer, in which order."""

from bot.evidence import Evidence
from bot.followup import follow_up
from bot.lists import asked_list, list_pieces
from bot.pieces import Draft
from bot.prose import prose_pieces


def compose(evidence: Evidence) -> Draft:
    """The draft of an extractive answer; empty where nothing was found."""
    followed = follow_up(evidence)
    if followed is not None:
        return followed
    if evidence.question.kind in ("list", "fact") and evidence.question.asks_for_list:
        section = asked_list(evidence)
        if section is not None:
            return Draft(tuple(list_pieces(evidence, section)), section)
    return Draft(tuple(prose_pieces(evidence)))
