"""Who reads before the court is known to the reader's own agency alone."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("court", "0004_fact_origins")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("reading_record.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
    ]
