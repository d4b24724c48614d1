"""Migrations of a house in which every table leads to the same few: records, agencies, workers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db.migrations.state import ProjectState

Key = tuple[str, str]  # app label, name of the model in lower case
_DRAWER: Any = ProjectState  # what is replaced below has no public name


def migrate(*, database: str) -> None:
    """Run the migrations that are missing."""
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
