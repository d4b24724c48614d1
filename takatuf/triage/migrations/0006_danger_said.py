"""A reporter who writes that somebody is in danger now has the report rated again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("triage", "0005_no_statistics_of_reasons"),
        ("intake", "0012_dangers_found"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rating",
            name="cause",
            field=models.CharField(
                choices=[
                    ("received", "The report came in"),
                    ("facts", "An officer wrote down what is newly known"),
                    ("identifier", "An account, number or address was added"),
                    ("other_report", "Another report names the same account, number or address"),
                    ("link", "A link was found"),
                    ("danger_said", "The reporter wrote that somebody is in danger now"),
                    ("asked", "An officer asked for it"),
                ],
                db_comment="Why the machine rated",
                default="received",
                max_length=20,
            ),
        ),
    ]
