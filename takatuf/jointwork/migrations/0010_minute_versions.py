"""Two who write the minutes of one item: nobody overwrites unseen what another wrote meanwhile."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0008_record_kinds"), ("jointwork", "0009_hook_agency")]

    operations = [
        migrations.AddField("meetingitem", "version", models.IntegerField(default=1, db_default=1, db_comment="Counts the minutes; who writes them names the one that was seen")),
        migrations.AddField("meetingitem", "minuted_at", models.DateTimeField(null=True, db_comment="Empty: nothing was minuted yet")),
        migrations.AddField("meetingitem", "minuted_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.worker")),
    ]
