"""Letting an agency into a case, and ending its part, are decisions with a reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jointwork", "0011_reminders")]

    operations = [
        migrations.AlterField(
            model_name="knowingdecision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reach", "How far it is shared"),
                    ("conflict", "Kept away: conflict of interest"),
                    ("embargo", "Kept from parts of it before an interview"),
                    ("let_back", "Let back"),
                    ("locked", "Locked"),
                    ("unlocked", "Unlocked"),
                    ("contribute", "May add, without reading"),
                    ("partner", "Let in as a partner"),
                    ("part_ended", "Its part in the case ended"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="knowingdecision",
            name="value",
            field=models.CharField(blank=True, db_comment="A code: how far, or which agency", max_length=50),
        ),
    ]
