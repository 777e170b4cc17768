"""Lints of a whole paper: each gives a sentence that says what is wrong, or nothing."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from bot.quiz.records import Item
from bot.quiz.support import TRUE, folded, letters

PaperLint = Callable[[Sequence[Item]], str]

_MIN_SENTENCE = 8  # letters; a shorter phrase stands elsewhere by chance
_FEW_OF_FORM, _MOST_OF_FORM = 4, 0.67
_BETWEEN = re.compile(r"“[^“”]*”|《[^《》]*》")
_NESTED = re.compile(r"中的")
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


def no_sentence_twice(items: Sequence[Item]) -> str:
    """No sentence that one item asks about, anywhere in another. NBME: items independent.

    A wrong answer that is another item's key gives that away to who compares them.
    """
    shown = [(item, whole(item)) for item in items]
    for item in items:
        for sentence in sentences(item):
            for other, text in shown:
                if other is not item and sentence in text:
                    return f"{other.id} shows what {item.id} asks about: {sentence}"
    return ""


def whole(item: Item) -> str:
    """Everything that a reader sees of an item, and its answer."""
    return "\n".join(map(letters, (item.stem, *item.prompts, *item.options, *item.key)))


def sentences(item: Item) -> list[str]:
    """What an item asks about at length: its quoted words and its one key, but no heading."""
    if item.kind not in ("single", "multiple", "true-false", "short"):
        return []
    headings = {letters(name) for name in (*item.heading, *item.citation.heading)}
    keys = item.key if item.kind != "short" or len(item.key) == 1 else ()
    asked = [letters(text) for text in (*_QUOTED.findall(item.stem)[-1:], *keys)]
    return [text for text in asked if len(text) >= _MIN_SENTENCE and text not in headings]


def truths_by_form(items: Sequence[Item]) -> str:
    """As many true as false ones of each form of stem: the form tells nothing. HDR 28; NBME."""
    forms: dict[str, Counter[bool]] = {}
    for item in items:
        if item.kind == "true-false":
            forms.setdefault(form(item), Counter())[folded(item.key[0]) == TRUE] += 1
    for name, keys in forms.items():
        if keys.total() >= _FEW_OF_FORM and max(keys.values()) > _MOST_OF_FORM * keys.total():
            return f"of {keys.total()} statements of one form {keys[True]} are true: {name}"
    return ""


def form(item: Item) -> str:
    """How a stem is put: it, without what stands between its marks."""
    return letters(_NESTED.sub("", _BETWEEN.sub("", folded(item.stem))))


def opening(item: Item) -> str:
    """What a stem names before it quotes: a text that only false ones name tells the key."""
    return letters(item.stem.partition("“")[0])


def no_duplicates(items: Sequence[Item]) -> str:
    """No item twice, and none that asks the same in the same words."""
    ids = Counter(item.id for item in items)
    asked = Counter((letters(item.stem), tuple(sorted(map(letters, item.key)))) for item in items)
    if max(ids.values(), default=0) > 1:
        return f"{ids.most_common(1)[0][0]} stands there twice"
    if max(asked.values(), default=0) > 1:
        return f"two items ask the same: {asked.most_common(1)[0][0][0]}"
    return ""


PAPER_LINTS: tuple[PaperLint, ...] = (
    balanced_keys,
    truths_by_form,
    no_item_answers_another,
    no_sentence_twice,
    no_duplicates,
)
