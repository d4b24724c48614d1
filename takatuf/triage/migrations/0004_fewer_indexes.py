"""Indexes that nothing asked, and that every report paid for (docs/performance.md)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0012_counsel"),
        ("triage", "0003_bundles"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rating",
            name="record",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.record",
            ),
        ),
    ]
