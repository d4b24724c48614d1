"""What an agency owes of one kind is found by one index, and without gathering all that it may see."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from takatuf.agencies.policies import look_up_each


class Migration(migrations.Migration):
    dependencies = [("clocks", "0006_law_checks")]

    operations: list[Operation] = [
        migrations.RemoveIndex(model_name="deadline", name="clocks_deadline_owed_kind"),
        migrations.RemoveIndex(model_name="deadline", name="clocks_deadline_owed"),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                fields=["agency", "kind", "due_at"], condition=models.Q(("met_at__isnull", True)), name="clocks_deadline_owed"
            ),
        ),
        look_up_each(
            "clocks_deadline", systems=("clockwork", "intake", "triage", "jointwork"), reporter_column="subject_id"
        ),
    ]
