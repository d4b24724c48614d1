"""References are checked once a statement instead of once a row: docs/decisions/0008-references-by-statement.md."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from takatuf.agencies.references import refer


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]

    operations: list[Operation] = [
        migrations.AlterField(
            model_name="deadline",
            name="agency",
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="record",
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.record"),
        ),
        refer(
            "clocks_deadline",
            {"record_id": "agencies_record", "agency_id": "agencies_agency"},
            few=frozenset({"agency_id"}),
        ),
    ]
