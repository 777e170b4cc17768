"""One run of a writer: the items' numbers, the words beside them, and what can't be carried.

The sentences are the program's; ui/problems.toml has their Chinese.
"""

from collections.abc import Sequence

from bot.quiz.formats.words import words_for
from bot.quiz.records import Item, Kind

_KINDS: dict[Kind, str] = {
    "single": "single choice",
    "multiple": "multiple choice",
    "true-false": "true/false",
    "blank": "fill-in",
    "ordering": "ordering",
    "matching": "matching",
    "short": "short answer",
}
_LEFT_OUT = "{format} has no %s questions; left out: {items}"

# Of a whole file.
NO_FEEDBACK = "{format} has no place for explanations, citations and levels; they are left out"
NO_LEVELS = "{format} has no place for levels and a quote's place in its file; they are left out"
NO_BLOOM = (
    "{format} has no place for Bloom level and a quote's place in its file; they are left out"
)
NO_PLACE = "{format} has no place for a quote's place in its file; it is left out"
NEWER_MOODLE = "ordering questions need Moodle 4.4 or later, or its plugin: {items}"

# Of some items.
LEFT_UNSURE = "{format} can't tell the options of these apart once they are cut; left out: {items}"
TOO_MANY_KEYS = "{format} has room for 4 options, and these have more right ones; left out: {items}"
TOO_MANY_OPTIONS = "{format} has room for 4 options; wrong ones were taken out of: {items}"
STEM_CUT = "{format} takes questions of 120 characters; cut to that, ending in …: {items}"
OPTION_CUT = "{format} takes options of 75 characters; cut to that, ending in …: {items}"
ONE_LINE = "{format} keeps a text on one line; line breaks became spaces in: {items}"
ORDER_MATCHED = "ordering became matching of places and steps in {format}: {items}"
BLANKS_ESSAY = "{format} can't mark these blanks, the answers stand in the feedback of: {items}"
SHORT_FEEDBACK = (
    "{format} can't mark short answers, the key points stand in the feedback of: {items}"
)
TOLD_AS_SHORT = (
    "{format} has no such kind, these became short answers with the key to mark them by: {items}"
)
RARE_KIND = "few sites import ordering and matching questions from a text: {items}"
UNEVEN = "Moodle has no grades for so many right options, choose the nearest on import: {items}"
QUOTED = "{format} would take these for formulas, so an apostrophe stands before a text of: {items}"
CELL_CUT = "{format} holds 32767 characters in a cell; cut to that: {items}"
UNSEEN = "characters that can't be seen or stored were taken out of: {items}"
NUMBER_BOUND = "{format} takes 26 options at most; left out: {items}"


class Export:
    """What a writer has beside the items; each loss is said once, with the numbers it is of."""

    def __init__(self, title: str, items: Sequence[Item]) -> None:
        """`title` is the format's name for people; items are numbered from 1 in their order."""
        self.words = words_for(items)
        self._title = title
        self._numbers = {item.id: number for number, item in enumerate(items, start=1)}
        self._noted: dict[str, list[int]] = {}
        self._left_out: set[str] = set()

    @property
    def n_left_out(self) -> int:
        """How many of the items are not in the file."""
        return len(self._left_out)

    def say(self, sentence: str) -> None:
        """Notes what is lost of every item."""
        self._noted.setdefault(sentence, [])

    def note(self, sentence: str, item: Item) -> None:
        """Notes what is lost of this item, once."""
        numbers = self._noted.setdefault(sentence, [])
        number = self._numbers[item.id]
        if number not in numbers:
            numbers.append(number)

    def leave_out(self, item: Item, sentence: str = "") -> None:
        """Notes that the item is not in the file; `sentence` says why, where not for its kind."""
        self._left_out.add(item.id)
        self.note(sentence or _LEFT_OUT % _KINDS[item.kind], item)

    def sentences(self) -> list[str]:
        """What is lost, in the order it was noticed."""
        return [
            sentence.format(format=self._title, items=", ".join(map(str, sorted(numbers))))
            for sentence, numbers in self._noted.items()
        ]
