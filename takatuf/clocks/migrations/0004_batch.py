"""What an agency owes of one kind is found without reading all that it owes."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies = [("clocks", "0003_duty")]

    operations: list[Operation] = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                fields=["agency", "kind", "due_at"],
                condition=models.Q(("met_at__isnull", True), models.Q(("kind", "first_review"), _negated=True)),
                name="clocks_deadline_owed_kind",
            ),
        ),
    ]
