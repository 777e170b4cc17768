"""Which role a password opens."""

import hmac
from hashlib import sha256
from typing import Literal

from pydantic import SecretStr

from bot.settings import Settings

Role = Literal["reader", "trainer", "admin"]
RANKS: dict[Role, int] = {"reader": 0, "trainer": 1, "admin": 2}


class Passwords:
    """The passwords of the settings; a role may do what the roles below it may."""

    def __init__(self, settings: Settings) -> None:
        """A role without a password can't be signed in to."""
        given: dict[Role, SecretStr | None] = {
            "admin": settings.admin_password,
            "trainer": settings.trainer_password,
            "reader": settings.password,
        }
        self._known: dict[Role, SecretStr] = {
            role: secret for role, secret in given.items() if secret is not None
        }

    @property
    def everyone(self) -> Role | None:
        """The role of whoever shows no password: reader, unless readers have one."""
        return None if "reader" in self._known else "reader"

    def opens(self, role: Role) -> bool:
        """Whether there is a password for `role` itself."""
        return role in self._known

    def role(self, password: str) -> Role | None:
        """The highest role that the password opens; the time it takes tells nothing of them."""
        given = _digest(password)
        found: Role | None = None
        for role, secret in reversed(self._known.items()):
            if hmac.compare_digest(given, _digest(secret.get_secret_value())):
                found = role
        return found

    def salt(self, role: Role) -> str:
        """Changes with the role's password, so that who is signed in with an old one is not."""
        secret = self._known.get(role)
        return sha256(secret.get_secret_value().encode()).hexdigest() if secret else ""


def _digest(password: str) -> bytes:
    """Of equal length whatever the password, so that comparing takes equally long."""
    return sha256(password.encode("utf-8", "surrogatepass")).digest()
