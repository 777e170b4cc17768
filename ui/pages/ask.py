"""Ask: a conversation with the texts."""

import logging
from collections.abc import Iterator
from typing import Any

import gradio as gr

from bot.records import Answer, Turn
from ingest.errors import XietiaoError
from ingest.records import Script
from ui.api.parts import Parts
from ui.reader import answers_in, interface
from ui.render import conversation_html, welcome_html
from ui.strings import words

_log = logging.getLogger(__name__)

MAX_TURNS = 100
"""A page keeps its last turns; the bot looks at fewer."""

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# A click on an offered question asks it, as if it had been typed.
_ASK_ON_CLICK = """
element.addEventListener("click", (event) => {
  const offered = event.target.closest("[data-ask]");
  if (offered) trigger("ask", { question: offered.dataset.ask });
});
"""


def add(parts: Parts, page: gr.Blocks) -> None:
    """Adds the conversation and the question box."""
    chat = _Chat(parts)
    answers = gr.State([])
    new = gr.Button(elem_id="xt-new", size="sm", min_width=0)
    conversation = gr.HTML(
        elem_id="xt-conversation",
        padding=False,
        apply_default_css=False,
        js_on_load=_ASK_ON_CLICK,
    )
    with gr.Row(elem_id="xt-composer"):
        question = gr.Textbox(
            elem_id="xt-box",
            show_label=False,
            container=False,
            lines=1,
            max_lines=6,
            max_length=parts.bot.settings.max_question_chars,
            autofocus=True,
            html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off"),
        )
        send = gr.Button(elem_id="xt-send", variant="primary", min_width=0)
    asking: dict[str, Any] = {
        "fn": chat.ask,
        "inputs": [question, answers],
        "outputs": [conversation, question, answers],
        "trigger_mode": "once",
        "concurrency_limit": 4,
        "concurrency_id": "ask",
        **_QUIET,
    }
    gr.on([question.submit, send.click], **asking)
    conversation.ask(**asking)  # gr.on doesn't take the events that js_on_load makes
    page.load(chat.dress, [answers], [question, send, new, conversation], **_QUIET)
    new.click(chat.start_anew, None, [conversation, question, answers], **_QUIET)


class _Chat:
    """What the page does; the conversation itself is in the session's state."""

    def __init__(self, parts: Parts) -> None:
        self._bot = parts.bot

    def ask(
        self, typed: str, answers: list[Answer], request: gr.Request, event: gr.EventData
    ) -> Iterator[tuple[Any, Any, Any]]:
        """The conversation with the question in it at once, then with its answer."""
        question = _offered(event) or typed
        reader = interface(request)
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip()
            return
        yield conversation_html(answers, language=reader, pending=question), "", gr.skip()
        try:
            answer = self._bot.ask(question, _history(answers), answers_in(request))
        except Exception as problem:
            known = isinstance(problem, XietiaoError)
            if not known:
                _log.exception("a question could not be answered")
            failure = question, str(problem) if known else ""
            shown = conversation_html(answers, language=reader, failure=failure)
            yield shown, question, gr.skip()
            return
        answers = [*answers, answer][-MAX_TURNS:]
        yield conversation_html(answers, language=reader), gr.skip(), answers

    def dress(self, answers: list[Answer], request: gr.Request) -> tuple[Any, Any, Any, Any]:
        """The interface in the reader's language."""
        reader = interface(request)
        say = words("ask", reader)
        return (
            gr.Textbox(placeholder=say.placeholder, label=say.question),
            gr.Button(say.ask),
            gr.Button(say.new),
            self._conversation(answers, reader),
        )

    def start_anew(self, request: gr.Request) -> tuple[str, str, list[Answer]]:
        """An empty conversation."""
        return self._conversation([], interface(request)), "", []

    def _conversation(self, answers: list[Answer], reader: Script) -> str:
        if answers:
            return conversation_html(answers, language=reader)
        return welcome_html(self._bot.index.documents(), self._bot.examples(), language=reader)


def _offered(event: gr.EventData) -> str:
    """The question on the button that was clicked; empty for one that was typed."""
    data: object = getattr(event, "_data", None)
    question: object = data.get("question") if isinstance(data, dict) else None  # pyright: ignore
    return question if isinstance(question, str) else ""


def _history(answers: list[Answer]) -> list[Turn]:
    return [
        turn
        for answer in answers
        for turn in (Turn("user", answer.question), Turn("assistant", answer.answer))
    ]
