"""The guards of the ledger look once at each statement, and at a row without writing it out as JSON: many lines come together."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("ledger_guards.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
    ]
