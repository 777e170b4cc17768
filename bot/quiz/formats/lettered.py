"""Options under their letters, and the key said with them."""

from bot.quiz.records import Item

_TRUE = ("正确", "正確")


def letter(index: int) -> str:
    """A for 0, Z for 25, then AA, as columns are lettered."""
    before, own = divmod(index, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + own)


def letters(item: Item) -> list[str]:
    """The letter of each text of the key, in the key's order; for kinds whose key is options."""
    return [letter(item.options.index(text)) for text in item.key]


def is_true(item: Item) -> bool:
    """What a true/false item says is right."""
    return item.key[0] in _TRUE


def answer(item: Item) -> str:
    """The key as it is said on a sheet: letters, pairs like 1-B, 正确, or the texts."""
    if item.kind in ("single", "multiple"):
        return "".join(sorted(letters(item), key=lambda said: (len(said), said)))
    if item.kind == "ordering":
        return "".join(letters(item))
    if item.kind == "matching":
        return "；".join(f"{number}-{said}" for number, said in enumerate(letters(item), start=1))
    return "；".join(item.key)
