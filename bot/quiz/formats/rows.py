"""Items as a table that holds all of them: a row an item, a column a field, texts one by one."""

from collections.abc import Sequence

from bot.quiz.formats.lettered import answer, letter
from bot.quiz.formats.words import Words
from bot.quiz.records import Item

Row = list[str | int]


def rows(items: Sequence[Item], words: Words) -> list[Row]:
    """The heading, then a row an item.

    答案 says the key as a paper would (letters, 1-B, 正确); 答案1, 答案2, ... are its texts.
    """
    n_options, n_keys, n_prompts = (
        max(map(len, texts))
        for texts in zip(*((item.options, item.key, item.prompts) for item in items), strict=True)
    )
    lists = (n_prompts, n_options, n_keys)
    return [_heading(words["columns"], *lists), *(_row(item, words, *lists) for item in items)]


def _heading(said: dict[str, str], n_prompts: int, n_options: int, n_keys: int) -> Row:
    return [
        *(said[name] for name in ("id", "kind", "stem")),
        *(f"{said['prompt']}{number}" for number in range(1, n_prompts + 1)),
        *(f"{said['option']}{letter(index)}" for index in range(n_options)),
        *(said[name] for name in ("answer", "explanation", "difficulty", "bloom", "heading")),
        *(said[name] for name in ("title", "path", "start", "end", "quote", "also")),
        *(f"{said['answer']}{number}" for number in range(1, n_keys + 1)),
    ]


def _row(item: Item, words: Words, n_prompts: int, n_options: int, n_keys: int) -> Row:
    cited = item.citation
    return [
        item.id,
        words["kinds"][item.kind],
        item.stem,
        *_padded(item.prompts, n_prompts),
        *_padded(item.options, n_options),
        answer(item),
        item.explanation,
        words["difficulty"][item.difficulty],
        words["bloom"][item.bloom],
        " › ".join(item.heading),
        *(cited.title, cited.path, cited.start, cited.end, cited.quote, "；".join(cited.also)),
        *_padded(item.key, n_keys),
    ]


def _padded(texts: Sequence[str], n: int) -> list[str]:
    return [*texts, *[""] * (n - len(texts))]
