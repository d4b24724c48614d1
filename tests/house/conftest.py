"""A house in which one report went the whole way, and others wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import empty_tables


@pytest.fixture(scope="module")
def filled_house(
    _prepared_database: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The database as the journey leaves it, made once for a module whose tests write nothing that stays.

    Gives the folder with the files that the journey left.
    """
    from takatuf.config.commands.journey.demo_work import reports_waiting
    from takatuf.config.commands.journey.walk import Walk

    folder = tmp_path_factory.mktemp("journey")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        try:
            walk = Walk(folder, None, quiet=True)
            walk.all_steps()
            walk.leave_files()
            reports_waiting()
            yield folder
        finally:
            empty_tables()
