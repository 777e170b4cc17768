"""Who may do what, and what a browser may be led to do: the layer in front of every door."""

from ui.guard.bodies import Limits
from ui.guard.gate import Gate, client_of, role_of
from ui.guard.passwords import Passwords, Role
from ui.guard.rate import Rate
from ui.guard.sessions import Sessions
from ui.guard.throttle import Throttle, TooMany

__all__ = [
    "Gate",
    "Limits",
    "Passwords",
    "Rate",
    "Role",
    "Sessions",
    "Throttle",
    "TooMany",
    "client_of",
    "role_of",
]
