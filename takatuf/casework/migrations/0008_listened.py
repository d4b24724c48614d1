"""Children are asked at a follow-up whether somebody listened; older follow-ups did not ask."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_versions")]

    operations = [
        migrations.AddField(
            model_name="followup",
            name="listened",
            field=models.CharField(
                choices=[
                    ("yes", "Yes, somebody listened"),
                    ("partly", "Sometimes"),
                    ("no", "No, nobody listened"),
                    ("not_asked", "Not asked, or the child did not want to say"),
                ],
                db_comment="Whether the child says that somebody listened",
                db_default="not_asked",
                default="not_asked",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("child_seen", True), ("listened", "not_asked"), _connector="OR"),
                name="casework_followup_listened_is_seen",
                violation_error_message="A child who was not seen was not asked.",
            ),
        ),
    ]
