"""The place of a line stands beside its hash in the tree: docs/decisions/0006-a-line-is-written-once.md."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import takatuf.ledger.models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_checks_by_statement")]

    operations = [
        migrations.CreateModel(
            name="LedgerWaiting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "xid", "entry", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "xid",
                    takatuf.ledger.models.TransactionField(
                        db_comment="The transaction that wrote the line: the sealer never passes one that is open"
                    ),
                ),
                ("hash", models.BinaryField(db_comment="Leaf hash (RFC 6962), made by the database from the line")),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="waiting", to="ledger.ledgerentry",
                    ),
                ),
            ],
            options={"db_table_comment": "Lines that wait for the sealer; the database itself keeps the list"},
        ),
        migrations.AddField(
            model_name="ledgernode",
            name="entry",
            field=models.ForeignKey(
                db_comment="At level 0: the line whose hash this is", db_constraint=False, db_index=False, null=True,
                on_delete=django.db.models.deletion.PROTECT, related_name="nodes", to="ledger.ledgerentry",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgernode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("entry__isnull", False)), fields=("entry",), name="ledger_node_one_place",
                violation_error_message="A line has one place in the tree.",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_name("ledger_places.sql").read_text(encoding="utf-8")),
        migrations.RemoveField(model_name="ledgerentry", name="position"),
        migrations.AlterModelTableComment(
            name="ledgerentry",
            table_comment="Append-only record; column xid (xid8) says in which transaction the line was written",
        ),
    ]
