"""How long a request's body may be."""

import asyncio
import time
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from ui.guard.passwords import Role

_BODY_WITHIN_S = 30.0  # and longer by what has come ...
_SLOWEST_BYTES_PER_S = 20_000  # ... at this rate: 50 MB over a slow line take most of an hour


class Limits:
    """The longest body that each path takes; a longer one is refused before it is all there.

    A body is read before the route looks at the role: only administrators may send long ones.
    """

    def __init__(self, max_bytes: int, of_paths: Mapping[str, int]) -> None:
        """`max_bytes` is for whoever is no administrator, and all paths but those in `of_paths`."""
        self._max_bytes = max_bytes
        self._of_paths = of_paths

    def max_bytes(self, path: str, role: Role | None) -> int:
        """The longest body that `path` takes from `role`."""
        return self._of_paths.get(path, self._max_bytes) if role == "admin" else self._max_bytes


def is_announced(headers: Headers, max_bytes: int) -> bool:
    """Whether the headers announce a longer body."""
    announced = headers.get("content-length", "")
    return announced.isascii() and announced.isdigit() and int(announced) > max_bytes


def limited(receive: Receive, max_bytes: int) -> Receive:
    """`receive`, which raises a 413 where more comes than may, a 408 where it comes too slowly."""
    got, is_whole, began = 0, False, time.monotonic()

    async def counted() -> Message:
        nonlocal got, is_whole
        if is_whole:  # from here on it tells that the client has gone, whenever that is
            return await receive()
        left_s = began + _BODY_WITHIN_S + got / _SLOWEST_BYTES_PER_S - time.monotonic()
        try:
            message = await asyncio.wait_for(receive(), max(0.0, left_s))
        except TimeoutError:
            raise HTTPException(408, "the body took too long to come; send it again") from None
        got += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if got > max_bytes:
            raise HTTPException(413, too_long(max_bytes))
        return message

    return counted


def too_long(max_bytes: int) -> str:
    """What is said of too long a body."""
    return f"the body is longer than {max_bytes:,} bytes"
