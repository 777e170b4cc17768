"""The browser: Gradio's Blocks with a column for each page. Gradio is imported here and in pages.

Gradio carries what is asked and answered; how it looks is in `static/`, and what a page holds in
`ui.pages`, whose docstring tells how pages, words, styles and scripts are added.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read while Gradio is imported
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from gradio.themes import Base
from starlette.requests import Request
from starlette.staticfiles import StaticFiles

from ui.api.parts import Parts
from ui.frame import frame_html
from ui.guard import role_of
from ui.pages import ask, library, quiz, read
from ui.reader import answers_in, interface
from ui.tools import in_turn, tools
from ui.unknown_stream import UnknownStream

STATIC = Path(__file__).parent / "static"
PAGES = {"ask": ask.add, "read": read.add, "quiz": quiz.add, "library": library.add}
"""In the order of the navigation."""

_KINDS = {"css": "text/css", "js": "text/javascript"}
_FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


def mount(app: FastAPI, parts: Parts) -> FastAPI:
    """`app` with the pages at /, their files under /xietiao, and the tools at /gradio_api/mcp."""
    joined = {suffix: _joined(suffix) for suffix in _KINDS}
    for suffix, text in joined.items():
        app.add_route(f"/xietiao/page.{suffix}", _sender(text, _KINDS[suffix]))
    app.mount("/xietiao", StaticFiles(directory=STATIC))

    # Gradio would write anyone's files to the temporary folder; uploads go to /api/library.
    @app.post("/gradio_api/upload")
    def upload() -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return JSONResponse({"detail": "this page takes no files"}, status_code=404)

    page = build(parts)
    app.router.routes.append(UnknownStream(lambda: page._queue))  # pyright: ignore[reportPrivateUsage]
    return gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=Base(font=_FONTS, font_mono=("ui-monospace", "monospace")),
        head=_head(joined),
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


def _head(joined: Mapping[str, str]) -> str:
    """Links to the pages' styles and scripts, with their hashes so that browsers refetch.

    Gradio puts them into the page by a script: several files would run in the order of arrival.
    """
    links = {
        suffix: f"xietiao/page.{suffix}?{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        for suffix, text in joined.items()
    }
    return f'<link rel="stylesheet" href="{links["css"]}"><script src="{links["js"]}"></script>'


def _joined(suffix: str) -> str:
    """All files of `static/` that end so in one: `base` first, the others by name."""
    files = sorted(STATIC.glob(f"*.{suffix}"), key=lambda file: (file.stem != "base", file.name))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _sender(text: str, media_type: str) -> Callable[[Request], Response]:
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}  # its address has its hash
    return lambda _: Response(text, media_type=media_type, headers=headers)
