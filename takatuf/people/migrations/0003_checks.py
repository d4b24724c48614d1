"""References are checked once a statement instead of once a row: docs/decisions/0008-references-by-statement.md."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from takatuf.agencies.references import refer


class Migration(migrations.Migration):
    dependencies = [("people", "0002_sealed_platform")]

    operations: list[Operation] = [
        migrations.AlterField(
            model_name="identifier",
            name="record",
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.record"),
        ),
        migrations.RemoveConstraint(model_name="identifier", name="people_identifier_once"),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.UniqueConstraint(
                fields=("record", "token"), name="people_identifier_once",
                violation_error_message="This record names this identifier already.",
            ),
        ),
        refer("people_identifier", {"record_id": "agencies_record"}),
    ]
