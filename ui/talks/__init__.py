"""Conversations: kept for each browser until it is closed, and for nobody else."""

from ui.talks.owner import OwnerCookie, owner_of
from ui.talks.store import Talk, Talks, TalksNotKept, Told, history

__all__ = ["OwnerCookie", "Talk", "Talks", "TalksNotKept", "Told", "history", "owner_of"]
