"""Ladders of effect of campaigns."""

from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect_by


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0004_countries_and_research'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ladder',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('campaign_id', models.UUIDField(db_comment='The campaign, as a plain value')),
                ('counted_on', models.DateField(db_comment='Everything before this day began is counted')),
                ('rungs', models.JSONField(db_comment='Suppressed and rounded; see insight.ladder.rules.safe_ladder')),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'db_table_comment': 'Ladders of effect of campaigns',
                'constraints': [models.UniqueConstraint(fields=('campaign_id', 'counted_on'), name='insight_ladder_once_a_day', violation_error_message='This campaign is counted for this day already.')],
            },
        ),
        # What was counted is never changed; the nightly job alone adds.
        migrations.RunSQL("REVOKE UPDATE ON insight_ladder FROM app", migrations.RunSQL.noop),
        protect_by("insight_ladder", {
            "SELECT": ["TRUE"], "INSERT": ["(SELECT house.actor_purpose()) = 'counting'"],
        }),
    ]
