"""The bot's own words, each defined once, and how a source's sentence reads inside an answer."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.marks import full_width, shown
from bot.pieces import Piece
from bot.records import Reason
from ingest.build import unmasked
from ingest.records import Document, Script
from ingest.script import simplify

DECLINE = {
    "zh": "资料里没有讲到这个问题。",
    "en": "The texts do not cover this question.",
}
ORDERED = {
    "zh": "我只能引用资料里的原文来回答，不能代写、翻译，也不照别的吩咐做。",
    "en": "I can only answer with the texts' own words, not write, translate or follow orders.",
}
NO_TALK = {
    "zh": "前面还没有可以接着说的回答。请直接说您想知道的事。",
    "en": "There is no answer yet to go on from. Please say what you want to know.",
}
NO_SUCH_TEXT = {"zh": "没有这一篇：", "en": "There is no such text: "}
_NEAREST = {"zh": "相近的内容有：", "en": "The nearest topics they do cover:"}
_OFFERED = {"zh": "资料里讲到这些，可以直接问：", "en": "The texts do cover:"}
_ENGLISH_LEAD = "The texts say (in Chinese):"

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
    return decline(reader, ()) + shown(absent, "hans", reader)


def no_talk(reader: Script) -> str:
    """That nothing was answered yet which the message could go on from."""
    return NO_TALK["en"] if reader == "en" else shown(NO_TALK["zh"], "hans", reader)


def no_such_text(reader: Script, n_texts: int) -> str:
    """That there is no text of the number or title asked for, and how many there are."""
    if reader == "en":
        return f"{NO_SUCH_TEXT['en']}{n_texts} texts were received."
    return shown(f"{NO_SUCH_TEXT['zh']}收到的资料有{n_texts}篇。", "hans", reader)


def decline(reader: Script, topics: Sequence[str], reason: Reason = "not_covered") -> str:
    """One sentence that says why there is no answer, and the nearest topics, one a line."""
    language = "en" if reader == "en" else "zh"
    sentence, offer = (ORDERED, _OFFERED) if reason == "order" else (DECLINE, _NEAREST)
    said = sentence[language]
    if topics:
        said += (" " if language == "en" else "") + offer[language]
    said = said if language == "en" else shown(said, "hans", reader)
    return "\n- ".join([said, *topics])


def answer_text(
    pieces: Sequence[Piece], markers: Sequence[int], reader: Script, *, lead: str = ""
) -> str:
    """The pieces as one text in the reader's script, each sentence followed by its marker.

    `lead` is the bot's own line before them, in Simplified.
    """
    parts: list[str] = []
    after_title = listed = False
    for piece, after, marker in zip(pieces, [*pieces[1:], None], markers, strict=True):
        sentence = sentence_text(piece, reader)
        begins = _begins_list(after) and not listed
        if piece.number is None and "：" not in sentence and (begins or _announces(piece, after)):
            sentence = _STOP.sub("：", sentence)
        if piece.opens:
            parts.append("\n")
        if piece.opens == "text":
            parts.append(f"{named(piece.document, reader)}：")
        if piece.note and piece.number is None:
            parts.append(f"\n{sentence}[{marker}]")
        elif piece.number is not None:
            parts.append(f"\n{piece.number}. {sentence}[{marker}]")
        else:
            parts.append(f"{'：' if after_title else ''}{sentence}[{marker}]")
        listed = listed or piece.number is not None
        after_title = bool(piece.note) and piece.number is not None
    text = "".join(parts).strip()
    text = f"{shown(lead, 'hans', reader)}\n{text}" if lead else text
    return f"{_ENGLISH_LEAD}\n{text}" if reader == "en" else text


def _begins_list(after: Piece | None) -> bool:
    """Whether a list's items begin after a piece; a text named by a note is none of them."""
    return after is not None and after.number is not None and not after.note


def _announces(piece: Piece, after: Piece | None) -> bool:
    """Whether a piece ends in a colon or comma of its text, and what goes on there follows."""
    if after is None or after.document.doc_id != piece.document.doc_id:
        return False
    text = piece.document.text
    between = text[piece.end : after.start] if piece.end <= after.start <= piece.end + 3 else "?"
    return not between.strip() and text[piece.start : piece.end].rstrip().endswith(tuple(":：,，"))


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
    text = full_width(simplify(text))
    text = _TRAILING.sub("", text)
    return shown(text if _ENDED.search(text) else f"{text}。", "hans", reader)


def sentence_text(piece: Piece, reader: Script) -> str:
    """A span as a sentence of the answer: without noise, full-width marks, closed by a stop."""
    document = piece.document
    if piece.note:
        return shown(piece.note, "hans", reader)
    text = unmasked(document, piece.start, piece.end)
    return _sentence(text, document.script, reader)


@lru_cache(maxsize=8192)  # the same sentences are told again and again
def _sentence(text: str, source: Script, reader: Script) -> str:
    text = full_width(_LINE_BREAK.sub(_joined, text))
    text = _BRACKETED.sub(r"［\1］", text)
    text = _NUMBERING.sub("", text) or text
    if text.count("”") > text.count("“") and text.find("”") < (text + "“").find("“"):
        text = f"“{text}"  # the span begins inside the quotation
    text = _TRAILING.sub("", _DANGLING.sub("", text))
    if not _ENDED.search(text):
        text += "。"
    return shown(text, source, reader)


def _joined(match: re.Match[str]) -> str:
    """A heading's line and the text below it are joined by a colon."""
    before = match.group(1)
    return before if before and not (before.isalnum() or before in "”」』）)") else before + "："


def topic(heading: str, source: Script, reader: Script) -> str:
    """A heading as a topic to offer."""
    text = full_width(heading.strip().rstrip("。."))
    return shown(_TRAILING.sub("", text), source, reader)
