"""Quiz: a paper chosen, looked over, edited, exported, taken.

The page's scripts do the rest by /api/quiz, which asks for the role again.
"""

import gradio as gr

from ui.api.parts import Parts
from ui.api.quiz import role_for
from ui.guard import role_of
from ui.guard.passwords import RANKS
from ui.quiz_html import quiz_html, shut_html
from ui.reader import answers_in, interface


def add(parts: Parts, page: gr.Blocks) -> None:
    """Adds the one place where quizzes are made and taken."""
    shown = gr.HTML(elem_id="xt-quiz", padding=False, apply_default_css=False)
    wanted = RANKS[role_for(parts)]

    def dress(request: gr.Request) -> str:
        language = interface(request)
        role = role_of(request.request) if request.request else None
        if role is None or RANKS[role] < wanted:
            return shut_html(language)
        return quiz_html(language, script=answers_in(request))

    page.load(dress, None, shown, queue=False, show_progress="hidden", api_visibility="private")
