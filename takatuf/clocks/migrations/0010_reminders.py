"""Whoever owes something is reminded before the time is up."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies = [("clocks", "0009_opened_rings")]

    operations: list[Operation] = [
        migrations.AddField(
            model_name="deadline",
            name="remind_at",
            field=models.DateTimeField(
                db_comment="When the agency is reminded that the time runs; empty: it was, or is not reminded",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)),
                fields=["remind_at"],
                name="clocks_deadline_remind",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("remind_at__isnull", True),
                    models.Q(("met_at__isnull", True), ("remind_at__lte", models.F("due_at"))),
                    _connector="OR",
                ),
                name="clocks_deadline_reminded_in_time",
                violation_error_message="A reminder comes while something is owed, before its end.",
            ),
        ),
    ]
