"""An answer as it grows: for doors that show words before all of them are there."""

from collections.abc import Iterable, Iterator, Sequence

from bot.answer import Bot
from bot.records import Answer, Turn


def growing(
    bot: Bot, question: str, history: Sequence[Turn], script: str
) -> Iterator[tuple[Answer, bool]]:
    """The answer so far, again and again, then the whole one with True.

    Nothing is asked before the first `next`, which raises what `Bot.ask` raises.
    """
    for answer in bot.stream(question, history, script):
        yield answer, answer.is_whole


def additions(growth: Iterable[tuple[Answer, bool]]) -> Iterator[tuple[str, Answer | None]]:
    """What each text adds to the one before, for readers that can't take a word back.

    The last comes with its answer, whose text is then the end of all that was said: a text that
    takes words back is waited out, and where the last one does, it is said anew.
    """
    said = ""
    for answer, is_whole in growth:
        if answer.answer.startswith(said):
            added, said = answer.answer[len(said) :], answer.answer
        elif is_whole:
            added = f"\n\n{answer.answer}"
        else:
            continue
        yield added, answer if is_whole else None
