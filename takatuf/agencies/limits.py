"""Django's cache in the database, for the limits of sign-in: all web processes count together, on every machine."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from takatuf.kernel.clock import now
from takatuf.vault.keys import keyring
from takatuf.vault.small import session_token

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def hidden_key(key: str, key_prefix: str, version: int) -> str:
    """The key as it is stored: a keyed hash, because limits are counted by address and name."""
    return session_token(keyring().purpose_key("sign-in-limits"), f"{key_prefix}:{version}:{key}")


class LimitsCache(BaseCache):
    """Plain JSON values in one table. Not Django's own database cache, which unpickles whatever the table holds."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        del location
        super().__init__(params)
        self.key_func: Callable[[str, str, int], str] = hidden_key

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default` where there is none that still counts."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT value::text FROM agencies_signinlimit WHERE key = %s AND expires_at > %s",
                [self.make_key(key, version), now()],
            )
            row = cursor.fetchone()
        return default if row is None else json.loads(row[0])

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Store the value, whatever was there."""
        self._store(key, value, timeout, version, "TRUE")

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Store the value where none counts; of several at once, one alone hears True."""
        return self._store(key, value, timeout, version, "agencies_signinlimit.expires_at <= %s")

    def _store(
        self, key: str, value: Any, timeout: float | None, version: int | None, condition: str
    ) -> bool:
        at = now()
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        until = NEVER if seconds is None else at + timedelta(seconds=float(seconds))
        parameters: list[str | datetime] = [
            self.make_key(key, version),
            json.dumps(value),
            until,
            *([at] if "%s" in condition else []),
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM agencies_signinlimit WHERE expires_at < %s", [at - timedelta(hours=1)]
            )
            cursor.execute(
                "INSERT INTO agencies_signinlimit (key, value, expires_at) VALUES (%s, %s, %s) ON CONFLICT (key) DO UPDATE"  # noqa: S608
                f" SET value = excluded.value, expires_at = excluded.expires_at WHERE {condition}",
                parameters,
            )
            return bool(cursor.rowcount == 1)

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give the value another end; False where there is none."""
        missing = object()
        value = self.get(key, missing, version)
        if value is missing:
            return False
        self.set(key, value, timeout, version)
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget the value; whether there was one."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM agencies_signinlimit WHERE key = %s", [self.make_key(key, version)])
            return bool(cursor.rowcount)

    def clear(self) -> None:
        """Forget everything."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM agencies_signinlimit")
