"""Punctuation as a reader's script sets it: full width, in pairs, with its own quotation marks.

For reading only: a quote of a source keeps the source's own.
"""

import re
from functools import lru_cache

from ingest.records import Script
from ingest.script import render

_HAN = "㐀-鿿豈-﫿"
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_NARROW = re.compile(rf"(?<=[{_HAN}”’」』）)\"'])[,;:?!.](?=\s*(?:[{_HAN}“‘「『（(\"'《]|$))")
_BRACKETS = re.compile(
    rf"\((?=[{_HAN}])([^()]*)\)|\(([^()]*)(?<=[{_HAN}])\)|(?<=[{_HAN}])\(([^()]*)\)"
)
_CORNERED = str.maketrans("“”", "「」")
_CURLED = str.maketrans("「」『』", "“”‘’")
_INNER = re.compile(r"‘([^‘’]*)’")


def full_width(text: str) -> str:
    """Half-width marks and brackets beside Han in full width, straight quotes in pairs."""
    text = _paired(text.translate(_CURLED))
    text = _NARROW.sub(lambda mark: _WIDE[mark.group()], text)
    return _BRACKETS.sub(lambda m: f"（{next(g for g in m.groups() if g is not None)}）", text)


@lru_cache(maxsize=8192)  # the same sentences are shown again and again
def shown(text: str, source: Script, reader: Script) -> str:
    """`text` in the reader's characters and quotation marks: 「」『』 in Traditional, else “”‘’."""
    text = render(text, source, reader)
    if not reader.startswith("hant"):
        return text.translate(_CURLED)
    return _INNER.sub(r"『\1』", text).translate(_CORNERED)


def _paired(text: str) -> str:
    """Straight double quotes as “ and ” in turn, where none is left over."""
    parts = text.split('"')
    if len(parts) % 2 == 0 or not re.search(rf"[{_HAN}]", text):
        return text
    closed = (f"“{inner}”{after}" for inner, after in zip(parts[1::2], parts[2::2], strict=True))
    return parts[0] + "".join(closed)
