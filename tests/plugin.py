"""Loaded before Django: a home, keys and a database server of the tests' own, started once and stopped at the end.

With TAKATUF_TEST_DATABASE_ADMIN_URL the tests run on that PostgreSQL instead of the embedded one.
"""

import os
import secrets
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

_CREATED: Path | None = None


def _with(url: str, *, user: str, password: str, database: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{host}", path=f"/{database}"))


def _prepare() -> None:
    """Set the surroundings that settings will read; workers of xdist inherit them from the controller."""
    global _CREATED  # noqa: PLW0603 - the controller alone removes it
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if "TAKATUF_TEST_ROOT" not in os.environ:
        _CREATED = Path(tempfile.mkdtemp(prefix="tk-"))
        _CREATED.chmod(0o711)
        os.environ["TAKATUF_TEST_ROOT"] = str(_CREATED)
        os.environ["TAKATUF_TEST_PASSWORD"] = secrets.token_hex(12)
    root = os.environ["TAKATUF_TEST_ROOT"]
    os.environ["TAKATUF_MODE"] = "test"
    os.environ["TAKATUF_HOME"] = f"{root}/home"
    os.environ["TAKATUF_KEYS"] = f"{root}/keys-{worker}"
    os.environ["TAKATUF_DATABASE_NAME"] = f"takatuf_test_{worker}"
    # The addresses of a real house, set in this shell: every test would empty it, and the last one drop it.
    for name in ("DATABASE_URL", "DATABASE_KEEPER_URL", "DATABASE_ADMIN_URL"):
        os.environ.pop(name, None)
    if admin := os.environ.get("TAKATUF_TEST_DATABASE_ADMIN_URL"):
        password, name = os.environ["TAKATUF_TEST_PASSWORD"], os.environ["TAKATUF_DATABASE_NAME"]
        parts = urlsplit(admin)
        os.environ["DATABASE_ADMIN_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
        os.environ["DATABASE_URL"] = _with(admin, user="app", password=password, database=name)
        os.environ["DATABASE_KEEPER_URL"] = _with(admin, user="keeper", password=password, database=name)
    from takatuf.config.environment import read_environment
    from takatuf.config.keys import ensure_key_files

    ensure_key_files(read_environment())
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs beside the tests


_prepare()


def _embedded() -> object:
    from takatuf.config.embedded import EmbeddedPostgres

    return EmbeddedPostgres(
        Path(os.environ["TAKATUF_HOME"]), settings={"fsync": "off", "shared_buffers": "256MB"}
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded server in the controller."""
    if "PYTEST_XDIST_WORKER" in os.environ or "TAKATUF_TEST_DATABASE_ADMIN_URL" in os.environ:
        return
    if config.option.collectonly:
        return
    _embedded().ensure_started()  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove its home."""
    if "PYTEST_XDIST_WORKER" in os.environ or _CREATED is None:
        return
    if "TAKATUF_TEST_DATABASE_ADMIN_URL" not in os.environ and not config.option.collectonly:
        _embedded().stop()  # type: ignore[attr-defined]
    shutil.rmtree(_CREATED, ignore_errors=True)
