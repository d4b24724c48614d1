"""Serving the pages: database, migrations, static files, web and worker."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from takatuf.config.django_setup import load_django
from takatuf.config.environment import Environment, parts_of, read_environment
from takatuf.kernel.errors import Refused


class NoAdministrator(Refused):
    """A database of one's own, and no address by which its roles and tables are made ready."""


class OtherRole(Refused):
    """An address of the database signs in as somebody else than the role that it is for."""


@contextmanager
def ready_database(*, settings: dict[str, str] | None = None) -> Iterator[None]:
    """The database of this home, started when it is the embedded one, with roles and migrations; Django loaded.

    An embedded server that this call started is stopped at the end. Raises NoAdministrator and OtherRole.
    """
    from takatuf.config.embedded import EmbeddedPostgres

    environment = read_environment()
    if environment.database_url is not None and environment.admin_url is None:
        raise NoAdministrator(
            "DATABASE_ADMIN_URL is not set: at its start the database's roles and tables are made ready by it. The web and"
            " worker processes never get it."
        )
    _refuse_other_roles(environment)
    server = None
    started = False
    if environment.database_url is None:
        server = EmbeddedPostgres(environment.home, settings=settings or {})
        started = not server.is_running()
        server.ensure_started()
    try:
        prepare()
        yield
    finally:
        _close_connections()
        if server is not None and started:
            server.stop()


def _refuse_other_roles(environment: Environment) -> None:
    """The roles are made and given their passwords here, so the addresses must sign in as them."""
    for name, url, role in (
        ("DATABASE_URL", environment.database_url, "app"),
        ("DATABASE_KEEPER_URL", environment.keeper_url, "keeper"),
    ):
        if url and (user := parts_of(url)["USER"]) != role:
            raise OtherRole(
                f"{name} signs in as {user!r}; it must be {role!r}. The role is made here, with the password of that address."
            )


def prepare() -> None:
    """Keys, settings, roles, database and migrations: everything that a command needs before it begins."""
    from takatuf.config.keys import ensure_key_files, refuse_other_keys

    environment = read_environment()
    refuse_other_keys(environment)
    ensure_key_files(environment)  # before the settings derive the secret key from it
    load_django()
    from takatuf.config.provision import ensure_database

    ensure_database()


def _close_connections() -> None:
    from django.conf import settings
    from django.db import connections

    if not settings.configured:
        return  # refused before Django was loaded: nothing was opened
    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()


def _collect_static() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def serve(*, demo: bool, host: str, port: int) -> int:
    """Prepare the house, then run web and worker until told to stop."""
    from takatuf.config import launch

    with ready_database(), ExitStack() as beside:
        _collect_static()
        if demo:
            from django.conf import settings

            from takatuf.config.commands.demo import load_demo
            from takatuf.config.commands.demo_witnesses import ready_witnesses, running_witnesses

            load_demo(announce=True)
            url, watched_by = f"http://127.0.0.1:{port}", settings.TAKATUF_INTAKE_AGENCY
            folders = ready_witnesses(settings.TAKATUF_HOME, url=url, watched_by=watched_by)
            beside.enter_context(running_witnesses(folders))
        _close_connections()
        return launch.serve(host=host, port=port, with_worker=True, environment=os.environ)
