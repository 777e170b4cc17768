"""How long a connection may take to say what it wants: one that never does would be held forever.

uvicorn closes connections that are idle between requests, and waits for the first without end.
"""

import asyncio
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_WITHIN_S = 10.0


class Impatient(H11Protocol):
    """HTTP as uvicorn speaks it; a request whose headers are not there in time is hung up on."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A client is there, and has not asked yet."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Some more of a request."""
        super().data_received(data)
        if cast(Any, self.conn).their_state is h11.IDLE:
            self._wait()  # since the first of it, not anew
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(HEADERS_WITHIN_S, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
