"""The documents that an administrator keeps: uploaded, indexed, removed, asked about."""

from bot.library.library import Library, OnlyDocument
from bot.library.run import Run, RunState
from bot.library.uploads import BadUpload, NameTaken, NotUploaded, Uploads

__all__ = [
    "BadUpload",
    "Library",
    "NameTaken",
    "NotUploaded",
    "OnlyDocument",
    "Run",
    "RunState",
    "Uploads",
]
