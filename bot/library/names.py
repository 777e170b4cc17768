"""Which names an uploaded file may have."""

import re
import unicodedata

_MAX_BYTES = 200  # of 255 that file systems allow: room for what is written beside it
_SEPARATORS = re.compile(r'[/\\:*?"<>|]')
_OF_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_OURS = ("manifest.jsonl", "questions.jsonl", "__pycache__", "thumbs.db", "desktop.ini")


def fault(name: str) -> str:
    """What is wrong with a file's name, as the end of a sentence; empty where nothing is."""
    if not name.strip(". "):
        return "is empty; give the file a name"
    if _SEPARATORS.search(name):
        return "holds a path or a character that no file name may have; rename the file"
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for char in name):
        return "holds characters that can't be seen; rename the file"
    if len(name.encode()) > _MAX_BYTES:
        return f"is longer than {_MAX_BYTES} bytes; shorten it"
    if name != name.strip() or name.endswith(".") or name.startswith((".", "~$")):
        return "begins or ends with a sign that hides it; rename the file"
    if _OF_WINDOWS.fullmatch(name) or name.lower() in _OURS:
        return "means something else to the system; rename the file"
    return ""


def normal(name: str) -> str:
    """The name in NFC, as every system but macOS writes it."""
    return unicodedata.normalize("NFC", name)
