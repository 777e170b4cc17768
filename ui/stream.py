"""An answer as it grows: for doors that show words before all of them are there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from bot.answer import Bot
from bot.records import Answer, Turn


def growing(
    bot: Bot, question: str, history: Sequence[Turn], script: str
) -> Iterator[tuple[str, Answer | None]]:
    """The answer's text so far, again and again; the last item is the whole text and its Answer.

    Raises:
        BadQuestion: as `Bot.ask`, with the first item.
    """
    stream = cast(Any, getattr(bot, "stream", None))
    if stream is None:
        return so_far([bot.ask(question, history, script)])
    return so_far(stream(question, history, script))


def so_far(partial: Iterable[str | Answer]) -> Iterator[tuple[str, Answer | None]]:
    """The text after each item: a string goes on from before, an Answer is all there is by now."""
    text = ""
    last: Answer | None = None
    for item in partial:
        if last is not None:
            yield last.answer, None
            last = None
        if isinstance(item, Answer):
            text, last = item.answer, item
        else:
            text += item
            yield text, None
    if last is None:
        raise ValueError("the last item of a stream is an Answer")
    yield last.answer, last


def additions(growth: Iterable[tuple[str, Answer | None]]) -> Iterator[tuple[str, Answer | None]]:
    """What each text adds to the one before, for readers that can't take a word back.

    A text that takes words back is waited out; where the last one does, it is said anew.
    """
    said = ""
    for text, answer in growth:
        if text.startswith(said):
            yield text[len(said) :], answer
            said = text
        elif answer is not None:
            yield f"\n\n{text}", answer
