"""The layer in front of every door: host, origin, role, security headers."""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.guard.bodies import Limits, is_announced, limited, too_long
from ui.guard.headers import add_security_headers
from ui.guard.origins import Hosts, is_foreign
from ui.guard.passwords import Passwords, Role
from ui.guard.rate import Rate
from ui.guard.sessions import COOKIE, Sessions
from ui.guard.throttle import Throttle, TooMany

_OPEN = ("/healthz", "/readyz", "/sign-in", "/api/session", "/xietiao/", "/favicon.ico")
_STATE = "xietiao.role"
_UNKNOWN_HOST = "this server does not go by that name; list it in the setting hosts (XIETIAO_HOSTS)"


def role_of(request: HTTPConnection) -> Role | None:
    """Who asks, as the gate found; None for who has not signed in where that is asked for."""
    return request.scope.get(_STATE)


def client_of(request: HTTPConnection) -> str:
    """The address that asks."""
    return request.client.host if request.client else ""


class Gate:
    """Lets a request through with its role noted, or answers it."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Hosts,
        passwords: Passwords,
        sessions: Sessions,
        throttle: Throttle,
        limits: Limits,
        rate: Rate,
    ) -> None:
        """`throttle` counts wrong passwords, `rate` all requests."""
        self._rate = rate
        self._limits = limits
        self._app = app
        self._hosts = hosts
        self._passwords = passwords
        self._sessions = sessions
        self._throttle = throttle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what may not pass; everything else goes on with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_security_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        refusal = self._refusal(scope)
        max_bytes = self._limits.max_bytes(scope["path"], scope.get(_STATE))
        await (refusal or self._app)(scope, limited(receive, max_bytes), guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that may not pass."""
        headers = Headers(scope=scope)
        path: str = scope["path"]
        if not self._hosts.know(headers.get("host", "")):
            return _told(path, 421, _UNKNOWN_HOST)
        if is_foreign(scope["method"], headers):
            return _told(path, 403, "a page of another site may not do this")
        try:
            self._rate.check(client_of(HTTPConnection(scope)), path)
            scope[_STATE] = self._role(scope, headers)
        except TooMany as error:
            wait = {"retry-after": str(error.retry_after_s)}
            return _told(path, 429, str(error), headers=wait)
        max_bytes = self._limits.max_bytes(path, scope[_STATE])
        if is_announced(headers, max_bytes):
            return _told(path, 413, too_long(max_bytes))
        if scope[_STATE] is not None or path.startswith(_OPEN):
            return None
        if "text/html" in headers.get("accept", "") and scope["method"] == "GET":
            query = scope["query_string"].decode("latin-1")
            back = quote(f"{path}?{query}" if query else path, safe="/")
            return RedirectResponse(f"/sign-in?next={back}", 303)
        sentence = "sign in first, or send the password as a bearer token"
        return _told(path, 401, sentence, headers={"www-authenticate": "Bearer"})

    def _role(self, scope: Scope, headers: Headers) -> Role | None:
        kind, _, token = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._of_token(token.strip(), client_of(HTTPConnection(scope)))
        value = _cookie(headers)
        return (self._sessions.role(value) if value else None) or self._passwords.everyone

    def _of_token(self, token: str, address: str) -> Role | None:
        """The role that the password in a bearer token opens.

        OpenAI's clients send some key always: where readers need none, any will do.

        Raises:
            TooMany: too many wrong ones came from there, and readers need one.
        """
        try:
            self._throttle.check(address)
        except TooMany:
            if self._passwords.everyone is None:
                raise
            return self._passwords.everyone
        role = self._passwords.role(token)
        if role is None:
            self._throttle.note(address, token)
        return role or self._passwords.everyone


def _cookie(headers: Mapping[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _told(
    path: str, status: int, sentence: str, *, headers: dict[str, str] | None = None
) -> Response:
    """One sentence, as the door at `path` tells it."""
    body: dict[str, object] = {"detail": sentence}
    if path.startswith("/v1/"):
        body = {"error": {"message": sentence, "type": "invalid_request_error", "code": None}}
    return JSONResponse(body, status, headers)
