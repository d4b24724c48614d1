"""References are checked once a statement instead of once a row: docs/decisions/0008-references-by-statement.md."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from takatuf.agencies.references import refer


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_ispws")]

    operations: list[Operation] = [
        migrations.AlterField(
            model_name="delivery",
            name="provider",
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.provider"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="report",
            field=models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.report"),
        ),
        refer(
            "exchange_delivery",
            {"provider_id": "exchange_provider", "report_id": "intake_report"},
            few=frozenset({"provider_id"}),
        ),
    ]
