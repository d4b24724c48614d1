"""What becomes of the steps that are open when a case is closed: they go on, or are not needed, by a named person."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("agencies", "0008_record_kinds"), ("jointwork", "0012_partners")]

    operations = [
        migrations.AlterField(
            "step",
            "stopped",
            models.BooleanField(
                db_comment="It ended without being done: the case was reopened, or closed without it", default=False
            ),
        ),
        migrations.AddField(
            "step",
            "at_closure",
            models.CharField(
                blank=True,
                choices=[("goes_on", "It goes on after closing"), ("not_needed", "It is not needed any more")],
                db_comment="What becomes of it once the case is closed, as whoever proposed the closure said; empty: not said",
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "step",
            "at_closure_why",
            models.BinaryField(db_comment="Sealed: why it is not needed, or what its owner must know", null=True),
        ),
        migrations.AddField(
            "step",
            "at_closure_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.worker"
            ),
        ),
        migrations.AddField("step", "at_closure_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                condition=Q(at_closure="", at_closure_by__isnull=True, at_closure_at__isnull=True, at_closure_why__isnull=True)
                | Q(at_closure="goes_on", at_closure_by__isnull=False, at_closure_at__isnull=False)
                | Q(at_closure="not_needed", at_closure_by__isnull=False, at_closure_at__isnull=False, at_closure_why__isnull=False),
                name="jointwork_step_at_closure_by_and_why",
                violation_error_message="Who says what becomes of a step gives their name, and why it is not needed.",
            ),
        ),
    ]
