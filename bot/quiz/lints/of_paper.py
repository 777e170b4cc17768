"""Lints of a whole paper: each gives a sentence that says what is wrong, or nothing."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from bot.quiz.records import Item
from bot.quiz.support import TRUE, folded, letters

PaperLint = Callable[[Sequence[Item]], str]

_LONGEST_RUN = 3  # of keys at one place
_FEW = 8  # items of which no balance can be asked
_OFF = 0.2  # of the share that a place may be off


def balanced_keys(items: Sequence[Item]) -> str:
    """Keys at every place about as often, no long run at one. HDR 20: vary the key's place."""
    by_size: dict[int, list[int]] = {}
    for item in items:
        if item.kind == "single" and item.key[0] in item.options:
            by_size.setdefault(len(item.options), []).append(item.options.index(item.key[0]))
    truths = [int(folded(item.key[0]) != TRUE) for item in items if item.kind == "true-false"]
    for size, places in [*by_size.items(), (2, truths)]:
        if _run(places) > _LONGEST_RUN:
            return f"{_run(places)} keys in a row stand at the same place"
        counts = Counter(places)
        if len(places) >= _FEW and any(
            abs(counts[place] / len(places) - 1 / size) > _OFF for place in range(size)
        ):
            return f"keys of {size} options stand at {dict(sorted(counts.items()))}"
    return ""


def _run(places: Sequence[int]) -> int:
    longest = run = 0
    last = -1
    for place in places:
        run = run + 1 if place == last else 1
        longest, last = max(longest, run), place
    return longest


def no_item_answers_another(items: Sequence[Item]) -> str:
    """No stem that holds another item's answer. NBME and HDR 13: items independent of each other.

    Of an item with options that takes its key together with what it is asked of: that there is
    such an option says nothing.
    """
    shown = [(item, told(item)) for item in items]
    for item in items:
        parts = answers(item)
        for teller, text in shown:
            same = teller is item or teller.citation.doc_id != item.citation.doc_id
            if parts and not same and all(part in text for part in parts):
                return f"{teller.id} answers {item.id}: {parts[0]}"
    return ""


def told(item: Item) -> str:
    """What an item shows as true: its stem, and the options where all of them belong to it."""
    shown = (*item.prompts, *(item.options if item.kind in ("ordering", "matching") else ()))
    stem = "" if item.kind == "true-false" else item.stem
    return "\n".join(map(letters, (stem, *shown)))


_MIN_TOLD = 4  # characters of a key that don't stand in another stem by chance
_MIN_ASKED = 8  # characters of what a key is asked of
_QUOTED = re.compile(r"“([^“”]+)”")


def answers(item: Item) -> tuple[str, ...]:
    """What would have to stand elsewhere to give the item's answer away; nothing if it can't."""
    quoted = [letters(part) for part in _QUOTED.findall(item.stem)]
    if item.kind == "true-false":
        return tuple(quoted[-1:])
    parts = tuple(map(letters, item.key))
    if item.kind in ("single", "multiple"):
        asked = [part for part in quoted if len(part) >= _MIN_ASKED]
        return (*parts, *asked[:1]) if asked else ()
    return parts if sum(map(len, parts)) >= _MIN_TOLD else ()


def no_duplicates(items: Sequence[Item]) -> str:
    """No item twice, and none that asks the same in the same words."""
    ids = Counter(item.id for item in items)
    asked = Counter((letters(item.stem), tuple(sorted(map(letters, item.key)))) for item in items)
    if max(ids.values(), default=0) > 1:
        return f"{ids.most_common(1)[0][0]} stands there twice"
    if max(asked.values(), default=0) > 1:
        return f"two items ask the same: {asked.most_common(1)[0][0][0]}"
    return ""


PAPER_LINTS: tuple[PaperLint, ...] = (balanced_keys, no_item_answers_another, no_duplicates)
