"""What is said about an answer, and what its reader says: how sure, who wrote it, the vote."""

from bot.feedback.records import Reason
from bot.records import Answer
from ui.citing import plain_text
from ui.markup import escape, isolated
from ui.strings import Words
from ui.talks import Told

_SURE = 0.9
_LIKELY = 0.65
_OF_ANSWERS: tuple[Reason, ...] = ("wrong", "incomplete", "beside", "unclear", "should_refuse")
_OF_REFUSALS: tuple[Reason, ...] = ("should_answer", "unclear")
_UP = '<path d="M7 17V9l3.5-6.5c1.2 0 2 .9 1.7 2.2L11.5 8H16a1.5 1.5 0 0 1 1.5 1.8l-1.1 5.800A1.8 1.8 0 0 1 14.6 17zM3.5 9H7v8H3.5z"/>'  # noqa: E501
_DOWN = f'<g transform="rotate(180 10 10)">{_UP}</g>'
_COPY = '<path d="M7 7V4h9v9h-3M4 7h9v9H4z"/>'


def verdict_html(answer: Answer, say: Words) -> str:
    """How sure the bot is, and where the words are from."""
    if answer.refused:
        return ""
    level = "sure" if answer.confidence >= _SURE else "likely"
    level = level if answer.confidence >= _LIKELY else "unsure"
    return (
        f'<p class="xt-verdict"><span class="xt-{level}">{escape(say[level])}</span>'
        f"<span>{_answerer(answer.answerer, say)}</span></p>"
    )


def _answerer(answerer: str, say: Words) -> str:
    if answerer == "extractive":
        return escape(say.extractive)
    before, _, after = say.written.partition("{name}")
    return f"{escape(before)}{isolated(answerer.removeprefix('llm:'))}{escape(after)}"


def actions_html(told: Told, say: Words) -> str:
    """The buttons under an answer: copy, vote, and why."""
    copy = (
        f'<button type="button" class="xt-act" data-copy="{escape(plain_text(told.answer))}" '
        f'data-done="{escape(say.copied)}">{_icon(_COPY)}<span>{escape(say.copy)}</span></button>'
    )
    ups = _thumb(told, "up", _UP, say) + _thumb(told, "down", _DOWN, say)
    return (
        f'<div class="xt-actions" data-n="{told.n}">{"" if told.answer.refused else copy}'
        f'<span class="xt-thumbs" role="group" aria-label="{escape(say.vote)}">{ups}</span>'
        f"{_why(told, say)}</div>"
    )


def _thumb(told: Told, vote: str, drawing: str, say: Words) -> str:
    pressed = "true" if told.vote == vote else "false"
    return (
        f'<button type="button" class="xt-act" data-vote="{vote}" aria-pressed="{pressed}">'
        f"{_icon(drawing)}<span>{escape(say[vote])}</span></button>"
    )


def _why(told: Told, say: Words) -> str:
    """The form that a thumb down opens."""
    name = f"xt-why-{told.n}"
    reasons = "".join(
        f'<label><input type="radio" name="{name}" value="{reason}">{escape(say[reason])}</label>'
        for reason in (_OF_REFUSALS if told.answer.refused else _OF_ANSWERS)
    )
    return (
        f'<form class="xt-why" hidden><fieldset><legend>{escape(say.why)}</legend>{reasons}'
        f'</fieldset><div><input type="text" maxlength="1000" autocomplete="off" '
        f'aria-label="{escape(say.comment)}" placeholder="{escape(say.comment)}">'
        f'<button type="submit">{escape(say.send)}</button></div></form>'
    )


def _icon(drawing: str) -> str:
    return f'<svg viewBox="0 0 20 20" aria-hidden="true">{drawing}</svg>'
