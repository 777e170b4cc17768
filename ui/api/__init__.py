"""The HTTP doors: /api and /v1 as JSON, the MCP server and the browser chat under one gate.

Bad input gets a 4xx and one sentence in {"detail": ...}; a traceback goes to the log only.
"""

from fastapi import FastAPI

from bot.answer import Bot
from ui.api import (
    ask,
    documents,
    feedback,
    find,
    health,
    library,
    openai,
    questions,
    quiz,
    search,
    session,
)
from ui.api.errors import add_errors, add_unreadable
from ui.api.parts import Parts
from ui.guard import Gate, Limits, Rate
from ui.requests import Requests
from ui.talks import OwnerCookie

__all__ = ["MAX_BODY_BYTES", "create_api", "create_app"]

MAX_BODY_BYTES = 1_000_000


def create_app(bot: Bot) -> FastAPI:
    """The whole server: /api, /v1, /healthz, /readyz, /metrics, and the browser chat at /."""
    from ui import sign_in, web  # Gradio takes seconds to import; the API alone does without

    parts = Parts.of(bot)
    app = FastAPI(title="Xietiao", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.line = parts.line
    health.add(app, parts)
    sign_in.add(app, parts)
    app.mount("/api", create_api(parts))
    app.mount("/v1", openai.create(parts))
    app.add_middleware(OwnerCookie)
    app.add_middleware(
        Gate,
        hosts=parts.hosts,
        passwords=parts.passwords,
        sessions=parts.sessions,
        throttle=parts.wrong_passwords,
        limits=Limits(MAX_BODY_BYTES, {library.UPLOAD_PATH: library.max_upload_bytes(parts)}),
        rate=Rate(bot.settings.requests_per_minute),
    )
    app.add_middleware(parts.metrics.middleware)
    app.add_middleware(Requests)
    mounted = web.mount(app, parts)
    for door in (mounted, *_apps_of(mounted)):
        add_unreadable(door)
    return mounted


def _apps_of(app: FastAPI) -> list[FastAPI]:
    """Gradio's own app, whose errors would otherwise fail to be told where a body is no text."""
    found = [(getattr(route, "path", ""), getattr(route, "app", None)) for route in app.routes]
    return [a for path, a in found if isinstance(a, FastAPI) and path not in ("/api", "/v1")]


def create_api(parts: Parts) -> FastAPI:
    """What is under /api. Its own app, so that its errors are JSON."""
    # The documentation pages would load their scripts from another host; the schema is enough.
    api = FastAPI(
        title="Xietiao",
        summary="Answers from guidance texts, every sentence with a citation that opens",
        docs_url=None,
        redoc_url=None,
    )
    add_errors(api)
    for door in (ask, search, find, documents, feedback, session, library, questions, quiz):
        api.include_router(door.routes(parts))
    return api
