"""The cookie of who is signed in: signed, unreadable to scripts, sent to this site only.

The only import of itsdangerous. The key lies in the data folder, readable by its owner alone, so
that a restart, or a second server over the same data, keeps everybody signed in.
"""

import contextlib
import os
import secrets
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from ui.guard.passwords import RANKS, Passwords, Role

COOKIE = "xietiao"
MAX_AGE_S = 12 * 3600


class Sessions:
    """Signs and reads the cookie."""

    def __init__(self, key_file: Path, passwords: Passwords) -> None:
        """The key is made with the first server over these data."""
        self._key_file = key_file
        self._passwords = passwords
        self._key = b""

    def sign(self, role: Role) -> str:
        """The cookie's value for who has just shown the role's password."""
        return self._serializer(role).dumps(role)

    def role(self, value: str) -> Role | None:
        """The role that the cookie gives; None if it is forged, too old, or of an old password."""
        for role in RANKS:
            if self._passwords.opens(role):
                with contextlib.suppress(BadSignature):
                    if self._serializer(role).loads(value, max_age=MAX_AGE_S) == role:
                        return role
        return None

    def cookie(self, role: Role | None, *, secure: bool) -> str:
        """The Set-Cookie header that signs somebody in, or out where `role` is None."""
        value, age = (self.sign(role), MAX_AGE_S) if role else ("", 0)
        flags = "HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")
        return f"{COOKIE}={value}; Path=/; Max-Age={age}; {flags}"

    def _serializer(self, role: Role) -> URLSafeTimedSerializer:
        if not self._key:
            self._key = _key(self._key_file)
        return URLSafeTimedSerializer(self._key, salt=f"{role}.{self._passwords.salt(role)}")


def _key(file: Path) -> bytes:
    """The key in the file, which is made where it is missing; whoever makes it first wins."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(beside, file)
        beside.unlink()
    return file.read_bytes()
