"""Whose conversations: a random cookie that scripts can't read and that goes with the browser."""

import hashlib
import re
import secrets
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COOKIE = "xietiao-talks"
_VALUE = re.compile(r"[0-9a-f]{32}")


def owner_of(request: Any) -> str:
    """The owner's key; empty for a browser that keeps no cookies. Any kind of request will do.

    A digest, so that the database does not hold what would open the conversations.
    """
    value = request.cookies.get(_COOKIE, "")
    return hashlib.sha256(value.encode()).hexdigest() if _VALUE.fullmatch(value) else ""


class OwnerCookie:
    """Gives a browser its cookie with the page, and takes it away when its user signs out."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on, with the cookie added to the page."""
        value = _given(scope) if scope["type"] == "http" else None

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                MutableHeaders(scope=message).append(
                    "set-cookie", f"{_COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax{secure}"
                )
            await send(message)

        await self._app(scope, receive, send if value is None else with_cookie)


def _given(scope: Scope) -> str | None:
    """The new value where there has to be one; None leaves the cookie alone."""
    if scope["path"] == "/api/session":
        return "gone" if scope["method"] == "DELETE" else None
    if scope["path"] != "/" or scope["method"] != "GET":
        return None
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return None  # a program; with a cookie it would have to say whose page asks
    return None if owner_of(HTTPConnection(scope)) else secrets.token_hex(16)
