"""A stream of events that nobody began: Gradio starts to answer and breaks off; it is a 404."""

import re
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

_STREAM = re.compile(r"/gradio_api/(?:queue/data|call/(?:v2/)?[^/]+/(?P<event>[^/]+))/?")
_NONE = JSONResponse({"detail": "there is no such stream; it ended, or never began"}, 404)


class UnknownStream(BaseRoute):
    """Takes requests for streams that Gradio's queue knows nothing of; all others pass by."""

    def __init__(self, queue_of: Callable[[], Any]) -> None:
        """`queue_of` gives the queue of the page behind, which is made when that is mounted."""
        self._queue_of = queue_of

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Full for such a request."""
        stream = _STREAM.fullmatch(scope.get("path", "")) if scope["type"] == "http" else None
        if stream is None or scope["method"] != "GET":
            return Match.NONE, {}
        asked = stream["event"] or Request(scope).query_params.get("session_hash")
        return (Match.NONE if asked is None or self._is_known(asked) else Match.FULL), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The 404."""
        await _NONE(scope, receive, send)

    def _is_known(self, asked: str) -> bool:
        """Whether it is a session, or an event of one, that something waits for."""
        queue = self._queue_of()
        events = queue.pending_event_ids_session.values()
        return (
            asked in queue.pending_messages_per_session
            or asked in queue.event_ids_to_events
            or any(asked in own for own in events)
        )
