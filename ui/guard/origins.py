"""Which names the server answers to, and from which pages it may be asked to change something."""

import socket
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

_CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})


class Hosts:
    """The names in a Host header that mean this server.

    An address is one: a page that got its own name to point here (DNS rebinding) sends the name.
    """

    def __init__(self, listed: str = "") -> None:
        """`listed` is the setting `hosts`: names with commas between them, or * for any."""
        names = {name.strip().lower() for name in listed.split(",") if name.strip()}
        machine = socket.gethostname().lower()
        self._any = "*" in names
        self._names = names | {"localhost", machine, f"{machine}.local"}

    def know(self, host_header: str) -> bool:
        """Whether the header names this server."""
        name = _hostname(host_header)
        return self._any or (bool(name) and (name in self._names or _is_address(name)))


def is_foreign(method: str, headers: Mapping[str, str]) -> bool:
    """Whether another site's page makes a browser ask for a change here.

    Browsers say in Sec-Fetch-Site or Origin whose page asks. Who says neither is a program, and
    may do what its bearer token may; with a cookie it must say whose page it is.
    """
    if method in _CHANGES_NOTHING:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is not None:
        asking = _netloc(origin)
        return not asking or asking != headers.get("host", "").lower()
    return "cookie" in headers and "authorization" not in headers


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _hostname(host_header: str) -> str:
    try:
        return (urlsplit(f"//{host_header}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
