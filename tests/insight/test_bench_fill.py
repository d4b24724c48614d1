"""The year that `bench figures` measures on is written past the models, so a new column must be written there too."""

import pytest
from django.db import connections

from takatuf.agencies.models import Sector
from takatuf.config.commands.bench import figures
from takatuf.intake.models import Message, Report
from tests.factories import make_agency

pytestmark = pytest.mark.usefixtures("house")
MANY = 200


def test_the_year_of_the_bench_fits_the_tables_of_today() -> None:
    if connections["keeper"].pg_version < 180_000:  # type: ignore[attr-defined]
        pytest.skip("the bench fills its own embedded PostgreSQL 18, whose server makes the keys")
    make_agency("centre", Sector.HOTLINE)

    director = figures._fill(MANY)  # noqa: SLF001 - the bench has no other door

    assert director is not None
    assert Report.objects.using("keeper").count() == MANY
    assert Message.objects.using("keeper").filter(danger=False).exists()
