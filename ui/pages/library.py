"""Library: what is in the index, and how it gets there; for administrators."""

import gradio as gr

from ui.api.parts import Parts


def add(parts: Parts, page: gr.Blocks) -> None:
    """Adds the page's components; inside its column."""
