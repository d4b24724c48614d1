"""What waits for a second person, and whose child is not safe, is found without reading all that was ever written."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from takatuf.agencies.policies import look_up_each


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_speed")]

    operations: list[Operation] = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["lead", "level", "opened_at"], condition=models.Q(("closed_at__isnull", True)), name="casework_case_led"
            ),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(
                fields=["made_at"], condition=models.Q(("approved_at__isnull", True)), name="casework_plan_waits"
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                fields=["at"], condition=models.Q(("approval_needed", True), ("approved_at__isnull", True)),
                name="casework_assessment_waits",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["record"], condition=models.Q(("safe_now", "no")), name="casework_visit_unsafe"),
        ),
        look_up_each("casework_plan"),
        look_up_each("casework_assessment"),
        look_up_each("casework_visit"),
    ]
