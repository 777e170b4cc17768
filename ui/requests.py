"""Every request with an id, in the log and in the response, so that one finds the other."""

import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.trace import from_request
from ui.guard import client_of, role_of
from ui.logs import event, noted
from ui.metrics import door_of

WENT_WRONG = "something went wrong here; the server's log has the details"

_log = logging.getLogger(__name__)
_HEADER = "x-request-id"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SORRY = JSONResponse({"detail": WENT_WRONG}, 500)
_HIDDEN_DOORS = ("/healthz", "/readyz", "/metrics")  # asked every few seconds by machines


class Requests:
    """Takes the id that came with a request, or makes one; logs each request when it is over.

    The log has the door and not the whole address: a question may stand in it, which is nobody's
    business but who asked.
    """

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _id_of(headers)
        began, status = time.monotonic(), 0

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[_HEADER] = request_id
            await send(message)

        with noted(request_id=request_id), from_request(headers, request_id):
            try:
                await self._app(scope, receive, with_id)
            except Exception:
                # Logged here, where the id is known, and not once more by uvicorn.
                _log.exception("a request broke off")
                if not status:
                    await _SORRY(scope, receive, with_id)
            finally:
                _tell(scope, status, time.monotonic() - began)


def _tell(scope: Scope, status: int, seconds: float) -> None:
    door = door_of(scope["path"])
    if door in _HIDDEN_DOORS:
        return
    asked = HTTPConnection(scope)
    event(
        _log,
        "request",
        door=door,
        method=scope["method"],
        status=status,
        ms=round(1000 * seconds, 1),
        client=client_of(asked),
        role=role_of(asked),
    )


def _id_of(headers: Headers) -> str:
    given = headers.get(_HEADER, "")
    return given if _ID.fullmatch(given) else secrets.token_hex(8)
