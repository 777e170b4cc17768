"""How long a request's body may be."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope


class Limits:
    """The longest body that each path takes; a longer one is refused before it is all there."""

    def __init__(self, max_bytes: int, of_paths: Mapping[str, int]) -> None:
        """`max_bytes` is for the paths that are not in `of_paths`."""
        self._max_bytes = max_bytes
        self._of_paths = of_paths

    def are_passed(self, path: str, headers: Headers) -> bool:
        """Whether the headers announce too long a body."""
        announced = headers.get("content-length", "")
        return announced.isascii() and announced.isdigit() and int(announced) > self._of(path)

    def applied(self, scope: Scope, receive: Receive) -> Receive:
        """`receive`, which raises a 413 where more comes than may."""
        left = self._of(scope["path"])

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, self.sentence(scope["path"]))
            return message

        return counted

    def sentence(self, path: str) -> str:
        """What is said of too long a body."""
        return f"the body is longer than {self._of(path):,} bytes"

    def _of(self, path: str) -> int:
        return self._of_paths.get(path, self._max_bytes)
