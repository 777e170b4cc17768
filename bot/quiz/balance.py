"""Where keys stand: every place about as often, and what is true about as often as what is not."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.quiz.records import KINDS, Item

_LONGEST_RUN = 3
"""Of one key; the lint that reads the paper allows no more."""


def arranged(items: Sequence[Item], rng: random.Random) -> list[Item]:
    """The items kind by kind, their options shuffled so that keys stand at all places alike."""
    places: dict[int, Iterator[int]] = {}
    done: list[Item] = []
    for kind in KINDS:
        of_kind = [item for item in items if item.kind == kind]
        if kind == "true-false":
            of_kind = _mixed(of_kind, rng)
        done += [_shuffled(item, rng, places) for item in of_kind]
    return done


def _mixed(items: Sequence[Item], rng: random.Random) -> list[Item]:
    """True and false ones by chance, not in turn, with no long run of one key."""
    left = rng.sample(items, len(items))
    mixed: list[Item] = []
    while left:
        last = {item.key for item in mixed[-_LONGEST_RUN:]}
        keys = [item.key for item in left]
        common = max(set(keys), key=lambda key: (keys.count(key), key))
        fitting = [item for item in left if len(mixed) < _LONGEST_RUN or {item.key} != last]
        due = [item for item in fitting if item.key == common]
        tight = keys.count(common) > (len(left) - keys.count(common)) * 2
        chosen = (due if tight and due else fitting or left)[0]
        left.remove(chosen)
        mixed.append(chosen)
    return mixed


def _shuffled(item: Item, rng: random.Random, places: dict[int, Iterator[int]]) -> Item:
    if item.kind in ("true-false", "blank", "short"):
        return item
    options = list(item.options)
    rng.shuffle(options)
    if item.kind == "single":
        size = len(options)
        place = next(places.setdefault(size, _places(size, rng)))
        options.remove(item.key[0])
        options.insert(place, item.key[0])
    elif tuple(options) == item.key:  # in order already: nothing would be left to do
        options = options[1:] + options[:1]
    key = sorted(item.key, key=options.index) if item.kind == "multiple" else item.key
    return replace(item, options=tuple(options), key=tuple(key))


def _places(size: int, rng: random.Random) -> Iterator[int]:
    """Places 0 to `size` - 1 without end, each once in every round."""
    while True:
        yield from rng.sample(range(size), size)
