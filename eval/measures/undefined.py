"""What is undefined is said to be so, and is never a zero."""

from collections.abc import Callable
from typing import ParamSpec

_P = ParamSpec("_P")


class Undefined(ValueError):
    """The measure does not apply to this question or answer; the message says why."""


def score(measure: Callable[_P, float], *args: _P.args, **kwargs: _P.kwargs) -> float | None:
    """The measure's value as a float, or None where it is undefined."""
    try:
        return float(measure(*args, **kwargs))
    except Undefined:
        return None
