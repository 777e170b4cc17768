"""Whether to ask somebody who failed: not for a while, then one question tries, then all.

Source: M. Nygard, Release It!, 2007, "Circuit Breaker", with one failure as the threshold, since
there is another answer to give meanwhile.
"""

import threading
import time

_LONGEST_S = 300.0


class Breaker:
    """Open after a failure, for twice as long after each; safe to share between threads."""

    def __init__(self, rest_s: float) -> None:
        """`rest_s` is the first rest."""
        self._first_s = rest_s
        self._rest_s = rest_s
        self._until = 0.0
        self._is_tried = False
        self._lock = threading.Lock()

    def lets_in(self) -> bool:
        """Whether to ask now; after a rest only the first who comes, until that one tells."""
        with self._lock:
            if not self._until:
                return True
            if time.monotonic() < self._until or self._is_tried:
                return False
            self._is_tried = True
            return True

    def succeeded(self) -> None:
        """All may ask again."""
        with self._lock:
            self._until, self._is_tried, self._rest_s = 0.0, False, self._first_s

    def failed(self) -> None:
        """Nobody asks for a while; longer where this was the one who tried."""
        with self._lock:
            if self._is_tried:
                self._rest_s = min(_LONGEST_S, 2 * self._rest_s)
            self._until, self._is_tried = time.monotonic() + self._rest_s, False

    def gave_up(self) -> None:
        """Who asked went away without knowing; another may try."""
        with self._lock:
            self._is_tried = False
