"""Telling: whether the words of one item give another's answer away, as the paper's lint reads."""

from bot.quiz.draft import Draft
from bot.quiz.lints.of_paper import answers, told


class Telling:
    """Reads each item once."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._known: dict[str, tuple[str, tuple[str, ...]]] = {}

    def either(self, a: Draft, b: Draft) -> bool:
        """Whether one of two drafts of one text answers the other."""
        if a.item.citation.doc_id != b.item.citation.doc_id:
            return False
        (told_a, answers_a), (told_b, answers_b) = self._read(a), self._read(b)
        return _holds(told_a, answers_b) or _holds(told_b, answers_a)

    def _read(self, draft: Draft) -> tuple[str, tuple[str, ...]]:
        if draft.item.id not in self._known:
            self._known[draft.item.id] = told(draft.item), answers(draft.item)
        return self._known[draft.item.id]


def _holds(text: str, parts: tuple[str, ...]) -> bool:
    return bool(parts) and all(part in text for part in parts)
