"""The browser chat. The only import of Gradio.

Gradio holds the conversation and carries questions and answers; what a page looks like is
`static/chat.css`, what it does with citations is `static/chat.js`, and the HTML is `ui.render`'s.
"""

import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read while Gradio is imported
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from gradio.themes import Base
from starlette.staticfiles import StaticFiles

from bot.answer import Bot
from bot.records import Answer, Turn
from ingest.errors import XietiaoError
from ingest.records import Script
from ui.render import conversation_html, masthead_html, welcome_html
from ui.strings import STRINGS, Strings, language
from ui.tools import tools

_log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
MAX_TURNS = 100
"""A page keeps its last turns; the bot looks at fewer."""

_FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
_CHOICES = (("简体", "hans"), ("繁體台灣", "hant-tw"), ("繁體香港", "hant-hk"))
# A click on an offered question asks it, as if it had been typed.
_ASK_ON_CLICK = """
element.addEventListener("click", (event) => {
  const offered = event.target.closest("[data-ask]");
  if (offered) trigger("ask", { question: offered.dataset.ask });
});
"""


def mount(app: FastAPI, bot: Bot) -> FastAPI:
    """`app` with the chat at /, its files under /xietiao, and the tools at /gradio_api/mcp."""
    app.mount("/xietiao", StaticFiles(directory=STATIC))

    # Gradio would write anyone's files to the temporary folder; the chat takes none.
    @app.post("/gradio_api/upload")
    def upload() -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return JSONResponse({"detail": "this page takes no files"}, status_code=404)

    return gr.mount_gradio_app(
        app,
        build(bot),
        path="/",
        theme=Base(font=_FONTS, font_mono=("ui-monospace", "monospace")),
        head=_head(),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=True,
        favicon_path=str(STATIC / "favicon.png"),
    )


def build(bot: Bot) -> gr.Blocks:
    """The page: masthead and script selector, the conversation, the question box."""
    chat = _Chat(bot)
    with gr.Blocks(title="协调", analytics_enabled=False, fill_width=True) as page:
        for tool in tools(bot):
            gr.api(tool, queue=False)  # pyright: ignore[reportPrivateImportUsage]
        answers = gr.State([])
        with gr.Row(elem_id="xt-top"):
            masthead = gr.HTML(elem_id="xt-masthead", padding=False, apply_default_css=False)
            script = gr.Radio(
                _choices(STRINGS["hans"]), value="auto", elem_id="xt-script", container=False
            )
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
                max_length=bot.settings.max_question_chars,
                autofocus=True,
                html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off"),
            )
            send = gr.Button(elem_id="xt-send", variant="primary", min_width=0)

        asking: dict[str, Any] = {
            "fn": chat.ask,
            "inputs": [question, answers, script],
            "outputs": [conversation, question, answers],
            "show_progress": "hidden",
            "trigger_mode": "once",
            "concurrency_limit": 4,
            "concurrency_id": "ask",
            "api_visibility": "private",
        }
        gr.on([question.submit, send.click], **asking)
        conversation.ask(**asking)  # gr.on doesn't take the events that js_on_load makes
        dressed = [masthead, script, question, send, new, conversation]
        gr.on(
            [page.load, script.change],
            chat.dress,
            [answers, script],
            dressed,
            show_progress="hidden",
            api_visibility="private",
        )
        new.click(
            chat.start_anew,
            [script],
            [conversation, question, answers],
            show_progress="hidden",
            api_visibility="private",
        )
    return page


class _Chat:
    """What the page does; the conversation itself is in the session's state."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def ask(
        self,
        typed: str,
        answers: list[Answer],
        script: str,
        request: gr.Request,
        event: gr.EventData,
    ) -> Iterator[tuple[Any, Any, Any]]:
        """The conversation with the question in it at once, then with its answer."""
        question = _offered(event) or typed
        reader = _interface(script, request)
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip()
            return
        yield conversation_html(answers, language=reader, pending=question), "", gr.skip()
        try:
            answer = self._bot.ask(question, _history(answers), script)
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

    def dress(
        self, answers: list[Answer], script: str, request: gr.Request
    ) -> tuple[Any, Any, Any, Any, Any, Any]:
        """The interface in the reader's language: on arrival, and when another script is chosen."""
        reader = _interface(script, request)
        strings = STRINGS[reader]
        return (
            masthead_html(reader),
            gr.Radio(choices=_choices(strings), label=strings.script),
            gr.Textbox(placeholder=strings.placeholder, label=strings.question),
            gr.Button(strings.ask),
            gr.Button(strings.new),
            self._conversation(answers, reader),
        )

    def start_anew(self, script: str, request: gr.Request) -> tuple[str, str, list[Answer]]:
        """An empty conversation."""
        return self._conversation([], _interface(script, request)), "", []

    def _conversation(self, answers: list[Answer], reader: Script) -> str:
        if answers:
            return conversation_html(answers, language=reader)
        return welcome_html(self._bot.index.documents(), self._bot.examples(), language=reader)


def _offered(event: gr.EventData) -> str:
    """The question on the button that was clicked; empty for one that was typed."""
    data: object = getattr(event, "_data", None)
    question: object = data.get("question") if isinstance(data, dict) else None  # pyright: ignore
    return question if isinstance(question, str) else ""


def _interface(script: str, request: gr.Request) -> Script:
    """The interface follows the script that was chosen, else the browser's language."""
    for _, choice in _CHOICES:
        if script == choice:
            return choice  # type: ignore[return-value]
    return language(request.headers.get("accept-language", ""))


def _history(answers: list[Answer]) -> list[Turn]:
    return [
        turn
        for answer in answers
        for turn in (Turn("user", answer.question), Turn("assistant", answer.answer))
    ]


def _choices(strings: Strings) -> list[tuple[str, str]]:
    return [(strings.auto, "auto"), *_CHOICES]


def _head() -> str:
    """Links to the chat's own style and script, with their hashes so that browsers refetch."""

    def link(name: str) -> str:
        return f"xietiao/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"

    return (
        f'<link rel="stylesheet" href="{link("chat.css")}">'
        f'<script defer src="{link("chat.js")}"></script>'
    )
