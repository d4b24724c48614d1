"""Calls that ring: told by the telephone system, seen by the agency's own people, erased within the hour."""

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect_by

_OWN = "agency_id = (SELECT house.actor_agency())"
_INTAKE = "(SELECT house.actor_purpose()) = 'intake'"
_CLOCKWORK = "(SELECT house.actor_purpose()) = 'clockwork'"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial"), ("intake", "0007_messages")]

    operations = [
        migrations.CreateModel(
            name="RingingCall",
            fields=[
                ("id", models.UUIDField(db_comment="UUIDv7", default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("token", models.UUIDField(db_comment="Keyed hash of the telephone system's own id of the call", unique=True)),
                ("line", models.CharField(blank=True, db_comment="The telephone that rings; empty: all", max_length=20)),
                ("number", models.BinaryField(db_comment="Sealed by the vault; empty: withheld", null=True)),
                ("came_at", models.DateTimeField()),
                ("over_at", models.DateTimeField(db_comment="Taken here or elsewhere, or rung off", null=True)),
                ("agency", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency")),
                ("call", models.OneToOneField(db_comment="What somebody made of it", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.call")),
            ],
            options={
                "db_table_comment": "Calls that ring at the hotline",
                "indexes": [
                    models.Index(condition=models.Q(("over_at__isnull", True)), fields=["agency", "came_at"], name="intake_ringingcall_now"),
                    models.Index(fields=["came_at"], name="intake_ringingcall_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("call__isnull", True), ("over_at__isnull", False), _connector="OR"),
                        name="intake_ringingcall_taken_is_over",
                        violation_error_message="A call that somebody took does not ring any more.",
                    )
                ],
            },
        ),
        protect_by("intake_ringingcall", {
            "SELECT": [_OWN, _INTAKE, _CLOCKWORK], "INSERT": [_INTAKE], "UPDATE": [_OWN, _INTAKE], "DELETE": [_CLOCKWORK],
        }),
        migrations.RunSQL(
            "REVOKE UPDATE ON intake_ringingcall FROM app; GRANT UPDATE (over_at, call_id) ON intake_ringingcall TO app;",
            migrations.RunSQL.noop,
        ),
    ]
