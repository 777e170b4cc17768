"""How a source's words read inside an item: in the reader's script, with full-width marks."""

import re

from bot.wording import topic
from ingest.build import unmasked
from ingest.records import Document, Script
from ingest.script import render

_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_MARK = re.compile(r"(?<![0-9A-Za-z])[,;:?!.]|[,;:?!.](?![0-9A-Za-z])")
_SPACE = re.compile(r"\s+")
_LINE_BREAK = re.compile(r"(\S)\s*[\r\n]\s*")
_REPEATED = re.compile(r"(的)\1+")  # a slip of the keyboard, never a word
GAP = "\ue000"
"""Where something else is put in; the converter takes NUL for the end of a text."""
_EDGES = " 　,，、;；:：。.—-"
_STRAIGHT = re.compile(r'"([^"]*)"')
_ENDED = re.compile(r"[。！？…][”’」』）]*$")


class Voice:
    """Speaks one script."""

    def __init__(self, script: Script) -> None:
        """An English reader gets Simplified: the items are Chinese."""
        self.script: Script = "hans" if script == "en" else script

    def own(self, text: str) -> str:
        """The program's own words, which are written in Simplified."""
        return render(text, "hans", self.script)

    def words(self, document: Document, start: int, end: int) -> str:
        """A span without noise and without marks at its edges."""
        return self.text(unmasked(document, start, end), document)

    def text(self, text: str, document: Document) -> str:
        """Words of a document that are no span any more."""
        text = _SPACE.sub("", _LINE_BREAK.sub(_joined, text.strip()))
        text = _MARK.sub(lambda mark: _WIDE[mark.group()], text)
        text = _REPEATED.sub(r"\1", _STRAIGHT.sub(r"“\1”", text))
        return render(_balanced(text.strip(_EDGES)), document.script, self.script)

    def sentence(self, document: Document, start: int, end: int) -> str:
        """A span as a sentence, closed by a stop."""
        text = self.words(document, start, end)
        return text if _ENDED.search(text) else f"{text}。"

    def title(self, document: Document) -> str:
        """A text's name between title marks, whole."""
        name = topic(document.title.strip("《》"), document.script, self.script)
        return f"《{name.replace('《', '〈').replace('》', '〉')}》"


def quoted(text: str) -> str:
    """The words between quotation marks; those within become single."""
    return f"“{text.translate(str.maketrans('“”「」『』', '‘’‘’‘’'))}”"


def _joined(match: re.Match[str]) -> str:
    """A heading's line and the text below it are joined by a colon."""
    before = match.group(1)
    return f"{before}：" if before.isalnum() or before in "”」』）)" else before


def _balanced(text: str) -> str:
    """Without a quotation mark that lost its other half at the edge of the span."""
    if text.count("“") == text.count("”"):
        return text
    return text.strip("“”") if text.strip("“”").count("“") == text.strip("“”").count("”") else text
