"""Ask: a conversation with the texts."""

from typing import Any

import gradio as gr

from ui.api.parts import Parts
from ui.pages.chat import Chat

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# Only what streams is queued: Gradio closes its one stream a page when the queue is empty, and
# a question sent at that moment, right after a vote say, would never hear of its answer.
_AT_ONCE: dict[str, Any] = {"queue": False, **_QUIET}
# A click on an offered question asks it, as if it had been typed; a thumb is a vote.
_ON_TURNS = """
element.addEventListener("click", (event) => {
  const offered = event.target.closest("[data-ask]");
  if (!offered || offered.dataset.asked) return;
  offered.dataset.asked = "yes";
  trigger("ask", { question: offered.dataset.ask });
});
element.addEventListener("xt:ask", (event) => trigger("ask", event.detail));
element.addEventListener("xt:vote", (event) => trigger("vote", event.detail));
"""
_ON_RAIL = """
for (const name of ["anew", "open", "rename", "remove"])
  element.addEventListener("xt:" + name, (event) => trigger(name, event.detail));
"""


def add(parts: Parts, page: gr.Blocks) -> None:
    """Adds the list of conversations, the one that is open, and the question box."""
    chat = Chat(parts)
    talk = gr.State("")
    rail = _html("xt-rail", _ON_RAIL)
    with gr.Column(elem_id="xt-main"):
        past = _html("xt-past", _ON_TURNS)
        now = _html("xt-now", _ON_TURNS)
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
        told = _html("xt-told", None)
    asking: dict[str, Any] = {
        "fn": chat.ask,
        "inputs": [question, talk],
        "outputs": [past, now, question, talk, rail],
        "concurrency_limit": None,  # whose turn it is, the server's own line says
        **_QUIET,
    }
    # An answer shows before Gradio counts its event as done; what is asked in between waits for
    # that ("once" would drop it). Its text is in the box; an offered question is in the event,
    # which waiting would lose.
    gr.on([question.submit, send.click], trigger_mode="always_last", **asking)
    for turns in (past, now):
        turns.ask(trigger_mode="multiple", **asking)  # gr.on doesn't take js_on_load's events
        turns.vote(chat.vote, [talk], [told], **_AT_ONCE)
    opened = [past, now, talk, rail]
    page.load(chat.dress, None, [question, send, *opened], **_AT_ONCE)
    rail.anew(chat.start_anew, None, opened, **_AT_ONCE)
    rail.open(chat.open, None, opened, **_AT_ONCE)
    rail.rename(chat.rename, [talk], [rail], **_AT_ONCE)
    rail.remove(chat.remove, [talk], opened, **_AT_ONCE)


def _html(name: str, script: str | None) -> Any:
    return gr.HTML(elem_id=name, padding=False, apply_default_css=False, js_on_load=script)
