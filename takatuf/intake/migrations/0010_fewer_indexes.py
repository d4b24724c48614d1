"""Indexes that nothing asked, and that every report paid for (docs/performance.md)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0012_counsel"),
        ("intake", "0009_campaign_code"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mailbox",
            name="holder",
            field=models.ForeignKey(
                db_comment="Who reads the messages now",
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.AlterField(
            model_name="reportkey",
            name="report",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.report",
            ),
        ),
    ]
