"""Options: wrong answers of the right one's kind and form, that no text makes right."""

from collections.abc import Callable, Iterable, Sequence

from bot.quiz.clues import clue_words
from bot.quiz.plain import absolute
from bot.quiz.support import alike, folded

N_WRONG = 3
_LONGEST, _SHORTEST = 1.3, 0.5  # of the mean length, see lints


def choose(
    stem: str,
    key: Sequence[str],
    pool: Iterable[str],
    *,
    n: int = N_WRONG,
    least: int | None = None,
    is_right: Callable[[str], bool] = lambda _: False,
    likeness: Callable[[str], float] = lambda _: 0.0,
) -> list[str]:
    """The `n` best wrong options for the key, likest in form first; none where there are fewer.

    With `least`, as few as that will do: two plausible wrong ones are enough (HDR 18).

    `is_right` says of a candidate that the texts support it for this stem; of candidates of
    like form those with more `likeness` come first.
    """
    fitting = _fitting(key, pool, n, is_right, likeness)
    for size in range(n, (n if least is None else least) - 1, -1):
        if len(fitting) >= size and not _gives_away(stem, key, fitting[:size]):
            return fitting[:size]
    return []


def _fitting(
    key: Sequence[str],
    pool: Iterable[str],
    n: int,
    is_right: Callable[[str], bool],
    likeness: Callable[[str], float],
) -> list[str]:
    """The first `n` candidates that may stand beside the key and each other."""
    chosen: list[str] = []
    for candidate in sorted(dict.fromkeys(pool), key=lambda text: (*_unlike(key, text, likeness),)):
        if len(chosen) == n:
            break
        if _fits(key, candidate, chosen) and not is_right(candidate):
            chosen.append(candidate)
    return chosen


def _fits(key: Sequence[str], candidate: str, chosen: Sequence[str]) -> bool:
    plain = folded(candidate)
    if absolute(plain) or any(alike(plain, other) for other in (*key, *chosen)):
        return False
    longest = max(map(len, key))
    return len(candidate) >= max(1, _SHORTEST * longest) and len(candidate) <= 2 * longest + 2


def _gives_away(stem: str, key: Sequence[str], wrong: Sequence[str]) -> bool:
    mean = sum(map(len, wrong)) / len(wrong)
    return max(map(len, key)) > _LONGEST * mean or bool(clue_words(stem, key, wrong))


def _unlike(key: Sequence[str], text: str, likeness: Callable[[str], float]) -> tuple[float, int]:
    """How far a candidate's form is from the key's: its ends, then its length; 0 is nearest."""
    a, b = folded(key[0]), folded(text)
    ends = (a[:1] != b[:1]) + (a[-1:] != b[-1:]) + (("，" in key[0]) != ("，" in text))
    return ends + abs(len(a) - len(b)) // 3 - 6 * likeness(text), abs(len(a) - len(b))
