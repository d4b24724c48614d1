"""Who has checked which text of law."""

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect_by


class Migration(migrations.Migration):
    dependencies = [("agencies", "0009_witness_records"), ("clocks", "0005_calendars")]

    operations = [
        migrations.CreateModel(
            name="LawCheck",
            fields=[
                ("id", models.UUIDField(db_comment="UUIDv7", default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(db_comment="Code of the text in its file", max_length=60)),
                ("sha256", models.CharField(db_comment="Of the text as it was read; other words are not checked", max_length=64)),
                ("read_at_source", models.CharField(db_comment="Where this person read it; names nobody", max_length=300)),
                ("checked_at", models.DateTimeField()),
                ("checked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.worker")),
            ],
            options={
                "db_table_comment": "Checks of texts of law by persons",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "sha256", "checked_by"), name="clocks_lawcheck_once",
                        violation_error_message="Two different persons check a text.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("read_at_source", ""), _negated=True), name="clocks_lawcheck_source",
                        violation_error_message="A check says where the text was read.",
                    ),
                ],
            },
        ),
        # Everybody reads what is checked; a person adds a check under the own name, and nobody changes or takes one away.
        protect_by("clocks_lawcheck", {
            "SELECT": ["true"],
            "INSERT": ["(SELECT house.actor_kind()) = 'worker' AND checked_by_id = (SELECT house.actor_id())"],
        }),
    ]
