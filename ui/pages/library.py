"""Library: what is in the index, and how it gets there; for administrators.

The page's script does the rest by /api/library and /api/feedback, which ask for the role again.
"""

import gradio as gr

from ui.api.parts import Parts
from ui.guard import role_of
from ui.library_html import library_html, locked_html
from ui.reader import interface


def add(parts: Parts, page: gr.Blocks) -> None:
    """Adds the one place where the library is shown."""
    shown = gr.HTML(elem_id="xt-library", padding=False, apply_default_css=False)

    def dress(request: gr.Request) -> str:
        language = interface(request)
        if request.request and role_of(request.request) == "admin":
            return library_html(language, max_file_mb=parts.bot.settings.max_file_mb)
        return locked_html(language, is_on=parts.passwords.opens("admin"))

    page.load(dress, None, shown, queue=False, show_progress="hidden", api_visibility="private")
