"""References are checked once a statement instead of once a row: docs/decisions/0008-references-by-statement.md."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from takatuf.agencies.references import refer


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_sign_in_limits")]

    operations: list[Operation] = [
        migrations.AlterField(
            model_name="access",
            name="agency",
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        migrations.AlterField(
            model_name="access",
            name="record",
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.record"),
        ),
        migrations.AlterField(
            model_name="access",
            name="worker",
            field=models.ForeignKey(null=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.worker"),
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(
                condition=models.Q(("worker__isnull", False)), fields=["worker"], name="agencies_access_worker"
            ),
        ),
        refer(
            "agencies_access",
            {"record_id": "agencies_record", "agency_id": "agencies_agency", "worker_id": "agencies_worker"},
            few=frozenset({"agency_id"}),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("open_records.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
    ]
