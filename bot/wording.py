"""The bot's own words, each defined once, and how a source's sentence reads inside an answer."""

import re
from collections.abc import Sequence

from bot.pieces import Piece
from ingest.build import unmasked
from ingest.records import Document, Script
from ingest.script import render, simplify

DECLINE = {
    "zh": "资料里没有讲到这个问题。",
    "en": "The texts do not cover this question.",
}
_NEAREST = {"zh": "相近的内容有：", "en": "The nearest topics they do cover: "}
_ENGLISH_LEAD = "The texts say (in Chinese):"

_HAN = "㐀-鿿豈-﫿"
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_NARROW_MARK = re.compile(rf"(?<=[{_HAN}”’」』）)\"'])[,;:?!.](?=\s*(?:[{_HAN}“‘「『（(\"'《]|$))")
_TRAILING = re.compile(r"[，,、；;：:\s—-]+$")
_STOP = re.compile(r"(?<![！？!?…])。$")
_NUMBERING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[、.．](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[)）])\s*"
)
_BRACKETED = re.compile(r"\[(\d+)\]")  # a source's own [3] is no marker of ours
_LINE_BREAK = re.compile(r"(\S?)[ \t\u3000]*[\r\n]\s*")
_DANGLING = re.compile(r"[，,：:]\s*(?:即|就是|分别是)?[：:，,]?\s*$")
_MAX_TITLE = 30
_CLAUSE_END = re.compile(r"[，。：；！？——\s]")
_ENDED = re.compile(r"[。！？!?…][”’」』）)\"']*$")


def absence(reader: Script, absent: str) -> str:
    """The sentence that declines, and the one that says what is not there."""
    return decline(reader, ()) + render(absent, "hans", reader)


def decline(reader: Script, topics: Sequence[str]) -> str:
    """One sentence that says the texts don't cover it, with the nearest topics they do."""
    language = "en" if reader == "en" else "zh"
    sentence = DECLINE[language]
    if topics:
        joined = "; ".join(topics) + "." if language == "en" else "；".join(topics) + "。"
        sentence += (" " if language == "en" else "") + _NEAREST[language] + joined
    return render(sentence, "hans", reader) if language == "zh" else sentence


def answer_text(pieces: Sequence[Piece], markers: Sequence[int], reader: Script) -> str:
    """The pieces as one text in the reader's script, each sentence followed by its marker."""
    parts: list[str] = []
    for piece, after, marker in zip(pieces, [*pieces[1:], None], markers, strict=True):
        sentence = sentence_text(piece, reader)
        if piece.number is None and after is not None and after.number is not None:
            sentence = _STOP.sub("：", sentence)
        if piece.opens:
            parts.append("\n")
        if piece.opens == "text":
            parts.append(f"{named(piece.document, reader)}：")
        if piece.note:
            parts.append(f"\n{sentence}[{marker}]")
        elif piece.number is not None:
            parts.append(f"\n{piece.number}. {sentence}[{marker}]")
        else:
            parts.append(f"{sentence}[{marker}]")
    text = "".join(parts).strip()
    return f"{_ENGLISH_LEAD}\n{text}" if reader == "en" else text


def named(document: Document, reader: Script) -> str:
    """A text by its title between title marks; a long one as far as its first clauses go."""
    title = topic(document.title.strip("《》"), document.script, reader)
    title = title.replace("《", "〈").replace("》", "〉")
    if len(title) > _MAX_TITLE:
        clauses = [m.start() for m in _CLAUSE_END.finditer(title, 6, _MAX_TITLE)]
        title = title[: clauses[-1] if clauses else _MAX_TITLE] + "…"
    return f"《{title}》"


def retold_text(text: str, reader: Script) -> str:
    """A sentence in a model's words, in the reader's script, closed by a stop."""
    if reader == "en":
        return text if text.endswith((".", "?", "!")) else f"{text}."
    text = _NARROW_MARK.sub(lambda mark: _WIDE[mark.group()], simplify(text))
    text = _TRAILING.sub("", text)
    return render(text if _ENDED.search(text) else f"{text}。", "hans", reader)


def sentence_text(piece: Piece, reader: Script) -> str:
    """A span as a sentence of the answer: without noise, full-width marks, closed by a stop."""
    document = piece.document
    if piece.note:
        return render(piece.note, "hans", reader)
    text = _LINE_BREAK.sub(_joined, unmasked(document, piece.start, piece.end))
    text = _NARROW_MARK.sub(lambda mark: _WIDE[mark.group()], text)
    text = _BRACKETED.sub(r"［\1］", text)
    text = _NUMBERING.sub("", text) or text
    if text.count("”") > text.count("“") and text.find("”") < (text + "“").find("“"):
        text = f"“{text}"  # the span begins inside the quotation
    text = _TRAILING.sub("", _DANGLING.sub("", text))
    if not _ENDED.search(text):
        text += "。"
    return render(text, document.script, reader)


def _joined(match: re.Match[str]) -> str:
    """A heading's line and the text below it are joined by a colon."""
    before = match.group(1)
    return before if before and not (before.isalnum() or before in "”」』）)") else before + "："


def topic(heading: str, source: Script, reader: Script) -> str:
    """A heading as a topic to offer."""
    text = _NARROW_MARK.sub(lambda mark: _WIDE[mark.group()], heading.strip().rstrip("。."))
    return render(_TRAILING.sub("", text), source, reader)
