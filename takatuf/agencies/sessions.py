"""Sign-in sessions whose keys are stored hashed, so that a copy of the database opens none of them."""

import hashlib

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession

from takatuf.kernel.clock import now


def _hashed(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """Django's database sessions; the cookie holds the key, the table its hash."""

    @property
    def key_salt(self) -> str:
        """What the signature of a row is made with: the row's own key is part of it.

        So a row that is copied under another key, by somebody who writes into the database, is nobody's sign-in.
        """
        return f"takatuf.agencies.sessions:{_hashed(self.session_key or '')}"

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        key = self.session_key
        row = None
        if key is not None:
            row = self.model.objects.filter(session_key=_hashed(key), expire_date__gt=now()).first()
        if row is None:
            # Forget an unknown key, so that nobody can choose the key of a session to come.
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        """Whether the session is stored."""
        return super().exists(_hashed(session_key))

    def create_model_instance(self, data: dict[str, object]) -> AbstractBaseSession:
        """The row to store, under the hashed key."""
        row = super().create_model_instance(data)
        row.session_key = _hashed(str(row.session_key))
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Forget the session."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(_hashed(key))
