"""The browser: Gradio's Blocks with a column for each page. Gradio is imported here and in pages.

Gradio carries what is asked and answered; how it looks is in `static/`, and what a page holds in
`ui.pages`, whose docstring tells how pages, words, styles and scripts are added.
"""

import hashlib
import os
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read while Gradio is imported
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from gradio.themes import Base
from starlette.staticfiles import StaticFiles

from ui.api.parts import Parts
from ui.frame import frame_html
from ui.guard import role_of
from ui.pages import ask, library, quiz, read
from ui.reader import answers_in, interface
from ui.tools import in_turn, tools

STATIC = Path(__file__).parent / "static"
PAGES = {"ask": ask.add, "read": read.add, "quiz": quiz.add, "library": library.add}
"""In the order of the navigation."""

_FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


def mount(app: FastAPI, parts: Parts) -> FastAPI:
    """`app` with the pages at /, their files under /xietiao, and the tools at /gradio_api/mcp."""
    app.mount("/xietiao", StaticFiles(directory=STATIC))

    # Gradio would write anyone's files to the temporary folder; uploads go to /api/library.
    @app.post("/gradio_api/upload")
    def upload() -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return JSONResponse({"detail": "this page takes no files"}, status_code=404)

    return gr.mount_gradio_app(
        app,
        build(parts),
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


def build(parts: Parts) -> gr.Blocks:
    """The frame with the navigation, and a column a page, of which one is shown."""
    with gr.Blocks(title="协调", analytics_enabled=False, fill_width=True) as page:
        for tool in tools(parts.bot):
            gr.api(in_turn(tool, parts.line), queue=False)  # pyright: ignore[reportPrivateImportUsage]
        frame = gr.HTML(elem_id="xt-frame", padding=False, apply_default_css=False)

        def dress(request: gr.Request) -> str:
            return frame_html(
                interface(request),
                answers_in(request),
                role=role_of(request.request) if request.request else None,
                has_library=parts.passwords.opens("admin"),
                needs_password=parts.passwords.everyone is None,
            )

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(dress, None, frame, queue=False, **quiet)
        for name, add in PAGES.items():
            with gr.Column(elem_id=f"xt-page-{name}", elem_classes="xt-page"):
                add(parts, page)
    return page


def _head() -> str:
    """Links to the pages' own styles and scripts, with their hashes so that browsers refetch.

    `base` comes first and at once: it chooses the page and the colours before anything is drawn.
    """
    styles = ["base.css", *_others("css")]
    scripts = _others("js")
    return (
        "".join(f'<link rel="stylesheet" href="{_link(name)}">' for name in styles)
        + f'<script src="{_link("base.js")}"></script>'
        + "".join(f'<script defer src="{_link(name)}"></script>' for name in scripts)
    )


def _others(suffix: str) -> list[str]:
    files = sorted(file.name for file in STATIC.glob(f"*.{suffix}"))
    return [name for name in files if name != f"base.{suffix}"]


def _link(name: str) -> str:
    return f"xietiao/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
