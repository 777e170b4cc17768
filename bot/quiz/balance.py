"""Where keys stand: every place about as often, and what is true about as often as what is not."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.quiz.records import KINDS, Item


def arranged(items: Sequence[Item], rng: random.Random) -> list[Item]:
    """The items kind by kind, their options shuffled so that keys stand at all places alike."""
    places: dict[int, Iterator[int]] = {}
    done: list[Item] = []
    for kind in KINDS:
        of_kind = [item for item in items if item.kind == kind]
        if kind == "true-false":
            of_kind = _in_turn(of_kind)
        done += [_shuffled(item, rng, places) for item in of_kind]
    return done


def _in_turn(items: Sequence[Item]) -> list[Item]:
    """True and false ones mixed, so that no run of one of them is long."""
    true = [item for item in items if item.key[0] == item.options[0]]
    false = [item for item in items if item.key[0] != item.options[0]]
    weighted = [
        ((i + 0.5) / len(group), item) for group in (true, false) for i, item in enumerate(group)
    ]
    return [item for _, item in sorted(weighted, key=lambda pair: (pair[0], pair[1].id))]


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
    return replace(item, options=tuple(options))


def _places(size: int, rng: random.Random) -> Iterator[int]:
    """Places 0 to `size` - 1 without end, each once in every round."""
    while True:
        yield from rng.sample(range(size), size)
