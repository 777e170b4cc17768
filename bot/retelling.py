"""Checked sentences in a model's words -> the text of an answer and the spans it cites."""

from bot.generate import Sentence
from bot.pieces import Draft, Piece
from bot.wording import retold_text, sentence_text
from ingest.records import Script


class Retelling:
    """An answer under way: `text` with its markers, and `pieces`, one a marker."""

    def __init__(self, reader: Script) -> None:
        """Nothing was said yet."""
        self.pieces: list[Piece] = []
        self._reader: Script = reader
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        """What was said so far."""
        return "".join(self._parts).strip()

    def add(self, sentence: Sentence) -> None:
        """Says a sentence; a span that was cited before keeps its marker."""
        if sentence.is_verbatim:
            text = sentence_text(sentence.rests_on[0].piece, self._reader)
        else:
            text = retold_text(sentence.text, self._reader)
        markers = "".join(f"[{self._marker(exhibit.piece)}]" for exhibit in sentence.rests_on)
        self._parts.append(f"{self._lead(sentence)}{text}{markers}")

    def _lead(self, sentence: Sentence) -> str:
        """What parts it from the sentence before: a new line for each item of a list."""
        if sentence.number is not None:
            return f"\n{sentence.number}. "
        return " " if self._reader == "en" and self._parts else ""

    def add_notes(self, draft: Draft) -> None:
        """Says in the bot's own words what the source lacks."""
        for piece in draft.pieces:
            if piece.note:
                text = sentence_text(piece, self._reader)
                self._parts.append(f"\n{text}[{self._marker(piece)}]")

    def _marker(self, piece: Piece) -> int:
        if piece not in self.pieces:
            self.pieces.append(piece)
        return self.pieces.index(piece) + 1
