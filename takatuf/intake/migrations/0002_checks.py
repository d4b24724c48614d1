"""References are checked once a statement instead of once a row: docs/decisions/0008-references-by-statement.md."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from takatuf.agencies.references import refer


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations: list[Operation] = [
        migrations.AlterField(
            model_name="report",
            name="record",
            field=models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.record"),
        ),
        migrations.AlterField(
            model_name="report",
            name="agency",
            field=models.ForeignKey(db_comment="Who received it and triages it", db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        migrations.AlterField(
            model_name="report",
            name="code",
            field=models.CharField(db_comment="R-YY-NNNNNN, for staff", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("code",), name="intake_report_code_once", violation_error_message="Another report has this code."
            ),
        ),
        migrations.AlterField(
            model_name="mailbox",
            name="record",
            field=models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.record"),
        ),
        migrations.AlterField(
            model_name="mailbox",
            name="report",
            field=models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.report"),
        ),
        migrations.AlterField(
            model_name="mailbox",
            name="holder",
            field=models.ForeignKey(db_comment="Who reads the messages now", db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
        ),
        # What is sealed cannot be made smaller, and most of it fits beside the rest of its row.
        migrations.RunSQL(
            """ALTER TABLE intake_report ALTER COLUMN content SET STORAGE EXTERNAL;
            ALTER TABLE intake_report SET (toast_tuple_target = 8160);""",
            """ALTER TABLE intake_report ALTER COLUMN content SET STORAGE EXTENDED;
            ALTER TABLE intake_report RESET (toast_tuple_target);""",
        ),
        refer(
            "intake_report",
            {"record_id": "agencies_record", "agency_id": "agencies_agency"},
            few=frozenset({"agency_id"}),
        ),
        refer(
            "intake_mailbox",
            {"record_id": "agencies_record", "report_id": "intake_report", "holder_id": "agencies_agency"},
            few=frozenset({"holder_id"}),
        ),
    ]
