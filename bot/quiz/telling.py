"""Telling: whether the words of one item give another's answer away, as the paper's lints read."""

from dataclasses import dataclass

from bot.quiz.draft import Draft
from bot.quiz.lints.of_paper import answers, sentences, told, whole
from bot.quiz.records import Item


@dataclass(frozen=True, slots=True)
class _Read:
    """What an item tells and shows, and what would answer it or show what it asks."""

    doc_id: str
    told: str
    shown: str
    answers: tuple[str, ...]
    sentences: tuple[str, ...]

    @classmethod
    def of(cls, item: Item) -> "_Read":
        """The item read."""
        return cls(
            item.citation.doc_id, told(item), whole(item), answers(item), tuple(sentences(item))
        )

    def is_told_by(self, other: "_Read") -> bool:
        """Whether the other answers this one, or shows a sentence that it asks about."""
        answered = self.doc_id == other.doc_id and bool(self.answers)
        if answered and all(part in other.told for part in self.answers):
            return True
        return any(sentence in other.shown for sentence in self.sentences)


class Telling:
    """Reads each item once."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._known: dict[str, _Read] = {}

    def either(self, a: Draft, b: Draft) -> bool:
        """Whether one of two drafts tells of the other."""
        first, second = self._read(a), self._read(b)
        return first.is_told_by(second) or second.is_told_by(first)

    def _read(self, draft: Draft) -> _Read:
        if draft.item.id not in self._known:
            self._known[draft.item.id] = _Read.of(draft.item)
        return self._known[draft.item.id]
