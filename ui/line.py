"""Who may ask now, who waits, and who is told to come again: a server that is full says so.

An answer is some milliseconds of computing under one interpreter: more of them at once than there
are cores finish no sooner, each only later. So few are made at once, in the order they came.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from ingest.errors import XietiaoError

_MAX_RETRY_S = 60
_NEWEST = 0.1  # weight of the last answer's time in the mean


class Busy(XietiaoError):
    """The server has more to answer than it can; `retry_after_s` says when to ask again."""

    def __init__(self, sentence: str, retry_after_s: float) -> None:
        """`retry_after_s` is rounded up to whole seconds, of which a minute is the most."""
        self.retry_after_s = min(_MAX_RETRY_S, max(1, math.ceil(retry_after_s)))
        super().__init__(f"{sentence}; ask again in {self.retry_after_s} seconds")


class Line:
    """Places at work, and a line in front of them. For one event loop."""

    def __init__(self, at_once: int, waiting: int, max_wait_s: float) -> None:
        """`at_once` places; `waiting` may stand in line, none of them longer than `max_wait_s`."""
        self._at_once = at_once
        self._max_waiting = waiting
        self._max_wait_s = max_wait_s
        self._line: deque[asyncio.Future[None]] = deque()
        self._mean_s = 0.0
        self._is_closed = False
        self.n_at_work = 0

    @property
    def n_waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    @property
    def is_closed(self) -> bool:
        """Whether the server is stopping."""
        return self._is_closed

    def close(self) -> None:
        """Lets nobody in any more; who is in line is still served."""
        self._is_closed = True

    @asynccontextmanager
    async def place(self) -> AsyncGenerator[None]:
        """A place, once it is one's turn.

        Raises:
            Busy: the line is too long, it moves too slowly, or the server is stopping.
        """
        await self._come()
        began = time.monotonic()
        try:
            yield
        finally:
            self._mean_s += _NEWEST * (time.monotonic() - began - self._mean_s)
            self._leave()

    async def _come(self) -> None:
        if self._is_closed:
            raise Busy("the server is about to stop", 5)
        if self.n_at_work < self._at_once and not self._line:
            self.n_at_work += 1
            return
        expected_s = self._mean_s * (self.n_waiting + 1) / self._at_once
        if self.n_waiting >= self._max_waiting or expected_s > self._max_wait_s:
            raise Busy("too many are asking at once", expected_s)
        await self._wait(expected_s)

    async def _wait(self, expected_s: float) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            async with asyncio.timeout(self._max_wait_s):
                await turn
        except BaseException as gone:
            if turn.done() and not turn.cancelled():  # its turn came in the same moment
                self._leave()
            elif turn in self._line:
                self._line.remove(turn)
            if isinstance(gone, TimeoutError):
                raise Busy("too many are asking at once", expected_s) from None
            raise

    def _leave(self) -> None:
        """Hands the place to the next in line."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.n_at_work -= 1
