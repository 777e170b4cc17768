"""An event loop in a thread of its own: the browser tests leave one running in the first."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_T = TypeVar("_T")


def in_a_loop(work: Coroutine[Any, Any, _T]) -> _T:
    """What comes of `work`."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
