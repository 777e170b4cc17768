"""/session: signing in and out, and who is signed in."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ConfigDict, Field

from ui.api.bodies import Body, Problem
from ui.api.parts import Parts
from ui.api.roles import NotAllowed
from ui.guard import Role, client_of, role_of

_WRONG = "that is not the password"


class Credentials(Body):
    """The password; it says itself whose it is."""

    model_config = ConfigDict(extra="forbid", strict=True)
    password: str = Field(max_length=1000)


def routes(parts: Parts) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["session"])

    @router.get("/session")
    def session(request: Request) -> dict[str, Any]:
        """The role of who asks, and which roles can be signed in to."""
        return {
            "role": role_of(request),
            "roles": [r for r in ("reader", "trainer", "admin") if parts.passwords.opens(r)],
        }

    @router.post("/session", responses={401: {"model": Problem}, 429: {"model": Problem}})
    def sign_in(given: Credentials, request: Request) -> Response:
        """Signs in; the cookie is good for twelve hours."""
        role = signed_in(parts, given.password, request)
        return JSONResponse({"role": role}, headers={"set-cookie": cookie(parts, role, request)})

    @router.delete("/session")
    def sign_out(request: Request) -> Response:
        """Signs out."""
        role = parts.passwords.everyone
        return JSONResponse({"role": role}, headers={"set-cookie": cookie(parts, None, request)})

    return router


def signed_in(parts: Parts, password: str, request: Request) -> Role:
    """The role that the password opens.

    Raises:
        NotAllowed: none.
        TooMany: too many wrong ones came from that address.
    """
    address = client_of(request)
    parts.wrong_passwords.check(address)
    role = parts.passwords.role(password)
    if role is None:
        parts.wrong_passwords.note(address, password)
        raise NotAllowed(401, _WRONG)
    return role


def cookie(parts: Parts, role: Role | None, request: Request) -> str:
    """The header that signs in, or out where `role` is None."""
    return parts.sessions.cookie(role, secure=request.url.scheme == "https")
