"""References are checked once a statement instead of once a row: docs/decisions/0008-references-by-statement.md."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from takatuf.agencies.references import refer


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_initial")]

    operations: list[Operation] = [
        migrations.AlterField(
            model_name="rating",
            name="record",
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.record"),
        ),
        migrations.AlterField(
            model_name="rating",
            name="report",
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.report"),
        ),
        migrations.AlterField(
            model_name="rating",
            name="agency",
            field=models.ForeignKey(db_comment="Who owes the first review", db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        refer(
            "triage_rating",
            {"record_id": "agencies_record", "report_id": "intake_report", "agency_id": "agencies_agency"},
            few=frozenset({"agency_id"}),
        ),
    ]
