"""Submissions follow what was decided about who may see their case."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("court", "0002_no_hash_of_quotes"), ("jointwork", "0004_knowing")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("need_to_know.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
    ]
