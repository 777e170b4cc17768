"""Which doors open to which role."""

from typing import Any

from fastapi import Depends, Request

from ingest.errors import XietiaoError
from ui.guard import Passwords, Role, role_of
from ui.guard.passwords import RANKS

_OFF = "the library is off; set XIETIAO_ADMIN_PASSWORD to turn it on, and start the server again"
_SIGN_IN = "this is for the role {role}; sign in, or send its password as a bearer token"


class NotAllowed(XietiaoError):
    """Not in this role; the message says in which, and how to come by it."""

    def __init__(self, status: int, sentence: str) -> None:
        """`status` is 401 for who may sign in, 403 for who can't."""
        self.status = status
        super().__init__(sentence)


def only(role: Role, passwords: Passwords) -> Any:
    """The dependency of a route that is for `role` and the roles above it."""

    def check(request: Request) -> None:
        if role == "admin" and not passwords.opens("admin"):
            raise NotAllowed(403, _OFF)
        given = role_of(request)
        if given is None or RANKS[given] < RANKS[role]:
            raise NotAllowed(401, _SIGN_IN.format(role=role))

    return Depends(check)
