"""Migrations of a house in which every table leads to the same few: records, agencies, workers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from takatuf.kernel.errors import Refused

Key = tuple[str, str]  # app label, name of the model in lower case
_DRAWER: Any = ProjectState  # what is replaced below has no public name


class NewerTables(Refused):
    """The tables are those of a newer version of Takatuf; this one would write into what it does not know."""


def differing_migrations(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    """The migrations that the database lacks, and those that it has and this program does not know, as "app.name"."""
    loader = MigrationLoader(connection)
    known, applied = set(loader.disk_migrations), set(loader.applied_migrations)
    replaced = {one for migration in loader.disk_migrations.values() for one in migration.replaces}
    missing, unknown = known - applied, applied - known - replaced
    return sorted(map(".".join, missing)), sorted(map(".".join, unknown))


def migrate(*, database: str) -> None:
    """Run the migrations that are missing. Raises NewerTables."""
    _, unknown = differing_migrations(connections[database])
    if unknown:
        raise NewerTables(
            f"The database was brought up to date by a newer Takatuf ({unknown[0]} is not known here): install that one again. "
            "Nothing was changed."
        )
    with _drawing_only_what_changed():
        call_command("migrate", database=database, verbosity=0, interactive=False)


@contextmanager
def _drawing_only_what_changed() -> Iterator[None]:
    """A model that is new, or whose plain fields, indexes or constraints change, is drawn again alone.

    Django draws each related model with it at every step, which here is every model of the house: of 65 seconds for a
    new database 58 went into drawing 32,525 models (docs/decisions/0009). A changed relation is still drawn in full.
    """
    related = _DRAWER._find_reload_model  # noqa: SLF001

    def changed(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[Key]:  # noqa: FBT001, FBT002
        if delay or model_name not in state.apps.all_models[app_label]:
            return {(app_label, model_name)}
        found: set[Key] = related(state, app_label, model_name, delay)
        return found

    _DRAWER._find_reload_model = changed  # noqa: SLF001
    try:
        yield
    finally:
        _DRAWER._find_reload_model = related  # noqa: SLF001
