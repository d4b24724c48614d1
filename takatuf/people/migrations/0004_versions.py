"""Versions of persons: nobody overwrites unseen what another person wrote meanwhile."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_checks")]

    operations = [
        migrations.AddField("person", "version", models.IntegerField(default=1, db_default=1, db_comment="Counts the changes; an edit names the one that it saw")),
        migrations.AddField("person", "changed_at", models.DateTimeField(null=True, db_comment="Empty: never changed")),
        migrations.AddField("person", "changed_by", models.UUIDField(null=True, db_comment="The worker who changed it last")),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(changed_at__isnull=True, changed_by__isnull=True) | models.Q(changed_at__isnull=False, changed_by__isnull=False, version__gt=1),
                name="people_person_changed_by_and_at", violation_error_message="A change has a name, a time and a number.",
            ),
        ),
    ]
