"""Witnesses at other agencies and their cosignatures: docs/decisions/0013-witnesses-ask.md."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_places")]

    operations = [
        migrations.CreateModel(
            name="LedgerWitness",
            fields=[
                ("id", models.UUIDField(db_comment="UUIDv7", default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(db_comment="The name in its signature lines", max_length=200, unique=True)),
                ("vkey", models.CharField(db_comment="Verifier key (C2SP): name+id+base64", max_length=400, unique=True)),
                ("agency", models.CharField(db_comment="Code of the agency that runs it, as a plain value", max_length=50)),
                ("watched_by", models.UUIDField(db_comment="The agency that is told when it falls silent, as a plain value")),
                ("enrolled_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table_comment": "Witnesses at other agencies, who cosign checkpoints; their id is that of their record",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("ended_at__gte", models.F("enrolled_at")), _connector="OR"),
                        name="ledger_witness_ends_after_start", violation_error_message="A witness ends after it was enrolled.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("id", models.UUIDField(db_comment="UUIDv7", default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("line", models.TextField(db_comment="Signature line (C2SP tlog-cosignature)")),
                ("signed_at", models.DateTimeField(db_comment="The time that the witness signed, by its own clock")),
                ("checkpoint", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cosignatures", to="ledger.checkpoint")),
                ("witness", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cosignatures", to="ledger.ledgerwitness")),
            ],
            options={
                "db_table_comment": "Cosignatures of witnesses under checkpoints",
                "indexes": [models.Index(fields=["witness", "-signed_at"], name="ledger_cosignature_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("witness", "checkpoint"), name="ledger_cosignature_once",
                        violation_error_message="A witness stands once under a checkpoint.",
                    )
                ],
            },
        ),
        migrations.RunSQL(Path(__file__).with_name("ledger_witnesses.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
